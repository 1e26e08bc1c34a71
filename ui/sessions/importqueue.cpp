// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/importqueue.h"

#include "library/folder.h"
#include "session/reader.h"
#include "ui/sessions/sessions.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"

#include <QFile>
#include <QFileInfo>

namespace ajar::ui
{

ImportQueue::ImportQueue(Sessions &sessions, const QString &folder)
    : QObject(&sessions)
    , m_sessions(sessions)
    , m_folder(folder)
{
    connect(sessions.job(), &BackgroundJob::changed, this, &ImportQueue::next,
            Qt::QueuedConnection);
}

void ImportQueue::take(const QString &path)
{
    const bool isNamedSo = path.endsWith(QLatin1String(".ajar"), Qt::CaseInsensitive);
    if (isNamedSo || session::Reader::open(path))
        m_sessions.openSession(path);
    else
        import(path);
}

void ImportQueue::takeUrls(const QList<QUrl> &urls)
{
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            take(url.toLocalFile());
        else
            m_sessions.setError(tr("%1 is no file on this computer.").arg(url.toString()));
    }
}

void ImportQueue::import(const QString &path)
{
    if (!m_waiting.contains(path))
        m_waiting.append(path);
    next();
}

void ImportQueue::next()
{
    if (m_waiting.isEmpty() || m_sessions.job()->isRunning())
        return;
    const QString source = m_waiting.takeFirst();
    auto file = std::make_shared<QFile>(source);
    if (!QFileInfo(source).isFile() || !file->open(QFile::ReadOnly | QFile::Unbuffered)) {
        const QString why = QFileInfo(source).isDir() ? tr("it is a folder") : file->errorString();
        m_sessions.setError(tr("%1 can't be imported: %2.").arg(source, why));
        QMetaObject::invokeMethod(this, &ImportQueue::next, Qt::QueuedConnection);
        return;
    }
    library::prepareFolder(m_folder);
    const QString target = library::freePath(m_folder, QFileInfo(source).completeBaseName());
    auto report = std::make_shared<session::ImportReport>();
    auto firstLeftOut = std::make_shared<QString>();
    m_sessions.job()->start(
        tr("Importing %1").arg(plain(source)),
        [=](const BackgroundJob::Progress &progress, const std::atomic_bool &cancelled) {
            session::ImportOptions options;
            options.keepGoing = true; // a file that was cut off still has much to show
            options.progress = progress;
            options.cancelled = &cancelled;
            options.leftOut = [&](const session::Error &why) {
                if (firstLeftOut->isEmpty())
                    *firstLeftOut = why.detail;
            };
            *report = session::importToFile(*file, source, target, options);
            return report->error;
        },
        [=, this](const session::Error &) { end(source, target, *report, *firstLeftOut); });
}

void ImportQueue::end(const QString &source, const QString &target,
                      const session::ImportReport &report, const QString &firstLeftOut)
{
    if (report.error) {
        if (report.error.fault == session::Fault::Cancelled)
            m_waiting.clear();
        m_sessions.setError(session::errorText(report.error));
        return;
    }
    if (report.leftOut > 0)
        m_sessions.setError(tr("%1: %2 left out of it; the first: %3.")
                                .arg(source, countText(report.leftOut), firstLeftOut));
    QStringList words{tr("Imported %1: %2 records of %3 connections.")
                          .arg(source, countText(report.records), countText(report.connections))};
    if (report.withUnknownMembers > 0)
        words += tr("Members that this version does not know were left out; the first: %1.")
                     .arg(report.firstUnknownMember);
    if (report.damaged > 0)
        words += tr("%1 records had been exported as damaged, and stayed so.")
                     .arg(countText(report.damaged));
    m_sessions.openSession(target);
    m_sessions.setNotice(words.join(u' '));
}

} // namespace ajar::ui
