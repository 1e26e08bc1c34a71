// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

#include <utility>

namespace ajar::session
{

/// The members of a JSON object in their order, each value as the text that stands there, without
/// white space around its tokens (so without line ends). Empty if `json` is no JSON object: Qt's
/// QJsonObject knows no order.
QList<std::pair<QByteArray, QByteArray>> jsonMembers(const QByteArray &json);

/// The text of a JSON string; empty if it is none.
QByteArray jsonStringValue(const QByteArray &json);

} // namespace ajar::session
