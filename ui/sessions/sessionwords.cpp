// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/sessionwords.h"

#include "ui/text/plain.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>

#include <algorithm>

namespace ajar::ui
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("ajar::ui::SessionWords", text);
}

QString faultWords(session::Fault fault)
{
    switch (fault) {
    case session::Fault::NotASession:
        return tr("not a session");
    case session::Fault::NewerVersion:
        return tr("newer version");
    case session::Fault::Damaged:
        return tr("damaged");
    case session::Fault::NoPermission:
        return tr("no permission");
    case session::Fault::NotAFile:
        return tr("not a file");
    case session::Fault::Busy:
        return tr("in use");
    default:
        return tr("unreadable");
    }
}

/// With how many of the connections it was, if not all.
QString some(const QString &words, quint64 count, quint64 all)
{
    return count == all ? words : tr("%1 of %2 %3").arg(count).arg(all).arg(words);
}

} // namespace

QString endingWords(const library::Summary &summary)
{
    switch (summary.ending) {
    case library::Ending::Recording:
        return tr("recording");
    case library::Ending::Incomplete:
        return tr("incomplete");
    case library::Ending::LeftOpen:
        return tr("left open");
    case library::Ending::Aborted:
        return some(tr("aborted 1006"), summary.aborted, summary.connections);
    case library::Ending::Refused:
        return some(tr("refused"), summary.refused, summary.connections);
    case library::Ending::Closed:
        return tr("closed cleanly");
    case library::Ending::Empty:
        return tr("no connection");
    case library::Ending::Unreadable:
        break;
    }
    return faultWords(summary.error.fault);
}

QString endingKey(const library::Summary &summary)
{
    switch (summary.ending) {
    case library::Ending::Recording:
        return QStringLiteral("open");
    case library::Ending::Incomplete:
    case library::Ending::LeftOpen:
        return QStringLiteral("held");
    case library::Ending::Aborted:
        return QStringLiteral("aborted");
    case library::Ending::Refused:
        return QStringLiteral("refused");
    case library::Ending::Closed:
    case library::Ending::Empty:
        return QStringLiteral("closed");
    case library::Ending::Unreadable:
        break;
    }
    return QStringLiteral("finding");
}

QString whenText(qint64 wallNanoseconds)
{
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(wallNanoseconds / 1'000'000);
    const QString clock = when.toString(QStringLiteral("HH:mm"));
    const qint64 days = when.date().daysTo(QDate::currentDate());
    if (days == 0)
        return tr("today %1").arg(clock);
    if (days == 1)
        return tr("yesterday %1").arg(clock);
    return when.toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString contentWords(const library::Summary &summary)
{
    constexpr qsizetype shown = 2;
    constexpr qsizetype longest = 300;
    if (summary.error)
        return plain(session::errorText(summary.error), false, longest);
    if (summary.urls.isEmpty())
        return tr("no connection");
    const QString urls =
        plain(summary.urls.mid(0, shown).join(QLatin1String(", ")), false, longest);
    const qsizetype more = summary.urls.size() - shown;
    if (summary.urls.size() >= library::urlsKept)
        return tr("%1 and many more").arg(urls);
    return more > 0 ? tr("%1 and %2 more").arg(urls).arg(more) : urls;
}

QString sessionsWords(int count)
{
    return count == 1 ? tr("1 session") : tr("%1 sessions").arg(count);
}

bool fitsSearch(const library::Summary &summary, const QString &search)
{
    const QStringList words = search.split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty())
        return true;
    const QString text = QStringList{summary.name, QFileInfo(summary.path).fileName(),
                                     summary.urls.join(u'\n'), endingWords(summary)}
                             .join(u'\n');
    return std::all_of(words.begin(), words.end(), [&](const QString &word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

} // namespace ajar::ui
