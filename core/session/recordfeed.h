// SPDX-License-Identifier: MIT
#pragma once

#include "session/rowcodec.h"

#include <span>

struct sqlite3;

namespace ajar::session
{

/// What the table-valued function `feed` gives SQLite: rows in memory. One `INSERT … SELECT` from
/// it keeps the cursor at the table's end and costs a third less than a statement for each row.
struct RecordFeed {
    std::span<const StoredRow> rows;
    /// The largest id that the table has, kept up to date as rows are given. The one behind it is
    /// given as NULL, for SQLite then takes it without a search in the table.
    std::int64_t lastId = 0;

    /// Makes `feed` known to one connection, which must not outlive this object. An SQLite code.
    int registerWith(sqlite3 *database);
};

constexpr const char *feedStatement = "INSERT INTO record SELECT * FROM feed";
/// For plain rows, whose other columns are NULL: it spares SQLite these.
constexpr const char *plainFeedStatement = "INSERT INTO record SELECT id, kind, t, n, bits, NULL,"
                                           " NULL, NULL, NULL, NULL, crc, payload FROM feed";

/// Rows in a row that one statement writes.
struct RowRun {
    std::span<const StoredRow> rows;
    bool plain = false;
};
/// The run that begins with the first of `rows`, of which there must be one.
RowRun nextRun(std::span<const StoredRow> rows);

} // namespace ajar::session
