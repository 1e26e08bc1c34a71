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

    /// Makes `feed` known to one connection, which must not outlive this object. An SQLite code.
    int registerWith(sqlite3 *database);
};

constexpr const char *feedStatement = "INSERT INTO record SELECT * FROM feed";

} // namespace ajar::session
