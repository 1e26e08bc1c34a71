// SPDX-License-Identifier: MIT
#pragma once

#include "session/checkpointer.h"
#include "session/diskwatch.h"
#include "session/encoder.h"
#include "session/markfile.h"
#include "session/recordfeed.h"
#include "session/sqlite.h"

#include <span>

namespace ajar::session
{

struct NewConnection {
    std::uint32_t id = 0;
    closing::ConnectionInfo info;
    QByteArray options{}; ///< as JSON, in place of those in `info`; empty: those
};

/// The writing end of a session file: transactions, checkpoints, the clean end. It knows rows and
/// no queue. One thread at a time.
class SessionFile
{
public:
    /// Makes the file, mode 0600, in write-ahead mode.
    static Result<std::unique_ptr<SessionFile>> create(const QString &path, bool overwrite);
    /// Opens a session that this process has just copied, to record on in it.
    static Result<std::unique_ptr<SessionFile>> goOnIn(const QString &path);

    /// Writes all in one transaction, or nothing: then the same can be tried again.
    Error write(std::span<const NewConnection> connections, const Encoder &encoder);

    /// Writes marks on records that are there, all or none.
    Error writeMarks(std::span<const MarkChange> changes);

    /// Moves what can be moved from the write-ahead log into the file. All of it: then the log
    /// begins anew.
    void checkpoint();
    /// The same in the background, of what the log has now.
    void beginCheckpoint();
    bool isCheckpointing() const { return m_checkpointer->isRunning(); }
    /// Bytes in the write-ahead log, and those of them that no checkpoint in the background has
    /// moved.
    std::size_t logBytes() const { return m_log.pages * pageSize; }
    std::size_t unmovedBytes() const;

    /// Ends write-ahead mode, so that one file is left. A busy reader elsewhere leaves it in that
    /// mode: complete, with an empty -wal beside it. What stands beside the path of a file that
    /// was replaced may be another's and is left alone.
    Error close(const FileFate &fate = {});

    const QString &path() const { return m_path; }
    sqlite3 *database() const { return m_database.get(); }

private:
    explicit SessionFile(const QString &path)
        : m_path(path)
    {
    }
    int open();
    Error makeSchema();
    int makeReady();
    bool prepare();
    template<typename Writes>
    Error inTransaction(Writes writes);
    int writeAll(std::span<const NewConnection> connections, const Encoder &encoder);
    int writeConnections(std::span<const NewConnection> connections);
    int writeRecords(std::span<const StoredRow> rows);
    int writeChunks(std::span<const StoredChunk> chunks);
    int writeContexts(std::span<const StoredContext> contexts);
    int writeRates(const std::map<RateKey, RateSums> &rates);

    static constexpr std::size_t pageSize = 16384;
    struct Log {
        std::size_t pages = 0;
        std::uint64_t beginnings = 0; ///< how often it began anew
    };
    static int noteLogSize(void *log, sqlite3 *, const char *, int count);

    QString m_path;
    RecordFeed m_feed; // before the database, which points to it
    Log m_log;
    std::uint64_t m_passOf = 0; ///< the beginnings of the log that the last pass worked on
    Database m_database;
    std::unique_ptr<Checkpointer> m_checkpointer = std::make_unique<Checkpointer>();
    Statement m_begin, m_commit, m_rollback, m_records, m_plainRecords, m_connection, m_chunk,
        m_context, m_rate;
};

} // namespace ajar::session
