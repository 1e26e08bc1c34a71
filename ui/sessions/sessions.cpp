// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/sessions.h"

#include "session/exporter.h"
#include "session/sessionerror.h"
#include "ui/sessions/findingcheck.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

namespace ajar::ui
{

Sessions::Sessions(link::Network &network, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_network(network)
    , m_folder(folder)
    , m_list(this)
    , m_job(this)
{
    using namespace std::chrono_literals;
    connect(&m_growth, &Growth::grown, this, &Sessions::takeGrowth);
    connect(&m_ticker, &QTimer::timeout, this, &Sessions::tick);
    m_ticker.start(100ms);
}

Sessions::~Sessions()
{
    m_current = nullptr;
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

QString Sessions::recordedText() const
{
    if (!m_file)
        return tr("nothing recorded yet");
    const session::Recorder::Statistics now = m_file->recorder()->statistics();
    if (m_failed || now.failed)
        return tr("recording stopped");
    if (now.waitingBytes == 0)
        return tr("%1 recorded, 0 waiting").arg(countText(now.records));
    return tr("%1 recorded, %2 waiting").arg(countText(now.records), bytesText(now.waitingBytes));
}

session::Recorder::Callbacks Sessions::callbacks()
{
    session::Recorder::Callbacks calls;
    calls.recorded = [this](const std::vector<session::Recorded> &news) {
        for (const session::Recorded &recorded : news)
            m_growth.note(recorded.connection);
    };
    const auto report = [this](const session::Error &error, bool stopped) {
        m_failed = m_failed || stopped;
        setError(session::errorText(error));
        Q_EMIT recordingChanged();
    };
    calls.failed = [this, report](const session::Error &error) {
        QMetaObject::invokeMethod(this, [report, error] { report(error, true); });
    };
    calls.warning = [this, report](const session::Error &error) {
        QMetaObject::invokeMethod(this, [report, error] { report(error, false); });
    };
    return calls;
}

bool Sessions::startRecording()
{
    if (m_file)
        return true;
    QDir().mkpath(m_folder);
    QFile::setPermissions(m_folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QString stem = QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd-HHmmss"));
    QString path = QDir(m_folder).filePath(stem + QStringLiteral(".ajar"));
    for (int copy = 2; QFileInfo::exists(path); ++copy)
        path = QDir(m_folder).filePath(QStringLiteral("%1-%2.ajar").arg(stem).arg(copy));
    auto file = SessionFile::record(path, callbacks());
    if (!file) {
        setError(session::errorText(file.error));
        return false;
    }
    m_file = *file.value;
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

bool Sessions::openSession(const QString &path)
{
    auto opened = SessionFile::open(path);
    if (!opened) {
        setError(session::sessionErrorText(opened.error));
        return false;
    }
    const std::shared_ptr<SessionFile> file = *opened.value;
    const QString section = plain(QFileInfo(path).fileName(), false, 200);
    auto *check = new FindingCheck(path, this);
    connect(check, &FindingCheck::finished, check, &QObject::deleteLater);
    Connection *first = nullptr;
    for (const session::StoredConnection &info : file->reader().connections()) {
        auto *connection = new Connection(file, info, section, nullptr, this);
        m_list.add(connection);
        connect(check, &FindingCheck::checked, connection,
                [connection](quint32 id, const QList<FindingMark> &marks) {
                    if (id == connection->id())
                        connection->addFindings(marks);
                });
        connection->refresh();
        first = first ? first : connection;
    }
    if (const session::Error error = file->reader().error())
        setError(session::sessionErrorText(error));
    else if (!first)
        setError(tr("%1 holds no connection.").arg(path));
    if (first)
        setCurrent(first);
    m_growth.soon();
    return first != nullptr;
}

std::shared_ptr<SessionFile> Sessions::currentFile() const
{
    return m_current ? m_current->file() : m_file;
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
        [source, path](const auto &, const auto &) {
            return session::saveCopy(source, path, true);
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
        [source = file->path(), path, format = *known, withSecrets,
         inflated](const BackgroundJob::Progress &progress, const std::atomic_bool &cancelled) {
            auto reader = session::Reader::open(source);
            if (!reader)
                return reader.error;
            session::ExportOptions options;
            options.format = format;
            options.withSecrets = withSecrets;
            options.inflated = inflated;
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
