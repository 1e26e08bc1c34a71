// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commands.h"
#include "commands/filteroption.h"
#include "commands/openfile.h"
#include "commands/usage.h"
#include "session/exporter.h"
#include "session/sessionerror.h"

#include <QFile>

#include <cstdio>

namespace ajar::app
{

int showCommand(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Prints a saved session."));
    parser.addPositionalArgument(QStringLiteral("FILE.ajar"), QStringLiteral("A session file."));
    parser.addOption({QStringLiteral("json"), QStringLiteral("Print JSON Lines.")});
    FilterOption::addTo(parser);
    int exitCode = Done;
    if (!parse(parser, arguments, QStringLiteral("show"), exitCode))
        return exitCode;
    if (parser.positionalArguments().size() != 1)
        return usageError(QStringLiteral("show takes one session file"), QStringLiteral("show"));
    FilterOption filter;
    if (!filter.read(parser, QStringLiteral("show")))
        return Usage;
    const auto reader = openSession(parser.positionalArguments().constFirst(), exitCode);
    if (!reader)
        return exitCode;
    session::ExportOptions options;
    options.format = parser.isSet(QStringLiteral("json")) ? session::ExportFormat::JsonLines
                                                          : session::ExportFormat::Text;
    options.withSecrets = true; // it stays on this screen
    filter.apply(*reader, options);
    QFile out;
    if (!out.open(stdout, QIODevice::WriteOnly))
        return fail(out.errorString(), Usage);
    const session::Error error = session::exportSession(*reader, out, options);
    filter.report();
    if (error)
        return fail(session::sessionErrorText(error), BadFile);
    return Done;
}

} // namespace ajar::app
