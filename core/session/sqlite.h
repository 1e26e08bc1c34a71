// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"

#include <sqlite3.h>

#include <memory>
#include <string_view>

namespace ajar::session
{

struct CloseDatabase {
    void operator()(sqlite3 *database) const noexcept;
};
/// A connection to an SQLite file; its statements must be gone before it.
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

/// Opens a file for reading and writing, for one thread; no link is followed. An SQLite code: with
/// an error too the connection is there, to be asked about it.
int openForWriting(const QString &path, Database &database);

/// A prepared statement. Parameters count from 1 and columns from 0, as in SQLite. It knows no
/// errors of its own: the codes are SQLite's.
class Statement
{
public:
    Statement() = default;
    /// An invalid statement if the text can't be prepared: then step() gives the code.
    Statement(sqlite3 *database, std::string_view sql);
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&other) noexcept;
    ~Statement();

    bool valid() const { return m_statement != nullptr; }
    sqlite3_stmt *get() const { return m_statement; }

    /// Binds all parameters from the first on.
    template<typename... Values>
    Statement &bind(const Values &...values)
    {
        int index = 0;
        (bindOne(++index, values), ...);
        return *this;
    }

    int step();
    /// Ends the read transaction that step() may have begun.
    void reset();
    /// Runs to its end: SQLITE_DONE, or what went wrong. Rows are skipped.
    int run();

    bool isInteger(int column) const;
    bool isNull(int column) const;
    qint64 integer(int column) const { return sqlite3_column_int64(m_statement, column); }
    QByteArray bytes(int column) const;

private:
    void bindOne(int index, qint64 value) { sqlite3_bind_int64(m_statement, index, value); }
    void bindOne(int index, int value) { sqlite3_bind_int(m_statement, index, value); }
    void bindOne(int index, std::string_view text);
    void bindOne(int index, const QByteArray &text);

    sqlite3_stmt *m_statement = nullptr;
    int m_preparing = SQLITE_MISUSE; ///< what came of preparing it
};

/// Resets a statement at the end of a scope, so that no read transaction outlives it.
class StatementScope
{
public:
    explicit StatementScope(Statement &statement)
        : m_statement(statement)
    {
    }
    StatementScope(const StatementScope &) = delete;
    StatementScope &operator=(const StatementScope &) = delete;
    ~StatementScope() { m_statement.reset(); }

private:
    Statement &m_statement;
};

/// Runs statements without results; SQLite's code.
int execute(sqlite3 *database, const char *sql);

/// The fault that an SQLite result code stands for.
Fault faultOf(int code);
/// The last error of a connection, with SQLite's words.
Error errorOf(sqlite3 *database, int code, const QString &path);

} // namespace ajar::session
