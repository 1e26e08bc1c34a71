// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"

namespace ajar::library
{

constexpr int longestName = 200; ///< UTF-16 units

/// A name as it is kept: one line, without characters that show nothing, at most longestName long.
QString tidyName(const QString &name);

/// The user's name for a session; empty if it has none or can't be read.
QString sessionName(const QString &path);

/// Keeps a name in the session file itself, as `name` in its table `session`, also while it is
/// being recorded; an empty one takes the name away. The file's own name stays.
session::Error renameSession(const QString &path, const QString &name);

} // namespace ajar::library
