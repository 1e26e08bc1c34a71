// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/reader.h"

#include <QString>

namespace ajar::ui
{

/// A state, event or outcome record as one line, e.g. "Half-closed by peer" or "FIN received".
/// Texts in it come from the network: show them through plain().
QString eventLine(const session::Row &row);

/// The timer's stable name and duration in an event record; empty and 0 if it has none.
QString timerOf(const session::Row &row);
closing::Time timerDuration(const session::Row &row);

} // namespace ajar::ui
