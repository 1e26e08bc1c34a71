// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commands.h"
#include "commands/interruption.h"
#include "commands/standardinput.h"
#include "commands/usage.h"
#include "session/importer.h"

#include <QFile>
#include <QFileInfo>

#include <cstdio>

namespace ajar::app
{

namespace
{

/// Where the session goes if nobody says so: beside the export, under its name.
QString usualTarget(const QString &input)
{
    const QFileInfo info(input);
    const QString folder = input.contains(u'/') ? info.path() + u'/' : QString();
    return folder + info.completeBaseName() + QStringLiteral(".ajar");
}

int print(const session::ImportReport &report, const QString &target)
{
    if (report.error.fault == session::Fault::Cancelled)
        return endBySignal();
    if (report.error) {
        const bool exists = report.error.fault == session::Fault::Exists;
        return fail(session::errorText(report.error) +
                        (exists ? QStringLiteral(" --overwrite replaces it.") : QString()),
                    exists ? Usage : BadFile);
    }
    if (report.withUnknownMembers > 0)
        fail(QStringLiteral("%1 had members that this version does not know, which are left out; "
                            "the first: %2")
                 .arg(counted(report.withUnknownMembers, QStringLiteral("line")),
                      report.firstUnknownMember),
             Done);
    if (report.damaged > 0)
        fail(QStringLiteral("%1 had been exported as damaged, and stayed so")
                 .arg(counted(report.damaged, QStringLiteral("record"))),
             Done);
    for (const QString &note : report.notes)
        fail(note, Done);
    std::printf("%s: %s, %s\n", qUtf8Printable(target),
                qUtf8Printable(counted(report.connections, QStringLiteral("connection"))),
                qUtf8Printable(counted(report.records, QStringLiteral("record"))));
    if (report.leftOut > 0)
        return fail(QStringLiteral("%1 left out").arg(counted(report.leftOut, report.leftOutWhat)),
                    BadFile);
    return Done;
}

} // namespace

int importCommand(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Makes a session file of a JSON Lines export, as 'ajar export --to jsonl' and --json write "
        "it (or of the same as a JSON sequence, RFC 7464), of the WebSocket connections of a HAR, "
        "as Chrome, Playwright, mitmproxy, HTTP Toolkit and 'ajar export --to har' write it, or of "
        "a capture of packets, pcapng or pcap, as Wireshark, dumpcap and tcpdump write it: of each "
        "WebSocket connection in it, with the states and the outcome, the client being the local "
        "side. Which it is follows from its beginning, not from its name. The session file appears "
        "when all is read: a line, a message or a block that can't be taken ends the import, and "
        "is named with what is wrong in it. Exit codes: 0 done, 1 wrong usage or the session file "
        "exists, 5 the input is damaged, holds nothing to import, or can't be read."));
    parser.addPositionalArgument(
        QStringLiteral("FILE"),
        QStringLiteral("An export, a HAR or a capture; - is standard input."));
    parser.addPositionalArgument(
        QStringLiteral("OUT.ajar"),
        QStringLiteral("The session file to make; usually one beside FILE, named like it."),
        QStringLiteral("[OUT.ajar]"));
    parser.addOptions({
        {{QStringLiteral("o"), QStringLiteral("output")},
         QStringLiteral("The same as OUT.ajar."),
         QStringLiteral("OUT.ajar")},
        {QStringLiteral("overwrite"), QStringLiteral("Replace the session file if it exists.")},
        {QStringLiteral("keep-going"),
         QStringLiteral("Leave out lines, messages, entries or blocks that can't be taken, name "
                        "each, and end with 5.")},
    });
    const QString command = QStringLiteral("import");
    int exitCode = Done;
    if (!parse(parser, arguments, command, exitCode))
        return exitCode;
    QStringList files = parser.positionalArguments();
    files += parser.values(QStringLiteral("output"));
    if (files.isEmpty() || parser.positionalArguments().isEmpty())
        return usageError(QStringLiteral("import takes a file, or - for standard input"), command);
    if (files.size() > 2)
        return usageError(QStringLiteral("import takes one file and one session file"), command);
    const QString input = files.constFirst();
    const QString target = files.size() == 2 ? files.constLast() : usualTarget(input);
    if (files.size() == 1 && (input == u"-" || target == input))
        return usageError(QStringLiteral("name the session file to make"), command);
    const bool piped = input == u"-";
    const std::atomic_bool &cancelled = cancelOnSignals();
    StandardInput pipe(cancelled);
    QFile file(input);
    if (!piped && !file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return fail(QStringLiteral("%1: %2").arg(input, file.errorString()), BadFile);
    session::ImportOptions options;
    options.overwrite = parser.isSet(QStringLiteral("overwrite"));
    options.keepGoing = parser.isSet(QStringLiteral("keep-going"));
    options.leftOut = [](const session::Error &why) {
        fail(QStringLiteral("left out: %1").arg(why.detail), BadFile);
    };
    options.cancelled = &cancelled;
    const session::ImportReport report =
        session::importToFile(piped ? static_cast<QIODevice &>(pipe) : file,
                              piped ? QStringLiteral("standard input") : input, target, options);
    return print(report, target);
}

} // namespace ajar::app
