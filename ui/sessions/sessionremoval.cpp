// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/sessionremoval.h"

#include "library/removal.h"
#include "ui/sessions/sessionwords.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"

namespace ajar::ui
{

namespace
{

constexpr int namesShown = 6;
constexpr qsizetype longestLine = 300;

} // namespace

SessionRemoval::SessionRemoval(QObject *parent)
    : QObject(parent)
    , m_job(this)
{
}

void SessionRemoval::ask(const QList<library::Summary> &summaries,
                         const std::function<QString(const library::Summary &)> &why)
{
    if (summaries.isEmpty() || m_job.isRunning())
        return;
    m_permanent = false;
    m_why.clear();
    m_summaries.clear();
    QStringList kept;
    for (const library::Summary &summary : summaries) {
        const QString reason = why(summary);
        if (reason.isEmpty())
            m_summaries += summary;
        else
            kept += plain(tr("%1 stays: %2.").arg(summary.title(), reason), false, longestLine);
    }
    if (kept.size() > namesShown)
        kept = kept.mid(0, namesShown) + QStringList(tr("Others that are in use stay too."));
    m_kept = kept;
    Q_EMIT asked();
}

QString SessionRemoval::question() const
{
    if (m_summaries.isEmpty())
        return tr("Nothing can be deleted.");
    quint64 bytes = 0;
    for (const library::Summary &summary : m_summaries)
        bytes += summary.bytes;
    const QString size = bytesText(bytes);
    if (m_permanent)
        return tr("%1. Delete %2 permanently (%3)? There is no way back.")
            .arg(m_why, sessionsWords(count()), size);
    return tr("Delete %1 (%2)? The trash takes them.").arg(sessionsWords(count()), size);
}

QStringList SessionRemoval::names() const
{
    QStringList lines;
    for (const library::Summary &summary : m_summaries.mid(0, namesShown))
        lines += plain(tr("%1 — %2").arg(summary.title(), summary.path), false, longestLine);
    if (count() > namesShown)
        lines += tr("and %1 more").arg(count() - namesShown);
    return lines;
}

SessionRemoval::Result SessionRemoval::remove(const QList<library::Summary> &summaries,
                                              bool permanently,
                                              const BackgroundJob::Progress &progress,
                                              const std::atomic_bool &cancelled)
{
    Result result;
    const library::Openers openers;
    quint64 done = 0;
    for (const library::Summary &summary : summaries) {
        if (cancelled)
            break;
        const session::Error error = library::removeSession(
            summary.path, permanently ? library::Removal::Permanently : library::Removal::ToTrash,
            openers);
        if (!error || error.fault == session::Fault::NotFound)
            ++result.removed;
        else if (error.fault == session::Fault::Io && !permanently)
            result.untrashed += summary;
        if (error && error.fault != session::Fault::NotFound)
            result.problems += session::errorText(error);
        progress(++done, static_cast<quint64>(summaries.size()));
    }
    return result;
}

void SessionRemoval::confirm()
{
    if (m_summaries.isEmpty())
        return;
    auto result = std::make_shared<Result>();
    m_job.start(
        tr("Deleting %1").arg(sessionsWords(count())),
        [result, summaries = m_summaries, permanently = m_permanent](
            const BackgroundJob::Progress &progress, const std::atomic_bool &cancelled) {
            *result = remove(summaries, permanently, progress, cancelled);
            return session::Error{};
        },
        [this, result](const session::Error &) { end(*result); });
}

void SessionRemoval::end(const Result &result)
{
    m_summaries.clear();
    if (result.untrashed.isEmpty()) {
        Q_EMIT removed(result.removed, result.problems);
        return;
    }
    Q_EMIT removed(result.removed, {});
    m_summaries = result.untrashed;
    m_why = tr("The trash does not take them");
    m_kept = {plain(result.problems.constFirst(), false, longestLine)};
    m_permanent = true;
    Q_EMIT asked();
}

} // namespace ajar::ui
