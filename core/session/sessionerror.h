// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"

namespace ajar::session
{

/// errorText() of a session file that can't be opened or read, and what may help.
QString sessionErrorText(const Error &error);

} // namespace ajar::session
