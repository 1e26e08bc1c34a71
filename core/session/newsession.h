// SPDX-License-Identifier: MIT
#pragma once

#include "session/sessionfile.h"

#include <functional>

namespace ajar::session
{

/// Whether a session may be made at `target`: yes if nothing is there; else, with `overwrite`, if
/// it is a session that nobody has open.
Error checkNewSession(const QString &target, bool overwrite);

/// Makes a session file of what `fill` writes into it: beside `target`, mode 0600, and renamed into
/// place when it is complete. A fault, also one that `fill` returns, leaves what was there.
Error makeSession(const QString &target, bool overwrite,
                  const std::function<Error(SessionFile &)> &fill);

} // namespace ajar::session
