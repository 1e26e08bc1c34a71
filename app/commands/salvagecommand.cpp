// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commands.h"
#include "commands/interruption.h"
#include "commands/usage.h"
#include "session/jsonwriter.h"
#include "session/salvage.h"

#include <cstdio>

namespace ajar::app
{

namespace
{

void writeConnection(session::JsonWriter &json, const session::SalvageReport::Connection &one)
{
    json.beginObject()
        .unsignedInteger("id", one.id)
        .string("url", one.url.toStdString())
        .boolean("described", one.described)
        .unsignedInteger("records", one.records)
        .unsignedInteger("damaged", one.damaged)
        .unsignedInteger("missing", one.missing)
        .boolean("ended", one.ended)
        .beginArray("gaps");
    for (const session::SalvageReport::Missing &gap : one.gaps)
        json.beginObject()
            .unsignedInteger("first", gap.first)
            .unsignedInteger("last", gap.last)
            .unsignedInteger("frames", gap.frames)
            .endObject();
    json.endArray().endObject();
}

void printJson(const session::SalvageReport &report, const QString &target)
{
    session::JsonWriter json;
    json.beginObject()
        .string("output", target.toStdString())
        .boolean("complete", report.complete())
        .string("problem", report.problem.toStdString())
        .unsignedInteger("pageSize", report.pageSize)
        .unsignedInteger("pages", report.pages)
        .unsignedInteger("damagedPages", report.damagedPages)
        .unsignedInteger("missingPages", report.missingPages)
        .unsignedInteger("unreadableBytes", report.unreadableBytes)
        .boolean("logIsMissing", report.logIsMissing)
        .beginArray("connections");
    for (const auto &connection : report.connections)
        writeConnection(json, connection);
    json.endArray().endObject();
    std::printf("%s\n", json.json().constData());
}

void printLine(const QString &line)
{
    std::printf("%s\n", qUtf8Printable(line));
}

void printConnection(const session::SalvageReport::Connection &one)
{
    constexpr qsizetype mostGaps = 10;
    printLine(QStringLiteral("connection %1%2: %3 records whole, %4 damaged, %5 missing%6")
                  .arg(QString::number(one.id),
                       one.described ? QString() : QStringLiteral(" (its URL is lost)"),
                       QString::number(one.records), QString::number(one.damaged),
                       QString::number(one.missing),
                       one.ended ? QString() : QStringLiteral("; no outcome")));
    for (const session::SalvageReport::Missing &gap : one.gaps.mid(0, mostGaps))
        printLine(QStringLiteral("  missing: records %1 to %2, %3 of them frames")
                      .arg(gap.first)
                      .arg(gap.last)
                      .arg(gap.frames));
    if (one.gaps.size() > mostGaps)
        printLine(QStringLiteral("  and more gaps: %1").arg(one.gaps.size() - mostGaps));
}

void printText(const session::SalvageReport &report, const QString &target)
{
    if (!report.problem.isEmpty())
        printLine(QStringLiteral("the file does not open as it is: %1").arg(report.problem));
    for (const auto &connection : report.connections)
        printConnection(connection);
    const auto pages = [](quint64 count, const QString &what) {
        if (count > 0)
            printLine(what.arg(count));
    };
    pages(report.damagedPages,
          QStringLiteral("pages of which nothing, or not all, can be told: %1"));
    pages(report.missingPages, QStringLiteral("pages that the file lacks at its end: %1"));
    pages(report.unreadableBytes, QStringLiteral("bytes that could not be read: %1"));
    if (report.logIsMissing)
        printLine(QStringLiteral("the -wal file is missing, and with it what was recorded last"));
    printLine(QStringLiteral("%1: %2").arg(target, report.complete()
                                                       ? QStringLiteral("all of it came through")
                                                       : QStringLiteral("a part is lost")));
}

} // namespace

int salvageCommand(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Makes a new session of what is good in a damaged one, which is only read. Each record is "
        "taken if its checksums hold; where records are missing, the new session has an event "
        "'gap'. If there is a file BROKEN.ajar-wal, it must stand beside BROKEN.ajar. Exit codes: "
        "0 "
        "all came through, 1 wrong usage or the new file exists, 5 a part is lost (the new file is "
        "there), or nothing of a session was found."));
    parser.addPositionalArgument(QStringLiteral("BROKEN.ajar"),
                                 QStringLiteral("The damaged session file."));
    parser.addPositionalArgument(QStringLiteral("OUT.ajar"),
                                 QStringLiteral("The session file to make."));
    parser.addOptions({
        {QStringLiteral("overwrite"), QStringLiteral("Replace OUT.ajar if it exists.")},
        {QStringLiteral("json"), QStringLiteral("Print the report as one JSON object.")},
    });
    const QString command = QStringLiteral("salvage");
    int exitCode = Done;
    if (!parse(parser, arguments, command, exitCode))
        return exitCode;
    const QStringList files = parser.positionalArguments();
    if (files.size() != 2)
        return usageError(QStringLiteral("salvage takes a damaged file and the file to make"),
                          command);
    session::SalvageOptions options;
    options.overwrite = parser.isSet(QStringLiteral("overwrite"));
    options.cancelled = &cancelOnSignals();
    const session::SalvageReport report = session::salvage(files[0], files[1], options);
    if (report.error.fault == session::Fault::Cancelled)
        return endBySignal();
    if (report.error) {
        const bool exists = report.error.fault == session::Fault::Exists;
        return fail(session::errorText(report.error), exists ? Usage : BadFile);
    }
    if (parser.isSet(QStringLiteral("json")))
        printJson(report, files[1]);
    else
        printText(report, files[1]);
    return report.complete() ? Done : BadFile;
}

} // namespace ajar::app
