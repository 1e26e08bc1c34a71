// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

/// Takes out of exports what would let a reader act as the user. It goes by names, so it can't know
/// all; payloads are not touched.
namespace ajar::session
{

/// A URL or a request target without user information and without the values of query parameters
/// such as access_token, sig and key.
QByteArray withoutUrlSecrets(const QByteArray &url);

/// An HTTP head without cookies, authorization, tokens in subprotocols and in the request target.
QByteArray withoutHeadSecrets(const QByteArray &head);

/// A list of subprotocols without those that carry a token, e.g. "openai-insecure-api-key.…".
QByteArray withoutSubprotocolSecrets(const QByteArray &subprotocols);

/// The value of a member of an event or of a connection's options, without secrets if its name says
/// that it may have some.
QByteArray withoutSecrets(const QByteArray &name, const QByteArray &value);

} // namespace ajar::session
