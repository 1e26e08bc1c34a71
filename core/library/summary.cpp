// SPDX-License-Identifier: MIT
#include "library/summary.h"

#include "library/naming.h"
#include "session/files.h"
#include "session/openfile.h"
#include "session/rowreader.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

#include <chrono>
#include <fcntl.h>
#include <unistd.h>

namespace ajar::library
{

namespace
{

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto longestLook = 2s; ///< at one file
constexpr int stepsBetweenLooks = 20'000;
constexpr int mostConnections = 10'000;
constexpr qsizetype outcomeBytes = 4096;

/// Reads one open file within its time.
class Look
{
public:
    Look(session::OpenFile &file, Summary &summary, const std::atomic_bool *cancelled)
        : m_database(file.database.get())
        , m_summary(summary)
        , m_cancelled(cancelled)
        , m_rows(m_database)
    {
        sqlite3_progress_handler(m_database, stepsBetweenLooks, mustEnd, this);
        session::execute(m_database, "BEGIN");
    }
    Look(const Look &) = delete;
    Look &operator=(const Look &) = delete;
    ~Look()
    {
        session::execute(m_database, "COMMIT");
        sqlite3_progress_handler(m_database, 0, nullptr, nullptr);
    }

    void readSession();
    void readConnections();
    void conclude(bool isBeingRecorded);

private:
    void readOutcome(quint32 connection);
    void readEnd(quint32 connection);
    bool hasRow(session::Statement &statement);
    static int mustEnd(void *look);

    sqlite3 *m_database;
    Summary &m_summary;
    const std::atomic_bool *m_cancelled;
    session::RowReader m_rows;
    session::Statement m_last, m_outcome;
    Clock::time_point m_deadline = Clock::now() + longestLook;
    std::optional<closing::Time> m_begin;
    closing::Time m_end = 0;
    bool m_finished = false;
};

int Look::mustEnd(void *look)
{
    const auto *self = static_cast<const Look *>(look);
    return Clock::now() > self->m_deadline || (self->m_cancelled && *self->m_cancelled);
}

/// What breaks off here, for lack of time or of whole pages, leaves the figures as they are.
bool Look::hasRow(session::Statement &statement)
{
    const int code = statement.step();
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    m_summary.partial = true;
    if ((code & 0xFF) != SQLITE_INTERRUPT && !m_summary.error)
        m_summary.error = session::errorOf(m_database, code, m_summary.path);
    return false;
}

void Look::readSession()
{
    session::Statement statement(m_database, "SELECT key, substr(value, 1, 1000) FROM session"
                                             " WHERE key IN ('name', 'created', 'finished')");
    while (hasRow(statement)) {
        const QByteArray key = statement.bytes(0);
        const QString value = QString::fromUtf8(statement.bytes(1));
        if (key == "name")
            m_summary.name = tidyName(value);
        else if (key == "finished")
            m_finished = true;
        else if (const auto at = QDateTime::fromString(value, Qt::ISODateWithMs); at.isValid())
            m_summary.wallNanoseconds = at.toMSecsSinceEpoch() * 1'000'000;
    }
}

void Look::readConnections()
{
    session::Statement statement(m_database, "SELECT id, substr(url, 1, 4096), t, wall_ns"
                                             " FROM connection ORDER BY id LIMIT ?1");
    statement.bind(mostConnections + 1);
    while (hasRow(statement)) {
        if (m_summary.connections == mostConnections) {
            m_summary.partial = true;
            break;
        }
        const qint64 id = statement.integer(0);
        if (id < 0 || id > session::maxConnection)
            continue;
        const closing::Time t = statement.integer(2);
        if (m_summary.connections++ == 0 && statement.integer(3) > 0)
            m_summary.wallNanoseconds = statement.integer(3);
        m_begin = std::min(m_begin.value_or(t), t);
        m_end = std::max(m_end, t);
        const QString url = QString::fromUtf8(statement.bytes(1));
        if (m_summary.urls.size() < urlsKept && !m_summary.urls.contains(url))
            m_summary.urls.append(url);
        readEnd(static_cast<quint32>(id));
        readOutcome(static_cast<quint32>(id));
    }
}

void Look::readEnd(quint32 connection)
{
    if (!m_last.valid())
        m_last = session::Statement(m_database, "SELECT n, t FROM record WHERE id >= ?1 AND id < ?2"
                                                " ORDER BY id DESC LIMIT 1");
    const session::StatementScope scope(m_last);
    m_last.bind(qint64{session::recordId(connection, 0)},
                qint64{session::recordId(connection, 0) + session::maxSeq + 1});
    if (!hasRow(m_last))
        return;
    m_summary.frames += static_cast<quint64>(std::max<qint64>(m_last.integer(0), 0));
    m_end = std::max<closing::Time>(m_end, m_last.integer(1));
}

void Look::readOutcome(quint32 connection)
{
    if (!m_outcome.valid()) // only a few events can follow it
        m_outcome = session::Statement(
            m_database,
            session::selectRows("WHERE kind = 4 AND id IN (SELECT id FROM record INDEXED BY story"
                                " WHERE kind >= 1 AND id >= ?2 AND id < ?3 ORDER BY id DESC"
                                " LIMIT 100) ORDER BY id DESC LIMIT 1"));
    const session::StatementScope scope(m_outcome);
    m_outcome.bind(qint64{outcomeBytes}, qint64{session::recordId(connection, 0)},
                   qint64{session::recordId(connection, 0) + session::maxSeq + 1});
    if (!hasRow(m_outcome))
        return;
    const session::Row row = m_rows.read(m_outcome, outcomeBytes);
    if (row.damaged)
        return;
    m_summary.aborted += row.state == closing::LinkState::Aborted ? 1 : 0;
    m_summary.refused += row.state == closing::LinkState::Refused ? 1 : 0;
    m_summary.closed += row.state == closing::LinkState::Closed ? 1 : 0;
}

void Look::conclude(bool isBeingRecorded)
{
    m_summary.duration = std::max<closing::Time>(m_end - m_begin.value_or(m_end), 0);
    const quint64 ended = m_summary.aborted + m_summary.refused + m_summary.closed;
    if (isBeingRecorded)
        m_summary.ending = Ending::Recording;
    else if (!m_finished)
        m_summary.ending = Ending::Incomplete;
    else if (m_summary.connections == 0)
        m_summary.ending = Ending::Empty;
    else if (ended < m_summary.connections)
        m_summary.ending = Ending::LeftOpen;
    else
        m_summary.ending = m_summary.aborted > 0   ? Ending::Aborted
                           : m_summary.refused > 0 ? Ending::Refused
                                                   : Ending::Closed;
}

/// A log that can't be read where it is would be copied first, however long it is: not for a list.
session::Error checkLog(const QString &path)
{
    const QFileInfo log(path + QLatin1String("-wal"));
    const QByteArray folder = QFile::encodeName(log.absolutePath());
    if (log.size() == 0 || ::faccessat(AT_FDCWD, folder.constData(), W_OK, AT_EACCESS) == 0)
        return {};
    return {session::Fault::NoPermission, path,
            QStringLiteral("what is in its log is read when it is opened")};
}

} // namespace

QLatin1String name(Ending ending)
{
    switch (ending) {
    case Ending::Recording:
        return QLatin1String("recording");
    case Ending::Incomplete:
        return QLatin1String("incomplete");
    case Ending::LeftOpen:
        return QLatin1String("left-open");
    case Ending::Aborted:
        return QLatin1String("aborted");
    case Ending::Refused:
        return QLatin1String("refused");
    case Ending::Closed:
        return QLatin1String("closed");
    case Ending::Empty:
        return QLatin1String("empty");
    case Ending::Unreadable:
        break;
    }
    return QLatin1String("unreadable");
}

QString Summary::title() const
{
    return name.isEmpty() ? QFileInfo(path).completeBaseName() : name;
}

Summary summaryOf(const QString &path, const std::atomic_bool *cancelled)
{
    Summary summary;
    summary.path = path;
    const QFileInfo info(path);
    summary.wallNanoseconds = info.lastModified().toMSecsSinceEpoch() * 1'000'000;
    summary.bytes = static_cast<quint64>(info.size());
    if (const QFileInfo log(path + QLatin1String("-wal")); log.exists())
        summary.bytes += static_cast<quint64>(log.size());
    summary.error = checkLog(path);
    if (summary.error) {
        summary.ending = Ending::Incomplete;
        return summary;
    }
    auto file = session::openForReading(session::resolvedPath(path));
    if (!file) {
        summary.error = file.error;
        return summary;
    }
    Look look(*file.value, summary, cancelled);
    look.readSession();
    look.readConnections();
    look.conclude(file.value->isBeingRecorded);
    if (summary.error)
        summary.ending = Ending::Unreadable;
    return summary;
}

} // namespace ajar::library
