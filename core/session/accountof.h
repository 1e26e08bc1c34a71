// SPDX-License-Identifier: MIT
#pragma once

#include "closing/account.h"
#include "session/reader.h"

namespace ajar::session
{

/// The account of one connection of a session file. It reads the story, and of the data frames only
/// those that matter to the end: the time it takes does not grow with their number. What it leaves
/// out is told by Account::incomplete.
closing::Account accountOf(Reader &reader, const StoredConnection &connection);

} // namespace ajar::session
