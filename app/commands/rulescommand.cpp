// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commands.h"
#include "commands/openfile.h"
#include "commands/usage.h"
#include "session/findinglines.h"
#include "session/findingsof.h"
#include "session/sessionerror.h"
#include "wire/finding.h"

#include <QTextStream>

#include <cstdio>

namespace ajar::app
{

namespace
{

QString word(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

int printRules(bool json)
{
    QTextStream out(stdout);
    for (int i = 0; i < wire::findingCount; ++i) {
        const wire::Rule &rule = wire::ruleOf(static_cast<wire::Finding>(i));
        if (json) {
            out << QString::fromUtf8(session::ruleJson(rule)) << '\n';
            continue;
        }
        out << QStringLiteral("%1 %2 %3 %4 %5\n")
                   .arg(word(rule.id).leftJustified(23),
                        word(wire::name(rule.level)).leftJustified(6),
                        word(wire::name(rule.duty)).leftJustified(6),
                        word(rule.section).leftJustified(16), word(rule.sentence));
    }
    return Done;
}

int checkSession(session::Reader &reader, const session::FindingsOptions &options, bool json)
{
    QTextStream out(stdout);
    const auto print = [&](quint32 connection, const closing::FindingNote &note) {
        out << (json ? QString::fromUtf8(session::findingJson(connection, note))
                     : session::findingText(connection, note))
            << '\n';
    };
    const auto connections = reader.connections();
    for (const session::StoredConnection &connection : connections) {
        const session::Findings findings = session::findingsOf(reader, connection, options);
        for (const closing::FindingNote &note : findings.notes)
            print(connection.id, note);
        quint64 all = 0;
        for (const quint64 count : findings.counts)
            all += count;
        out.flush();
        if (all > quint64(findings.notes.size()))
            fail(QStringLiteral("connection %1 has %2 findings; these are the first")
                     .arg(connection.id)
                     .arg(all),
                 Done);
    }
    for (const auto &[connection, note] : session::reconnectFindings(reader))
        print(connection, note);
    out.flush();
    if (const session::Error error = reader.damage())
        return fail(session::sessionErrorText(error), BadFile);
    return Done;
}

} // namespace

int rulesCommand(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Prints the rules of RFC 6455 and RFC 7692 that connections are checked against: id, "
        "level, whom it binds, section, and what it asks for. With a session file it checks that "
        "instead and prints each finding: time, connection, frame, level, id, rule and section."));
    parser.addPositionalArgument(QStringLiteral("FILE.ajar"), QStringLiteral("A session file."),
                                 QStringLiteral("[FILE.ajar]"));
    parser.addOptions({
        {QStringLiteral("strict"),
         QStringLiteral("Check also the rules that implementers read differently.")},
        {QStringLiteral("json"), QStringLiteral("Print JSON Lines.")},
    });
    const QString command = QStringLiteral("rules");
    int exitCode = Done;
    if (!parse(parser, arguments, command, exitCode))
        return exitCode;
    const bool json = parser.isSet(QStringLiteral("json"));
    const QStringList files = parser.positionalArguments();
    if (files.isEmpty())
        return printRules(json);
    if (files.size() > 1)
        return usageError(QStringLiteral("rules takes one session file"), command);
    const auto reader = openSession(files.constFirst(), exitCode);
    if (!reader)
        return exitCode;
    session::FindingsOptions options;
    options.strict = parser.isSet(QStringLiteral("strict"));
    return checkSession(*reader, options, json);
}

} // namespace ajar::app
