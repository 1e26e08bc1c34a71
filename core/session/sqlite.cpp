// SPDX-License-Identifier: MIT
#include "session/sqlite.h"

#include <QFile>

#include <utility>

namespace ajar::session
{

void CloseDatabase::operator()(sqlite3 *database) const noexcept
{
    sqlite3_close_v2(database);
}

int openForWriting(const QString &path, Database &database)
{
    sqlite3 *opened = nullptr;
    const int code =
        sqlite3_open_v2(QFile::encodeName(path).constData(), &opened,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX |
                            SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE,
                        nullptr);
    database.reset(opened);
    return code;
}

Statement::Statement(sqlite3 *database, std::string_view sql)
    : m_preparing(sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                                     SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr))
{
}

Statement::Statement(Statement &&other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr))
    , m_preparing(other.m_preparing)
{
}

Statement &Statement::operator=(Statement &&other) noexcept
{
    std::swap(m_statement, other.m_statement);
    std::swap(m_preparing, other.m_preparing);
    return *this;
}

Statement::~Statement()
{
    sqlite3_finalize(m_statement);
}

int Statement::step()
{
    return m_statement ? sqlite3_step(m_statement) : m_preparing;
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
}

int Statement::run()
{
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW)
        code = step();
    reset();
    return code;
}

bool Statement::isInteger(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_INTEGER;
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

QByteArray Statement::bytes(int column) const
{
    const auto *data = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return QByteArray(data, data ? sqlite3_column_bytes(m_statement, column) : 0);
}

void Statement::bindOne(int index, std::string_view text)
{
    sqlite3_bind_text64(m_statement, index, text.data() ? text.data() : "", text.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
}

void Statement::bindOne(int index, const QByteArray &text)
{
    bindOne(index, std::string_view(text.constData(), static_cast<std::size_t>(text.size())));
}

int execute(sqlite3 *database, const char *sql)
{
    return sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
}

Fault faultOf(int code)
{
    switch (code & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return Fault::None;
    case SQLITE_NOTADB:
        return Fault::NotASession;
    case SQLITE_CORRUPT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT:
        return Fault::Damaged;
    case SQLITE_FULL:
        return Fault::DiskFull;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return Fault::Busy;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        return Fault::NoPermission;
    case SQLITE_INTERRUPT:
        return Fault::Cancelled;
    default:
        return Fault::Io;
    }
}

Error errorOf(sqlite3 *database, int code, const QString &path)
{
    const char *words = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    return Error{faultOf(code), path, QString::fromUtf8(words)};
}

} // namespace ajar::session
