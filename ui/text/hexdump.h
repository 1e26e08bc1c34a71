// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace ajar::ui
{

/// Offset counted from `first`, `perLine` bytes in hex, the same as ASCII; line by line.
QString hexDump(QByteArrayView bytes, quint64 first = 0, int perLine = 8);

} // namespace ajar::ui
