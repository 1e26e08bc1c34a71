// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "closing/state.h"

#include <QString>

namespace ajar::ui
{

QString durationText(closing::Time time); ///< "92 µs", "12.4 s", "3 min 41 s"
QString clockText(closing::Time time);    ///< "3:40.118 204": minutes, seconds, micro
QString deltaText(closing::Time time);    ///< "+0.8 ms"
QString countText(quint64 count);         ///< "14 208", with thin spaces
QString bytesText(quint64 bytes);         ///< "2.1 MB"

} // namespace ajar::ui
