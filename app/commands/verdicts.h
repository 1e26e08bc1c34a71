// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "closing/verdict.h"
#include "session/reader.h"

namespace ajar::app
{

/// All that is known; a message on standard error for each file of the user's that was skipped.
closing::Knowledge knowledgeForCommand();

/// Why a connection of a session file ended, as far as it has.
closing::Verdict verdictOf(session::Reader &reader, const session::StoredConnection &connection,
                           const closing::Knowledge &knowledge);

} // namespace ajar::app
