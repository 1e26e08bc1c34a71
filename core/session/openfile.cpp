// SPDX-License-Identifier: MIT
#include "session/openfile.h"

#include "session/files.h"
#include "session/processmark.h"
#include "session/schema.h"
#include "session/schemacheck.h"

#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>
#include <array>
#include <utility>

namespace ajar::session
{

namespace
{

constexpr int busyMilliseconds = 2000;
constexpr int plainFlags =
    SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX;

/// The longest row, details or chunk that is read; larger payloads stand in chunks.
constexpr int longestValue = 64 << 20;
constexpr std::array<std::pair<int, int>, 7> limits{{
    {SQLITE_LIMIT_LENGTH, longestValue},
    {SQLITE_LIMIT_SQL_LENGTH, 100'000},
    {SQLITE_LIMIT_VDBE_OP, 25'000},
    {SQLITE_LIMIT_EXPR_DEPTH, 100},
    {SQLITE_LIMIT_COMPOUND_SELECT, 10},
    {SQLITE_LIMIT_ATTACHED, 0},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 10},
}};
constexpr std::array<std::pair<int, int>, 6> configuration{{
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},
    {SQLITE_DBCONFIG_DQS_DML, 0},
}};

void harden(sqlite3 *database)
{
    for (const auto &[option, value] : configuration)
        sqlite3_db_config(database, option, value, nullptr);
    for (const auto &[limit, value] : limits)
        sqlite3_limit(database, limit, value);
    sqlite3_busy_timeout(database, busyMilliseconds);
    execute(database, "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA query_only=ON");
}

/// A recorder that broke off leaves its mark too, but runs no more.
bool isBeingRecorded(sqlite3 *database)
{
    Statement statement(database, "SELECT value FROM session WHERE key = 'recorder'");
    return statement.step() == SQLITE_ROW && isProcessRunning(statement.bytes(0));
}

/// Opens and checks; `code` gets SQLite's result.
Result<OpenFile> openChecked(const QByteArray &name, int flags, const QString &path, int &code)
{
    sqlite3 *opened = nullptr;
    code = sqlite3_open_v2(name.constData(), &opened, flags, nullptr);
    OpenFile file;
    file.database.reset(opened);
    if (code != SQLITE_OK)
        return errorOf(opened, code, path);
    harden(opened);
    if (const Error error = checkSchema(opened, path, code); error)
        return error;
    file.isBeingRecorded = isBeingRecorded(opened);
    return file;
}

/// A read-only place, or a full one, has no room for the -shm that write-ahead mode needs, and no
/// recovery happens in it.
bool needsAnotherPlace(int code)
{
    constexpr std::array codes{SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_IOERR,
                               SQLITE_FULL};
    return std::ranges::find(codes, code & 0xFF) != codes.end();
}

/// Nothing is left to be recovered: the file alone is read as it stands.
Result<OpenFile> openImmutable(const QString &path, int &code)
{
    const QByteArray name = "file:" + QUrl::toPercentEncoding(path, "/") + "?immutable=1";
    return openChecked(name, plainFlags | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, path, code);
}

Result<OpenFile> openCopy(const QString &path, int &code)
{
    auto folder = std::make_unique<QTemporaryDir>();
    const QString copy = folder->filePath(QStringLiteral("copy.ajar"));
    for (const QLatin1String ending :
         {QLatin1String(""), QLatin1String("-wal"), QLatin1String("-journal")}) {
        if (QFile::exists(path + ending) && !QFile::copy(path + ending, copy + ending))
            return Error{Fault::Io, path, QStringLiteral("it can't be copied to be recovered")};
        QFile::setPermissions(copy + ending, QFile::ReadOwner | QFile::WriteOwner);
    }
    auto file = openChecked(QFile::encodeName(resolvedPath(copy)),
                            plainFlags | SQLITE_OPEN_READWRITE, path, code);
    if (file) {
        file.value->folder = std::move(folder);
        file.value->isBeingRecorded = false; // nobody records the copy
    }
    return file;
}

bool isOfNewerVersion(sqlite3 *database)
{
    Statement version(database, "PRAGMA user_version");
    return version.step() != SQLITE_ROW || version.integer(0) > formatVersion;
}

} // namespace

Result<OpenFile> openForChange(const QString &path)
{
    if (Error error = checkRegularFile(path); error)
        return error;
    int code = SQLITE_OK;
    auto file =
        openChecked(QFile::encodeName(path), plainFlags | SQLITE_OPEN_READWRITE, path, code);
    if (!file)
        return file;
    sqlite3 *database = file.value->database.get();
    if (sqlite3_db_readonly(database, "main") != 0)
        return Error{Fault::NoPermission, path, {}};
    if (isOfNewerVersion(database))
        return Error{Fault::NewerVersion, path, {}};
    // Checkpoints of a recording are its recorder's.
    code = execute(database, file.value->isBeingRecorded
                                 ? "PRAGMA query_only=OFF; PRAGMA wal_autocheckpoint=0"
                                 : "PRAGMA query_only=OFF");
    if (code != SQLITE_OK)
        return errorOf(database, code, path);
    return file;
}

Result<OpenFile> openForReading(const QString &path)
{
    if (const Error error = checkRegularFile(path); error)
        return error;
    int code = SQLITE_OK;
    auto file = openChecked(QFile::encodeName(path), plainFlags | SQLITE_OPEN_READONLY, path, code);
    if (file || !needsAnotherPlace(code))
        return file;
    const bool hasLog = QFileInfo(path + QLatin1String("-wal")).size() > 0 ||
                        QFileInfo(path + QLatin1String("-journal")).size() > 0;
    return hasLog ? openCopy(path, code) : openImmutable(path, code);
}

} // namespace ajar::session
