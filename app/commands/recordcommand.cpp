// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/clientoptions.h"
#include "commands/commands.h"
#include "commands/policyoptions.h"
#include "commands/recordrun.h"
#include "commands/usage.h"
#include "commands/wireoptions.h"
#include "link/urlinput.h"

namespace ajar::app
{

namespace
{

void addRecordOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(QStringLiteral(
        "Connects to a WebSocket server, prints every frame and state change of both "
        "directions as they come, and records them in a session file."));
    parser.addPositionalArgument(
        QStringLiteral("URL"),
        QStringLiteral(
            "ws://, wss:// or ws+unix:///PATH:/TARGET; a bare host:port/path gets ws://."));
    parser.addOptions({
        {{QStringLiteral("o"), QStringLiteral("output")},
         QStringLiteral("Session file to write (default: a new one in the sessions folder)."),
         QStringLiteral("FILE")},
        {QStringLiteral("overwrite"), QStringLiteral("Replace the session file if it exists.")},
        {QStringLiteral("continue-in"),
         QStringLiteral("Go on in this new file, which gets all that was recorded so far, when the "
                        "session file is renamed, deleted or replaced, or its disk is full."),
         QStringLiteral("FILE")},
        {QStringLiteral("min-free"),
         QStringLiteral("Stop recording while less than this is free on the disk (default 100M), "
                        "and warn at five times as much."),
         QStringLiteral("SIZE")},
        {QStringLiteral("for"), QStringLiteral("Send our Close this long after the start."),
         QStringLiteral("D")},
        {QStringLiteral("send"), QStringLiteral("Send a text once connected; may be repeated."),
         QStringLiteral("TEXT")},
        {QStringLiteral("send-raw"),
         QStringLiteral(
             "Send a frame as it is written, rules or not, e.g. "
             "'opcode=close,fin=1,payload=03e9'; may be repeated, and mixed with --send."),
         QStringLiteral("FRAME")},
        {QStringLiteral("close"),
         QStringLiteral(
             "Send Close with this code and reason once connected, or later with --close-after."),
         QStringLiteral("CODE[:REASON]|empty")},
        {QStringLiteral("close-after"),
         QStringLiteral("Send Close (1000 unless --close) this long after connecting."),
         QStringLiteral("D")},
        {QStringLiteral("json"), QStringLiteral("Print JSON Lines, as in the jsonl export.")},
        {QStringLiteral("quiet"), QStringLiteral("Print states and the outcome only.")},
    });
    addClientOptions(parser);
    addPolicyOptions(parser);
    addWireOptions(parser);
}

bool readSchedule(const QCommandLineParser &parser, RecordPlan &plan, QString &problem)
{
    const auto read = [&](const QString &name, std::optional<std::chrono::nanoseconds> &value) {
        if (!parser.isSet(name))
            return true;
        value = parseDuration(parser.value(name));
        if (!value)
            problem = QStringLiteral("--%1: \"%2\" is no duration such as 250ms, 5s or 2m")
                          .arg(name, parser.value(name));
        return value.has_value();
    };
    if (!read(QStringLiteral("for"), plan.recordFor) ||
        !read(QStringLiteral("close-after"), plan.closeAfter))
        return false;
    if (!parser.isSet(QStringLiteral("close")))
        return true;
    if (!plan.closeAfter && !plan.recordFor)
        plan.closeAfter = std::chrono::nanoseconds(0);
    return readClose(parser.value(QStringLiteral("close")), plan.closeCode, plan.closeReason,
                     problem);
}

/// --send and --send-raw in the order in which they stand.
bool readMessages(const QCommandLineParser &parser, RecordPlan &plan, QString &problem)
{
    QStringList texts = parser.values(QStringLiteral("send"));
    QStringList frames = parser.values(QStringLiteral("send-raw"));
    for (const QString &name : parser.optionNames()) {
        if (name == u"send") {
            plan.messages.emplace_back(texts.takeFirst());
        } else if (name == u"send-raw") {
            auto frame = readRawFrame(frames.takeFirst(), problem);
            if (!frame)
                return false;
            plan.messages.emplace_back(std::move(*frame));
        }
    }
    return true;
}

bool readMinFree(const QCommandLineParser &parser, RecordPlan &plan, QString &problem)
{
    const QString name = QStringLiteral("min-free");
    if (!parser.isSet(name))
        return true;
    plan.minFree = link::parseSize(parser.value(name));
    if (!plan.minFree)
        problem = QStringLiteral("--min-free: \"%1\" is no size such as 100M or 2G")
                      .arg(parser.value(name));
    return problem.isEmpty();
}

bool readPlan(const QCommandLineParser &parser, RecordPlan &plan, QString &problem)
{
    if (parser.positionalArguments().size() != 1) {
        problem = QStringLiteral("record takes one URL");
        return false;
    }
    plan.client.url = parseUrl(parser.positionalArguments().constFirst(), problem);
    if (!problem.isEmpty())
        return false;
    plan.file = parser.value(QStringLiteral("output"));
    plan.overwrite = parser.isSet(QStringLiteral("overwrite"));
    plan.continueIn = parser.value(QStringLiteral("continue-in"));
    plan.style = parser.isSet(QStringLiteral("json"))    ? OutputStyle::Json
                 : parser.isSet(QStringLiteral("quiet")) ? OutputStyle::Quiet
                                                         : OutputStyle::Text;
    return readMinFree(parser, plan, problem) && readClientOptions(parser, plan.client, problem) &&
           readSchedule(parser, plan, problem) && readPolicy(parser, plan.policy, problem) &&
           readWireOptions(parser, plan.client, plan.policy, problem) &&
           readMessages(parser, plan, problem);
}

} // namespace

int recordCommand(const QStringList &arguments)
{
    QCommandLineParser parser;
    addRecordOptions(parser);
    int exitCode = Done;
    if (!parse(parser, withFollowLimit(arguments), QStringLiteral("record"), exitCode))
        return exitCode;
    RecordPlan plan;
    QString problem;
    if (!readPlan(parser, plan, problem))
        return usageError(problem, QStringLiteral("record"));
    return runRecord(plan);
}

} // namespace ajar::app
