// SPDX-License-Identifier: MIT
#include "session/sessionfile.h"

#include "session/details.h"
#include "session/files.h"
#include "session/processmark.h"
#include "session/schema.h"
#include "session/seal.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

namespace ajar::session
{

namespace
{

constexpr int busyMilliseconds = 3000;
constexpr int noLog = SQLITE_NOLFS; ///< our meaning: no write-ahead log there

/// Measured with 64 B and 64 KiB payloads: pages of 16 KiB beat 4 KiB by 13 % and 37 %, larger ones
/// gain little and cost more in each small commit. Checkpoints are the recorder's own.
constexpr const char *settings = "PRAGMA page_size=16384; PRAGMA synchronous=NORMAL;"
                                 "PRAGMA cache_size=-16384; PRAGMA secure_delete=0;"
                                 "PRAGMA wal_autocheckpoint=0;"
                                 "PRAGMA journal_size_limit=67108864";

int enterWriteAheadMode(sqlite3 *database)
{
    Statement statement(database, "PRAGMA journal_mode=WAL");
    const int code = statement.step();
    if (code != SQLITE_ROW)
        return code;
    return statement.bytes(0) == "wal" ? SQLITE_OK : noLog;
}

Error openingError(sqlite3 *database, int code, const QString &path)
{
    if (code == noLog)
        return {Fault::Io, path, QStringLiteral("its file system knows no write-ahead log")};
    return code == SQLITE_OK ? Error{} : errorOf(database, code, path);
}

QByteArray now()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toUtf8();
}

/// SQLite leaves its files beside a name that its database no longer has. A log that still holds
/// something is never removed.
void removeEmptyLog(const QString &path)
{
    if (QFileInfo(path + QLatin1String("-wal")).size() > 0)
        return;
    for (const char *ending : {"-wal", "-shm"})
        QFile::remove(path + QLatin1String(ending));
}

/// All of it or nothing: without room for it the session looks as if its recorder broke off.
void markAsFinished(sqlite3 *database)
{
    int code = execute(database, "BEGIN IMMEDIATE;DELETE FROM session WHERE key = 'recorder'");
    if (code == SQLITE_OK)
        code = Statement(database, "INSERT OR REPLACE INTO session VALUES('finished', ?)")
                   .bind(now())
                   .run();
    if (code == SQLITE_DONE)
        code = writeSeal(database);
    execute(database, code == SQLITE_OK ? "COMMIT" : "ROLLBACK");
    if (!sqlite3_get_autocommit(database))
        execute(database, "ROLLBACK");
}

} // namespace

Result<std::unique_ptr<SessionFile>> SessionFile::create(const QString &path, bool overwrite)
{
    const QString resolved = resolvedPath(path);
    if (Error error = makeRoomFor(resolved, overwrite); error)
        return error;
    if (Error error = createPrivateFile(resolved); error)
        return error;
    std::unique_ptr<SessionFile> file(new SessionFile(resolved));
    if (Error error = file->makeSchema(); error) {
        file.reset();
        removeWithSideFiles(resolved);
        return error;
    }
    return file;
}

Result<std::unique_ptr<SessionFile>> SessionFile::goOnIn(const QString &path)
{
    std::unique_ptr<SessionFile> file(new SessionFile(path));
    int code = file->open();
    if (code == SQLITE_OK) {
        code = Statement(file->database(), "INSERT OR REPLACE INTO session VALUES('recorder', ?)")
                   .bind(ownProcessMark())
                   .run();
    }
    if (code == SQLITE_DONE)
        code = file->makeReady();
    if (const Error error = openingError(file->database(), code, path); error)
        return error;
    return file;
}

int SessionFile::open()
{
    int code = openForWriting(m_path, m_database);
    if (code != SQLITE_OK)
        return code;
    sqlite3 *opened = m_database.get();
    sqlite3_busy_timeout(opened, busyMilliseconds);
    code = execute(opened, settings);
    return code == SQLITE_OK ? enterWriteAheadMode(opened) : code;
}

Error SessionFile::makeSchema()
{
    int code = open();
    sqlite3 *opened = m_database.get();
    std::string sql = "BEGIN IMMEDIATE;PRAGMA application_id=" + std::to_string(applicationId) +
                      ";PRAGMA user_version=" + std::to_string(formatVersion) + ";";
    for (const SchemaObject &object : schemaObjects)
        sql.append(object.sql) += ';';
    for (const std::string &view : viewStatements())
        sql.append(view) += ';';
    if (code == SQLITE_OK)
        code = execute(opened, sql.c_str());
    if (code == SQLITE_OK) {
        code = Statement(opened, "INSERT INTO session VALUES('application', ?), ('created', ?),"
                                 " ('recorder', ?)")
                   .bind(std::string_view("Ajar " AJAR_VERSION), now(), ownProcessMark())
                   .run();
    }
    if (code == SQLITE_DONE)
        code = execute(opened, "COMMIT;PRAGMA wal_checkpoint"); // so that the file names itself
    if (code == SQLITE_OK)
        code = makeReady();
    return openingError(opened, code, m_path);
}

int SessionFile::noteLogSize(void *log, sqlite3 *, const char *, int count)
{
    auto &noted = *static_cast<Log *>(log);
    const auto pages = static_cast<std::size_t>(count);
    if (pages < noted.pages)
        ++noted.beginnings;
    noted.pages = pages;
    return SQLITE_OK;
}

int SessionFile::makeReady()
{
    if (const int code = m_feed.registerWith(m_database.get()); code != SQLITE_OK)
        return code;
    if (!prepare())
        return sqlite3_extended_errcode(m_database.get());
    Statement last(m_database.get(), "SELECT max(id) FROM record");
    if (const int code = last.step(); code != SQLITE_ROW)
        return code;
    m_feed.lastId = last.integer(0);
    last.reset();
    sqlite3_wal_hook(m_database.get(), noteLogSize, &m_log);
    return m_checkpointer->open(m_path);
}

bool SessionFile::prepare()
{
    const auto make = [this](Statement &statement, std::string_view sql) {
        statement = Statement(m_database.get(), sql);
        return statement.valid();
    };
    return make(m_begin, "BEGIN IMMEDIATE") && make(m_commit, "COMMIT") &&
           make(m_rollback, "ROLLBACK") && make(m_records, feedStatement) &&
           make(m_plainRecords, plainFeedStatement) &&
           make(m_connection, "INSERT INTO connection VALUES(?, ?, ?, ?, ?, ?)") &&
           make(m_chunk, "INSERT INTO chunk VALUES(?, ?, ?, ?)") &&
           make(m_context, "INSERT INTO context VALUES(?, ?, ?, ?)") &&
           make(m_rate, "INSERT INTO rate VALUES(?, ?, ?, ?, ?, ?)"
                        " ON CONFLICT DO UPDATE SET sent_frames = sent_frames + ?3,"
                        " sent_bytes = sent_bytes + ?4, received_frames = received_frames + ?5,"
                        " received_bytes = received_bytes + ?6");
}

template<typename Writes>
Error SessionFile::inTransaction(Writes writes)
{
    int code = m_begin.run();
    if (code == SQLITE_DONE)
        code = writes();
    if (code == SQLITE_DONE)
        code = m_commit.run();
    if (code == SQLITE_DONE)
        return {};
    Error error = errorOf(m_database.get(), code, m_path);
    if (!sqlite3_get_autocommit(m_database.get()))
        m_rollback.run();
    return error;
}

Error SessionFile::write(std::span<const NewConnection> connections, const Encoder &encoder)
{
    const std::int64_t lastId = m_feed.lastId;
    Error error = inTransaction([&] { return writeAll(connections, encoder); });
    if (error)
        m_feed.lastId = lastId;
    return error;
}

Error SessionFile::writeMarks(std::span<const MarkChange> changes)
{
    return inTransaction([&] { return writeMarkRows(m_database.get(), changes); });
}

int SessionFile::writeAll(std::span<const NewConnection> connections, const Encoder &encoder)
{
    int code = writeConnections(connections);
    if (code == SQLITE_DONE)
        code = writeRecords(encoder.rows());
    if (code == SQLITE_DONE)
        code = writeChunks(encoder.chunks());
    if (code == SQLITE_DONE)
        code = writeContexts(encoder.contexts());
    return code == SQLITE_DONE ? writeRates(encoder.rates()) : code;
}

int SessionFile::writeConnections(std::span<const NewConnection> connections)
{
    for (const NewConnection &connection : connections) {
        const closing::ConnectionInfo &info = connection.info;
        const int code =
            m_connection
                .bind(qint64{connection.id}, std::string_view(info.kind),
                      std::string_view(info.url), qint64{info.t}, qint64{info.wallNanoseconds},
                      connection.options.isEmpty() ? optionsJson(info.options) : connection.options)
                .run();
        if (code != SQLITE_DONE)
            return code;
    }
    return SQLITE_DONE;
}

int SessionFile::writeRecords(std::span<const StoredRow> rows)
{
    while (!rows.empty()) {
        const RowRun run = nextRun(rows);
        m_feed.rows = run.rows;
        const int code = (run.plain ? m_plainRecords : m_records).run();
        m_feed.rows = {};
        if (code != SQLITE_DONE)
            return code;
        // It has chosen some of the ids itself.
        if (sqlite3_last_insert_rowid(m_database.get()) != run.rows.back().id)
            return SQLITE_CORRUPT;
        rows = rows.subspan(run.rows.size());
    }
    return SQLITE_DONE;
}

int SessionFile::writeChunks(std::span<const StoredChunk> chunks)
{
    for (const StoredChunk &chunk : chunks) {
        m_chunk.bind(qint64{chunk.id}, qint64{chunk.part}, qint64{chunk.crc});
        sqlite3_bind_blob64(m_chunk.get(), 4, chunk.bytes, chunk.size, SQLITE_STATIC);
        if (const int code = m_chunk.run(); code != SQLITE_DONE)
            return code;
    }
    return SQLITE_DONE;
}

int SessionFile::writeContexts(std::span<const StoredContext> contexts)
{
    for (const StoredContext &context : contexts) {
        m_context.bind(qint64{context.id}, qint64{context.received}, qint64{context.crc});
        sqlite3_bind_blob64(m_context.get(), 4, context.bytes, context.size, SQLITE_STATIC);
        if (const int code = m_context.run(); code != SQLITE_DONE)
            return code;
    }
    return SQLITE_DONE;
}

int SessionFile::writeRates(const std::map<RateKey, RateSums> &rates)
{
    for (const auto &[key, sums] : rates) {
        const int code = m_rate
                             .bind(qint64{key.first}, qint64{key.second}, qint64{sums.sentFrames},
                                   qint64{sums.sentBytes}, qint64{sums.receivedFrames},
                                   qint64{sums.receivedBytes})
                             .run();
        if (code != SQLITE_DONE)
            return code;
    }
    return SQLITE_DONE;
}

std::size_t SessionFile::unmovedBytes() const
{
    const std::size_t moved = m_passOf == m_log.beginnings ? m_checkpointer->movedPages() : 0;
    return (m_log.pages - std::min(m_log.pages, moved)) * pageSize;
}

void SessionFile::beginCheckpoint()
{
    m_passOf = m_log.beginnings;
    m_checkpointer->begin();
}

void SessionFile::checkpoint()
{
    m_checkpointer->wait();
    int pages = 0;
    int moved = 0;
    sqlite3_wal_checkpoint_v2(m_database.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
    if (pages == moved) // the next transaction begins the log anew
        noteLogSize(&m_log, nullptr, nullptr, 0);
}

Error SessionFile::close(const FileFate &fate)
{
    m_checkpointer.reset();
    sqlite3 *database = m_database.get();
    markAsFinished(database);
    int code =
        sqlite3_wal_checkpoint_v2(database, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    for (Statement *statement : {&m_begin, &m_commit, &m_rollback, &m_records, &m_plainRecords,
                                 &m_connection, &m_chunk, &m_context, &m_rate})
        *statement = Statement();
    if (fate.isReplaced) {
        int keep = 1;
        sqlite3_file_control(database, nullptr, SQLITE_FCNTL_PERSIST_WAL, &keep);
    } else if (code == SQLITE_OK && fate.isInPlace()) {
        code = execute(database, "PRAGMA journal_mode=DELETE");
    }
    Error error = code == SQLITE_OK || faultOf(code) == Fault::Busy
                      ? Error{}
                      : errorOf(database, code, m_path);
    m_database.reset();
    if (code == SQLITE_OK && !fate.isInPlace() && !fate.isReplaced)
        removeEmptyLog(m_path);
    if (!error && !fate.movedTo.isEmpty()) // all of it is in the file: no log has its new name
        error = checkTarget(fate.movedTo, true);
    return error;
}

} // namespace ajar::session
