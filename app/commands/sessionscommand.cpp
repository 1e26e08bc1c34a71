// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/commands.h"
#include "commands/usage.h"
#include "library/folder.h"
#include "library/listing.h"
#include "library/removal.h"
#include "ui/sessions/sessionwords.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"

#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace ajar::app
{

namespace
{

const QString command = QStringLiteral("sessions");

QList<library::Summary> readFolder(const QString &folder, int &exitCode)
{
    QList<library::Summary> summaries;
    library::KnownSessions known;
    const session::Error error =
        library::listSessions(folder, known, nullptr, [&](library::Summary summary, int) {
            summaries.append(std::move(summary));
        });
    // Nothing has been recorded yet: that is no fault.
    exitCode = error && error.fault != session::Fault::NotFound
                   ? fail(session::errorText(error), BadFile)
                   : Done;
    std::stable_sort(summaries.begin(), summaries.end(), [](const auto &a, const auto &b) {
        return a.wallNanoseconds > b.wallNanoseconds;
    });
    return summaries;
}

QByteArray json(const library::Summary &summary)
{
    QJsonObject object{
        {QStringLiteral("file"), summary.path},
        {QStringLiteral("name"), summary.title()},
        {QStringLiteral("begun"),
         QDateTime::fromMSecsSinceEpoch(summary.wallNanoseconds / 1'000'000, Qt::UTC)
             .toString(Qt::ISODateWithMs)},
        {QStringLiteral("bytes"), static_cast<qint64>(summary.bytes)},
        {QStringLiteral("outcome"), QString(library::name(summary.ending))},
    };
    if (summary.error) {
        object.insert(QStringLiteral("error"), session::errorText(summary.error));
    } else {
        object.insert(QStringLiteral("duration"), static_cast<double>(summary.duration) / 1e9);
        object.insert(QStringLiteral("connections"), static_cast<qint64>(summary.connections));
        object.insert(QStringLiteral("frames"), static_cast<qint64>(summary.frames));
        object.insert(QStringLiteral("closed"), static_cast<qint64>(summary.closed));
        object.insert(QStringLiteral("aborted"), static_cast<qint64>(summary.aborted));
        object.insert(QStringLiteral("refused"), static_cast<qint64>(summary.refused));
        object.insert(QStringLiteral("urls"), QJsonArray::fromStringList(summary.urls));
        if (summary.partial)
            object.insert(QStringLiteral("partial"), true);
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// One line for people: when, outcome, frames, size, name, addresses.
QString line(const library::Summary &summary)
{
    constexpr qsizetype longestName = 60;
    const QDateTime begun = QDateTime::fromMSecsSinceEpoch(summary.wallNanoseconds / 1'000'000);
    return QStringLiteral("%1  %2 %3 frames %4  %5  %6")
        .arg(begun.toString(QStringLiteral("yyyy-MM-dd HH:mm")),
             ui::endingWords(summary).leftJustified(22),
             QString::number(summary.frames).rightJustified(9),
             ui::bytesText(summary.bytes).rightJustified(8),
             ui::plain(summary.title(), false, longestName), ui::contentWords(summary));
}

int print(const QList<library::Summary> &summaries, const QString &search, bool asJson)
{
    QTextStream out(stdout);
    quint64 bytes = 0;
    quint64 shown = 0;
    for (const library::Summary &summary : summaries) {
        if (!ui::fitsSearch(summary, search))
            continue;
        ++shown;
        bytes += summary.bytes;
        out << (asJson ? QString::fromUtf8(json(summary)) : line(summary)) << '\n';
    }
    out.flush();
    if (!asJson)
        std::fprintf(stderr, "%s, %s\n", qUtf8Printable(counted(shown, QStringLiteral("session"))),
                     qUtf8Printable(ui::bytesText(bytes)));
    return Done;
}

/// A session goes by its file's name, with or without .ajar, or by the name that it was given, if
/// no other one has that.
bool find(const QList<library::Summary> &all, const QString &name, library::Summary &found)
{
    QList<library::Summary> named;
    for (const library::Summary &summary : all) {
        const QFileInfo file(summary.path);
        if (file.fileName() == name || file.completeBaseName() == name || summary.path == name) {
            found = summary;
            return true;
        }
        if (summary.name == name)
            named.append(summary);
    }
    if (named.size() == 1) {
        found = named.constFirst();
        return true;
    }
    fail(named.isEmpty()
             ? QStringLiteral("no session is named \"%1\"; 'ajar sessions' lists them").arg(name)
             : QStringLiteral("%1 sessions are named \"%2\"; use the file's name")
                   .arg(named.size())
                   .arg(name),
         Usage);
    return false;
}

/// A yes from a person at a terminal.
bool isConfirmed(const QList<library::Summary> &doomed, bool permanently)
{
    for (const library::Summary &summary : doomed)
        std::fprintf(stderr, "%s\n", qUtf8Printable(line(summary)));
    std::fprintf(stderr, "%s %lld sessions? [y/N] ",
                 permanently ? "Delete permanently" : "Move to the trash",
                 static_cast<long long>(doomed.size()));
    QTextStream in(stdin);
    const QString answer = in.readLine().trimmed().toLower();
    return answer == u"y" || answer == u"yes";
}

int remove(const QList<library::Summary> &all, const QStringList &names, bool yes, bool permanently)
{
    QList<library::Summary> doomed;
    for (const QString &name : names) {
        library::Summary found;
        if (!find(all, name, found))
            return Usage;
        const bool known = std::any_of(doomed.cbegin(), doomed.cend(),
                                       [&](const auto &other) { return other.path == found.path; });
        if (!known)
            doomed.append(found);
    }
    if (!yes && ::isatty(STDIN_FILENO) == 0)
        return usageError(QStringLiteral("--delete asks at a terminal; elsewhere it needs --yes"),
                          command);
    if (!yes && !isConfirmed(doomed, permanently))
        return fail(QStringLiteral("nothing was deleted"), Usage);
    int exitCode = Done;
    const library::Openers openers;
    for (const library::Summary &summary : std::as_const(doomed)) {
        const session::Error error = library::removeSession(
            summary.path, permanently ? library::Removal::Permanently : library::Removal::ToTrash,
            openers);
        if (!error) {
            std::printf("%s: %s\n", qUtf8Printable(summary.path),
                        permanently ? "deleted" : "moved to the trash");
            continue;
        }
        const bool untrashed = !permanently && error.fault == session::Fault::Io;
        exitCode =
            fail(session::errorText(error) +
                     (untrashed ? QStringLiteral(" --permanently deletes without it.") : QString()),
                 BadFile);
    }
    return exitCode;
}

} // namespace

int sessionsCommand(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Lists the sessions that were recorded, the last one first: when, outcome, "
                       "frames, size, name, addresses. They are in %1.")
            .arg(library::sessionsFolder()));
    parser.addPositionalArgument(QStringLiteral("NAME"),
                                 QStringLiteral("With --delete: which sessions, by name or file."),
                                 QStringLiteral("[NAME…]"));
    parser.addOptions({
        {QStringLiteral("json"), QStringLiteral("Print JSON Lines.")},
        {QStringLiteral("search"),
         QStringLiteral("Only those with all these words in name, addresses or outcome."),
         QStringLiteral("TEXT")},
        {QStringLiteral("delete"),
         QStringLiteral(
             "Move the sessions named to the trash; asks before. Never one that is being "
             "recorded or that another program has open.")},
        {QStringLiteral("permanently"), QStringLiteral("Delete them for good instead.")},
        {QStringLiteral("yes"), QStringLiteral("Delete without asking.")},
    });
    int exitCode = Done;
    if (!parse(parser, arguments, command, exitCode))
        return exitCode;
    const bool wantsRemoval = parser.isSet(QStringLiteral("delete"));
    const QStringList names = parser.positionalArguments();
    if (wantsRemoval && names.isEmpty())
        return usageError(QStringLiteral("--delete takes the names of sessions"), command);
    if (!wantsRemoval && !names.isEmpty())
        return usageError(QStringLiteral("only --delete takes names; --search TEXT finds sessions"),
                          command);
    if (!wantsRemoval &&
        (parser.isSet(QStringLiteral("yes")) || parser.isSet(QStringLiteral("permanently"))))
        return usageError(QStringLiteral("--yes and --permanently go with --delete"), command);
    const auto summaries = readFolder(library::sessionsFolder(), exitCode);
    if (exitCode != Done)
        return exitCode;
    if (wantsRemoval)
        return remove(summaries, names, parser.isSet(QStringLiteral("yes")),
                      parser.isSet(QStringLiteral("permanently")));
    return print(summaries, parser.value(QStringLiteral("search")),
                 parser.isSet(QStringLiteral("json")));
}

} // namespace ajar::app
