// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

namespace ajar::app
{

/// For commands that write a file at their end. The first SIGINT, SIGTERM or SIGHUP sets what this
/// returns, so that what is half written is taken away; a second one ends the program at once.
const std::atomic_bool &cancelOnSignals();

/// Ends the program as the signal that came would have.
int endBySignal();

} // namespace ajar::app
