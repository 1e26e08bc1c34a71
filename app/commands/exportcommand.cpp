// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commands.h"
#include "commands/filteroption.h"
#include "commands/openfile.h"
#include "commands/usage.h"
#include "commands/verdicts.h"
#include "session/exporter.h"

#include <QFile>

#include <cstdio>

namespace ajar::app
{

namespace
{

/// The others show a conversation, whose handshake and fragments belong together.
bool takesFilter(session::ExportFormat format)
{
    return format == session::ExportFormat::JsonLines || format == session::ExportFormat::Text ||
           format == session::ExportFormat::Csv;
}

} // namespace

int exportCommand(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Writes a saved session in another format. Cookies, authorization and tokens in the "
        "opening "
        "handshake are left out unless --with-secrets is given; message bodies are not scrubbed."));
    parser.addPositionalArgument(QStringLiteral("FILE.ajar"), QStringLiteral("A session file."));
    parser.addOptions({
        {QStringLiteral("to"), QStringLiteral("Format: jsonl, text, pcapng, har, csv or mermaid."),
         QStringLiteral("FORMAT")},
        {{QStringLiteral("o"), QStringLiteral("output")},
         QStringLiteral("File to write; - is standard output."),
         QStringLiteral("OUT")},
        {QStringLiteral("inflated"),
         QStringLiteral("pcapng: messages as they would be without compression.")},
        {QStringLiteral("with-secrets"), QStringLiteral("Keep cookies, authorization and tokens.")},
    });
    FilterOption::addTo(parser);
    int exitCode = Done;
    const QString command = QStringLiteral("export");
    if (!parse(parser, arguments, command, exitCode))
        return exitCode;
    if (parser.positionalArguments().size() != 1)
        return usageError(QStringLiteral("export takes one session file"), command);
    const auto format = session::exportFormatFromName(parser.value(QStringLiteral("to")));
    if (!format)
        return usageError(
            QStringLiteral("--to: \"%1\" is none of jsonl, text, pcapng, har, csv and mermaid")
                .arg(parser.value(QStringLiteral("to"))),
            command);
    const QString output = parser.value(QStringLiteral("output"));
    if (output.isEmpty())
        return usageError(QStringLiteral("-o: name the file to write, or - for standard output"),
                          command);
    FilterOption filter;
    if (!filter.read(parser, command))
        return Usage;
    if (filter.isSet() && !takesFilter(*format))
        return usageError(QStringLiteral("--filter goes with jsonl, text and csv: a conversation "
                                         "with gaps is none in %1")
                              .arg(parser.value(QStringLiteral("to"))),
                          command);
    const auto reader = openSession(parser.positionalArguments().constFirst(), exitCode);
    if (!reader)
        return exitCode;
    session::ExportOptions options;
    options.format = *format;
    options.withSecrets = parser.isSet(QStringLiteral("with-secrets"));
    options.inflated = parser.isSet(QStringLiteral("inflated"));
    const closing::Knowledge knowledge = knowledgeForCommand();
    options.verdict = [&knowledge](session::Reader &file,
                                   const session::StoredConnection &connection) {
        return verdictOf(file, connection, knowledge);
    };
    filter.apply(*reader, options);
    session::Error error;
    if (output == u"-") {
        QFile out;
        if (!out.open(stdout, QIODevice::WriteOnly))
            return fail(out.errorString(), Usage);
        error = session::exportSession(*reader, out, options);
    } else {
        error = session::exportToFile(*reader, output, options);
    }
    filter.report();
    return error ? fail(session::errorText(error), BadFile) : int(Done);
}

} // namespace ajar::app
