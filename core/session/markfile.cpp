// SPDX-License-Identifier: MIT
#include "session/markfile.h"

#include "session/files.h"
#include "session/openfile.h"
#include "session/rowcodec.h"
#include "session/schema.h"
#include "session/seal.h"

#include <map>

namespace ajar::session
{

namespace
{

Error checkChange(const QString &path, const MarkChange &change)
{
    if (change.connection > maxConnection || change.seq > static_cast<quint64>(maxSeq))
        return {Fault::NotFound, path, QStringLiteral("no such record")};
    if (change.mark && change.mark->note.size() > longestNote)
        return {Fault::Io, path, QStringLiteral("a note has at most %1 bytes").arg(longestNote)};
    return {};
}

/// A file of version 1.0 that was finished has no seals yet, and must have them from now on.
int sealFinished(sqlite3 *database)
{
    Statement finished(database, "SELECT 1 FROM session WHERE key = 'finished'");
    const int found = finished.step();
    finished.reset();
    if (found != SQLITE_ROW)
        return found == SQLITE_DONE ? SQLITE_OK : found;
    return writeSeal(database);
}

/// SQLITE_OK once there is a table for marks.
int needTable(sqlite3 *database)
{
    Statement table(database, "SELECT 1 FROM sqlite_schema WHERE name = 'mark'");
    const int found = table.step();
    table.reset();
    if (found != SQLITE_DONE)
        return found == SQLITE_ROW ? SQLITE_OK : found;
    const std::string sql = std::string(markTable().sql) + ";DROP VIEW IF EXISTS marks;" +
                            marksViewStatement() +
                            ";PRAGMA user_version=" + std::to_string(formatVersion);
    const int code = execute(database, sql.c_str());
    return code == SQLITE_OK ? sealFinished(database) : code;
}

/// SQLITE_DONE, or what went wrong; SQLITE_NOTFOUND if there is no such record.
int writeChange(sqlite3 *database, const MarkChange &change)
{
    const qint64 id = recordId(change.connection, change.seq);
    if (!change.mark)
        return Statement(database, "DELETE FROM mark WHERE id = ?").bind(id).run();
    const Mark &mark = *change.mark;
    const int code = Statement(database, "INSERT OR REPLACE INTO mark SELECT ?1, ?2, ?3, ?4"
                                         " WHERE EXISTS(SELECT 1 FROM record WHERE id = ?1)")
                         .bind(id, static_cast<int>(mark.colour),
                               std::string_view(mark.note.constData(),
                                                static_cast<std::size_t>(mark.note.size())),
                               qint64{markChecksum(id, mark)} ^ (mark.damaged ? 1 : 0))
                         .run();
    return code == SQLITE_DONE && sqlite3_changes(database) == 0 ? SQLITE_NOTFOUND : code;
}

int writeAll(sqlite3 *database, std::span<const MarkChange> changes)
{
    int code = execute(database, "BEGIN IMMEDIATE");
    if (code == SQLITE_OK)
        code = needTable(database);
    if (code != SQLITE_OK)
        return code;
    code = writeMarkRows(database, changes);
    return code == SQLITE_DONE ? execute(database, "COMMIT") : code;
}

} // namespace

int writeMarkRows(sqlite3 *database, std::span<const MarkChange> changes)
{
    for (const MarkChange &change : changes) {
        if (const int code = writeChange(database, change); code != SQLITE_DONE)
            return code;
    }
    return SQLITE_DONE;
}

Error writeMarks(const QString &path, std::span<const MarkChange> changes)
{
    for (const MarkChange &change : changes) {
        if (Error error = checkChange(path, change); error)
            return error;
    }
    const auto file = openForChange(resolvedPath(path));
    if (!file)
        return file.error;
    sqlite3 *database = file.value->database.get();
    const int code = writeAll(database, changes);
    if (code == SQLITE_OK)
        return {};
    Error error = code == SQLITE_NOTFOUND
                      ? Error{Fault::NotFound, path, QStringLiteral("it has no such record")}
                      : errorOf(database, code, path);
    if (!sqlite3_get_autocommit(database))
        execute(database, "ROLLBACK");
    return error;
}

MarkSource withChanges(MarkSource source, std::span<const MarkChange> changes)
{
    std::map<std::pair<quint32, quint64>, std::optional<Mark>> changed;
    for (const MarkChange &change : changes)
        changed.insert_or_assign({change.connection, change.seq}, change.mark);
    return [source = std::move(source), changed = std::move(changed)](quint32 connection,
                                                                      quint64 seq) {
        const auto found = changed.find({connection, seq});
        return found == changed.end() ? source(connection, seq) : found->second;
    };
}

} // namespace ajar::session
