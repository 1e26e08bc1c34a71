// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/sessions.h"

#include "library/folder.h"
#include "session/exporter.h"
#include "session/markcursor.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"

#include <QFileInfo>

namespace ajar::ui
{

Sessions::Sessions(link::Network &network, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_network(network)
    , m_folder(folder)
    , m_list(this)
    , m_job(this)
    , m_library(
          folder, [this](const QString &path) { return connectionOf(path) != nullptr; }, this)
    , m_imports(*this, folder)
{
    using namespace std::chrono_literals;
    connect(&m_growth, &Growth::grown, this, &Sessions::takeGrowth);
    connect(&m_ticker, &QTimer::timeout, this, &Sessions::tick);
    m_ticker.start(100ms);
}

Sessions::~Sessions()
{
    m_current = nullptr;
    m_library.stop();
    m_list.clear(); // links first: they still write to the recorder
    m_file.reset(); // then the recorder: its thread still calls us
}

int Sessions::currentIndex() const
{
    return static_cast<int>(m_list.all().indexOf(m_current));
}

void Sessions::setCurrentIndex(int index)
{
    if (index >= 0 && index < m_list.all().size())
        setCurrent(m_list.all()[index]);
}

void Sessions::setCurrent(Connection *connection)
{
    if (m_current == connection)
        return;
    m_current = connection;
    Q_EMIT currentChanged();
}

void Sessions::setError(const QString &error)
{
    m_error = plain(error);
    Q_EMIT errorChanged();
}

void Sessions::setNotice(const QString &notice)
{
    m_notice = plain(notice);
    Q_EMIT noticeChanged();
}

QString Sessions::sessionName() const
{
    if (!m_savedName.isEmpty())
        return m_savedName;
    return m_file ? QFileInfo(m_file->path()).fileName() : QString();
}

bool Sessions::startRecording()
{
    if (m_file)
        return true;
    library::prepareFolder(m_folder);
    auto file = SessionFile::record(library::newSessionPath(m_folder), callbacks());
    if (!file) {
        setError(session::errorText(file.error));
        return false;
    }
    m_file = *file.value;
    m_library.refresh();
    Q_EMIT recordingChanged();
    return true;
}

Connection *Sessions::connectTo(const link::ClientOptions &options, const gate::Policy &policy)
{
    if (!startRecording())
        return nullptr;
    auto link = std::make_unique<link::ClientLink>(m_network, m_file->recorder());
    link->setPolicy(policy);
    link->open(options);
    session::StoredConnection info;
    info.id = link->connectionId();
    info.kind = QStringLiteral("client");
    info.url = options.url.toString();
    info.t = m_file->now();
    auto *connection = new Connection(m_file, info, tr("Connections"), std::move(link), this);
    m_list.add(connection);
    setCurrent(connection);
    return connection;
}

void Sessions::takeGrowth()
{
    const QSet<quint32> noted = m_growth.take();
    bool more = false;
    for (Connection *connection : m_list.all()) {
        if (connection->file() == m_file && noted.contains(connection->id()))
            more = connection->refresh() || more;
        else if (connection->readyForMore())
            more = connection->refresh() || more;
    }
    if (more)
        m_growth.soon();
    Q_EMIT statisticsChanged();
}

void Sessions::tick()
{
    bool live = false;
    for (Connection *connection : m_list.all()) {
        if (connection->isLive()) {
            connection->tick();
            live = true;
        }
    }
    if (live)
        Q_EMIT statisticsChanged();
}

std::shared_ptr<SessionFile> Sessions::currentFile() const
{
    return m_current ? m_current->file() : m_file;
}

/// Marks that a file should have and has not.
std::vector<session::MarkChange> Sessions::marksNotIn(const QString &path) const
{
    return m_unsavedMarks ? m_unsavedMarks(path) : std::vector<session::MarkChange>();
}

void Sessions::saveAs(const QString &path)
{
    const std::shared_ptr<SessionFile> file = currentFile();
    if (!file || path.isEmpty())
        return;
    const QString source = file->path();
    const bool own = file == m_file;
    const bool started = m_job.start(
        tr("Saving %1").arg(plain(path)),
        [source, path, marks = marksNotIn(source)](const auto &, const auto &) {
            session::Error error = session::saveCopy(source, path, true);
            if (!error && !marks.empty())
                error = session::writeMarks(path, marks);
            return error;
        },
        [this, path, own](const session::Error &error) {
            if (error)
                return setError(session::errorText(error));
            if (own)
                m_savedName = QFileInfo(path).fileName();
            setNotice(tr("Saved as %1").arg(path));
            Q_EMIT recordingChanged();
        });
    if (!started)
        setError(tr("Wait until the work under way is done, or cancel it."));
}

void Sessions::exportTo(const QString &path, const QString &format, bool withSecrets, bool inflated)
{
    const std::shared_ptr<SessionFile> file = currentFile();
    const auto known = session::exportFormatFromName(format);
    if (!file || path.isEmpty() || !known)
        return;
    const bool started = m_job.start(
        tr("Exporting %1").arg(plain(path)),
        [source = file->path(), path, format = *known, withSecrets, inflated,
         marks = marksNotIn(file->path())](const BackgroundJob::Progress &progress,
                                           const std::atomic_bool &cancelled) {
            auto reader = session::Reader::open(source);
            if (!reader)
                return reader.error;
            session::ExportOptions options;
            options.format = format;
            options.withSecrets = withSecrets;
            options.inflated = inflated;
            if (!marks.empty())
                options.marks = session::withChanges(session::marksOf(**reader.value), marks);
            options.progress = progress;
            options.cancelled = &cancelled;
            return session::exportToFile(**reader.value, path, options);
        },
        [this, path](const session::Error &error) {
            if (error)
                return setError(session::errorText(error));
            setNotice(tr("Exported to %1").arg(path));
        });
    if (!started)
        setError(tr("Wait until the work under way is done, or cancel it."));
}

} // namespace ajar::ui
