// SPDX-License-Identifier: MIT
#pragma once

#include "session/openfile.h"
#include "session/rowreader.h"
#include "session/rowvisits.h"
#include "session/seal.h"

#include <array>
#include <chrono>

namespace ajar::session
{

/// The statements of a reader. Those that give whole rows are made by selectRows().
enum class Query : quint8 {
    Connections,
    PlaceAt,
    LastPlace,
    Rows,
    Story,
    Bits,
    Resolution,
    Outcome,
    CompressedRows,
    CompressedEnd,
    Contexts,
    Rates,
    SumOfRates,
    MarkTable,
    Marks,
};
constexpr int queryCount = static_cast<int>(Query::Marks) + 1;
std::string textOf(Query query);

/// Keeps a reader's connection to its file. While the file is being recorded the connection is
/// closed after each visit (opening costs 0.2 ms): an open one, even idle, would keep the recorder
/// from ending write-ahead mode. A recording that broke off stays open, since opening it means
/// reading its log.
class ReaderAccess
{
public:
    explicit ReaderAccess(const QString &path);

    /// One stay at the file: opened at its begin if need be, seen in one state, all its work
    /// bounded in time. One within another belongs to it.
    class Visit
    {
    public:
        explicit Visit(ReaderAccess &access)
            : m_access(access)
            , m_open(access.enter())
        {
        }
        Visit(const Visit &) = delete;
        Visit &operator=(const Visit &) = delete;
        ~Visit() { m_access.leave(); }
        explicit operator bool() const { return m_open; }

    private:
        ReaderAccess &m_access;
        bool m_open;
    };

    QString path() const { return m_path; }
    Error error() const { return m_error; }
    Error damage() const { return m_error ? m_error : m_damage; }
    void moveTo(const QString &path);

    Statement &statement(Query query);
    /// One that nobody else uses.
    Statement newStatement(Query query);
    /// Runs a statement of visitRows(); a fault is noted.
    void visitRows(Statement &statement, qsizetype payloadLimit, const RowVisits::Take &take);
    void note(const Error &error);
    /// Notes it if a row is damaged.
    const Row &noteDamage(const Row &row);
    /// A session that is finished has no holes: notes it if records are missing up to `nextSeq`.
    void noteHole(quint32 connection, quint64 expectedSeq, quint64 nextSeq);
    /// Steps; false at the end or at a fault, which is noted.
    bool hasRow(Statement &statement);
    RowReader &rowReader();

private:
    using Clock = std::chrono::steady_clock;

    /// What belongs to one connection; in the order in which it must not be destroyed.
    struct Connection {
        OpenFile file;
        std::array<Statement, queryCount> statements;
        std::optional<RowReader> rowReader;
        std::optional<RowVisits> rowVisits;
        quint64 checked = 0; ///< a bit for each part whose seal was looked at
    };

    bool enter();
    void leave();
    void check(Sealed part);
    static int isLate(void *access);

    QString m_path;
    Error m_error;
    Error m_damage;
    std::unique_ptr<Connection> m_connection;
    int m_depth = 0; ///< visits, one within another
    Clock::time_point m_deadline;
};

} // namespace ajar::session
