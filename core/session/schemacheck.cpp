// SPDX-License-Identifier: MIT
#include "session/schemacheck.h"

#include "session/bytes.h"
#include "session/schema.h"
#include "session/sqlite.h"

#include <algorithm>

namespace ajar::session
{

namespace
{

/// An object that SQLite makes by itself for a PRIMARY KEY.
bool isAutomatic(const QByteArray &type, const QByteArray &name, const QByteArray &sql)
{
    return type == "index" && sql.isEmpty() &&
           (name == "sqlite_autoindex_chunk_1" || name == "sqlite_autoindex_context_1");
}

bool isOurs(const QByteArray &type, const QByteArray &name, const QByteArray &sql)
{
    if (type == "view")
        return std::ranges::find(viewNames, view(name)) != viewNames.end();
    const auto found = std::ranges::find(schemaObjects, view(name), &SchemaObject::name);
    return found != schemaObjects.end() && found->type == view(type) && found->sql == view(sql);
}

/// Whether a table or index of ours must be there in files of that version.
bool isOfVersion(const QByteArray &name, qint64 version)
{
    const auto found = std::ranges::find(schemaObjects, view(name), &SchemaObject::name);
    return found != schemaObjects.end() && found->since <= version;
}

/// What a later minor version may have added without harm to this one.
bool isHarmlessAddition(const QByteArray &type, const QByteArray &name, const QByteArray &sql)
{
    return type != "trigger" && !sql.startsWith("CREATE VIRTUAL") &&
           std::ranges::find(schemaObjects, view(name), &SchemaObject::name) == schemaObjects.end();
}

std::optional<qint64> pragma(sqlite3 *database, std::string_view sql, int &code)
{
    Statement statement(database, sql);
    code = statement.step();
    if (code != SQLITE_ROW)
        return std::nullopt;
    return statement.integer(0);
}

Error checkObjects(sqlite3 *database, const QString &path, qint64 version, int &code)
{
    const bool mayHaveMore = version > formatVersion;
    constexpr int mostObjects = 1000;
    Statement statement(database, "SELECT type, name, sql FROM sqlite_schema LIMIT 1000");
    std::size_t ours = 0;
    int objects = 0;
    while ((code = statement.step()) == SQLITE_ROW) {
        const QByteArray type = statement.bytes(0);
        const QByteArray name = statement.bytes(1);
        const QByteArray sql = statement.bytes(2);
        const bool isOur = isOurs(type, name, sql);
        if (isOur && type != "view" && isOfVersion(name, version))
            ++ours;
        if (++objects < mostObjects && (isOur || isAutomatic(type, name, sql) ||
                                        (mayHaveMore && isHarmlessAddition(type, name, sql))))
            continue;
        code = SQLITE_DONE;
        return {Fault::NotASession, path,
                QStringLiteral("it has a %1 that Ajar does not make: %2")
                    .arg(QString::fromUtf8(type.left(20)), QString::fromUtf8(name.left(100)))};
    }
    if (code != SQLITE_DONE)
        return errorOf(database, code, path);
    const auto wanted = std::ranges::count_if(
        schemaObjects, [version](qint64 since) { return since <= version; }, &SchemaObject::since);
    if (ours != static_cast<std::size_t>(wanted))
        return {Fault::NotASession, path, QStringLiteral("it lacks a table")};
    return {};
}

} // namespace

Error checkSchema(sqlite3 *database, const QString &path, int &code)
{
    const auto application = pragma(database, "PRAGMA application_id", code);
    if (!application)
        return errorOf(database, code, path);
    if (*application != applicationId)
        return {Fault::NotASession, path, {}};
    const auto version = pragma(database, "PRAGMA user_version", code);
    if (!version)
        return errorOf(database, code, path);
    if (*version / 1000 > formatMajor)
        return {Fault::NewerVersion, path,
                QStringLiteral("format %1.%2").arg(*version / 1000).arg(*version % 1000)};
    if (*version / 1000 != formatMajor)
        return {Fault::NotASession, path, QStringLiteral("it has no version")};
    return checkObjects(database, path, *version, code);
}

} // namespace ajar::session
