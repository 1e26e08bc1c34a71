// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/library.h"

#include "library/naming.h"
#include "ui/sessions/sessionwords.h"
#include "ui/text/plain.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>

namespace ajar::ui
{

namespace
{

using namespace std::chrono_literals;

constexpr auto settling = 300ms; ///< a folder changes several times when a recording begins
constexpr auto betweenLooks = 2s;
constexpr int recentSessions = 3;
constexpr int recentAddresses = 3;

} // namespace

Library::Library(const QString &folder, std::function<bool(const QString &)> isOpen,
                 QObject *parent)
    : QObject(parent)
    , m_folder(folder)
    , m_isOpen(std::move(isOpen))
    , m_list(this)
    , m_recent(this, recentSessions)
    , m_limit(this)
    , m_removal(this)
    , m_scan(folder, this)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(settling);
    m_often.setInterval(betweenLooks);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        m_scan.start();
        Q_EMIT scanned();
    });
    connect(&m_often, &QTimer::timeout, this, [this] { m_scan.start(); });
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &Library::refresh);
    connect(&m_scan, &LibraryScan::found, this, &Library::take);
    connect(&m_scan, &LibraryScan::finished, this, &Library::finish);
    connect(&m_removal, &SessionRemoval::removed, this,
            [this](int count, const QStringList &problems) {
                const QString done = tr("%1 deleted.").arg(sessionsWords(count));
                setNote(problems.isEmpty() ? done : problems.join(u' '));
                refresh();
            });
    watchFolder();
    m_soon.start(0);
}

void Library::watchFolder()
{
    if (m_watcher.directories().isEmpty() && QFileInfo(m_folder).isDir())
        m_watcher.addPath(m_folder);
}

void Library::refresh()
{
    watchFolder();
    if (!m_soon.isActive())
        m_soon.start(settling);
}

void Library::stop()
{
    m_soon.stop();
    m_scan.stop();
}

void Library::setWatched(bool watched)
{
    if (watched == m_watched)
        return;
    m_watched = watched;
    if (watched) {
        setNote({});
        refresh();
        m_often.start();
    } else {
        m_often.stop();
    }
    Q_EMIT watchedChanged();
}

void Library::take(const QList<library::Summary> &summaries)
{
    if (summaries.isEmpty())
        return;
    m_list.take(summaries);
    m_recent.take(summaries);
}

void Library::finish(const QSet<QString> &paths, const session::Error &error)
{
    // Nothing has been recorded yet: that is no fault.
    const bool bad = error && error.fault != session::Fault::NotFound;
    m_problem = bad ? plain(session::errorText(error)) : QString();
    m_list.keepOnly(paths);
    m_recent.keepOnly(paths);
    quint64 bytes = 0;
    for (const library::Summary &summary : m_list.summaries())
        bytes += summary.bytes;
    m_limit.setUsed(bytes);
    watchFolder();
    Q_EMIT scanned();
}

QStringList Library::recentUrls() const
{
    QList<library::Summary> summaries = m_list.summaries();
    std::sort(summaries.begin(), summaries.end(),
              [](const auto &a, const auto &b) { return a.wallNanoseconds > b.wallNanoseconds; });
    QStringList urls;
    for (const library::Summary &summary : summaries) {
        for (const QString &url : summary.urls) {
            if (urls.size() < recentAddresses && !urls.contains(url))
                urls += url;
        }
    }
    return urls;
}

void Library::setNote(const QString &note)
{
    m_note = plain(note);
    Q_EMIT noted();
}

void Library::rename(const QString &path, const QString &name)
{
    const session::Error error = library::renameSession(path, name);
    setNote(session::errorText(error));
    refresh();
}

QString Library::whyItStays(const library::Summary &summary) const
{
    if (m_isOpen(summary.path))
        return summary.ending == library::Ending::Recording ? tr("it is being recorded")
                                                            : tr("it is open in this window");
    if (summary.ending == library::Ending::Recording)
        return tr("another program records it");
    return {};
}

void Library::removeSelected()
{
    m_removal.ask(m_list.selected(),
                  [this](const library::Summary &summary) { return whyItStays(summary); });
}

void Library::selectTooMuch()
{
    m_list.setSearch({});
    m_list.select(SizeLimit::tooMuch(
        m_list.summaries(), m_limit.bytes(),
        [this](const library::Summary &summary) { return whyItStays(summary).isEmpty(); }));
}

void Library::showInFolder(const QString &path)
{
    const QUrl folder = QUrl::fromLocalFile(QFileInfo(path).absolutePath());
    if (!QDesktopServices::openUrl(folder))
        setNote(tr("No file manager was found. The file is %1").arg(path));
}

} // namespace ajar::ui
