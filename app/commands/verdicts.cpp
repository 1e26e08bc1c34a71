// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/verdicts.h"

#include "commands/usage.h"
#include "knowledge/knowledge.h"
#include "session/accountof.h"

namespace ajar::app
{

closing::Knowledge knowledgeForCommand()
{
    knowledge::Loaded loaded = knowledge::load();
    for (const knowledge::Problem &problem : std::as_const(loaded.problems))
        fail(QStringLiteral("skipped ") + knowledge::problemText(problem), Done);
    return std::move(loaded.knowledge);
}

closing::Verdict verdictOf(session::Reader &reader, const session::StoredConnection &connection,
                           const closing::Knowledge &knowledge)
{
    return closing::verdictOf(session::accountOf(reader, connection), knowledge);
}

} // namespace ajar::app
