// SPDX-License-Identifier: MIT
#pragma once

#include "session/rowreader.h"

#include <functional>

namespace ajar::session
{

/// Hands out rows while SQLite stands at them: a function of SQL gets their cells in place, which
/// saves copying payloads and half of what stepping from row to row costs. One thread; visits may
/// nest.
class RowVisits
{
public:
    /// Both must live as long as statements of visitRows() are used.
    RowVisits(sqlite3 *database, RowReader &reader);
    RowVisits(const RowVisits &) = delete;
    RowVisits &operator=(const RowVisits &) = delete;

    /// Gets a row whose payload is only valid until it returns; false ends the visit.
    using Take = std::function<bool(Row &row)>;

    /// Runs a statement of visitRows() with its parameters bound: SQLITE_DONE at its end,
    /// SQLITE_ROW if `take` ended it, or what went wrong.
    int run(Statement &statement, qsizetype payloadLimit, const Take &take);

private:
    struct Visit {
        qsizetype payloadLimit = 0;
        const Take *take = nullptr;
    };
    static void call(sqlite3_context *context, int count, sqlite3_value **cells);

    RowReader &m_reader;
    Visit m_visit; ///< the innermost
};

/// A SELECT for RowVisits; parameter 1 is the longest payload that comes with the row. `condition`
/// continues the statement after WHERE.
std::string visitRows(std::string_view condition);

} // namespace ajar::session
