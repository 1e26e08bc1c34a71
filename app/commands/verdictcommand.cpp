// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commands.h"
#include "commands/openfile.h"
#include "commands/usage.h"
#include "commands/verdicts.h"
#include "session/sessionerror.h"
#include "session/verdictlines.h"

#include <QTextStream>

#include <cstdio>

namespace ajar::app
{

int verdictCommand(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Says why each connection of a saved session ended: facts with the numbers "
                       "of the frames that show them, and what they look like."));
    parser.addPositionalArgument(QStringLiteral("FILE.ajar"), QStringLiteral("A session file."));
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print JSON Lines.")});
    const QString command = QStringLiteral("verdict");
    int exitCode = Done;
    if (!parse(parser, arguments, command, exitCode))
        return exitCode;
    if (parser.positionalArguments().size() != 1)
        return usageError(QStringLiteral("verdict takes one session file"), command);
    const auto reader = openSession(parser.positionalArguments().constFirst(), exitCode);
    if (!reader)
        return exitCode;
    const closing::Knowledge knowledge = knowledgeForCommand();
    QTextStream out(stdout);
    const auto connections = reader->connections();
    for (const session::StoredConnection &connection : connections) {
        const closing::Verdict verdict = verdictOf(*reader, connection, knowledge);
        if (parser.isSet(QStringLiteral("json"))) {
            out << QString::fromUtf8(session::verdictJson(connection.id, verdict)) << '\n';
            continue;
        }
        const QStringList lines = session::verdictText(connection.id, verdict);
        for (const QString &line : lines)
            out << line << '\n';
    }
    out.flush();
    if (const session::Error error = reader->damage())
        return fail(session::sessionErrorText(error), BadFile);
    return Done;
}

} // namespace ajar::app
