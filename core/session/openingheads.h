// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

/// The heads of an opening handshake for exports that can't do without one.
namespace ajar::session
{

/// A head without permessage-deflate in its Sec-WebSocket-Extensions; other extensions stay.
QByteArray withoutDeflate(const QByteArray &head);

/// A request for a URL, and the answer to it, of a handshake that is not in the file.
QByteArray madeUpRequest(const QString &url);
QByteArray madeUpResponse();

} // namespace ajar::session
