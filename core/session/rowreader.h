// SPDX-License-Identifier: MIT
#pragma once

#include "session/payloadreader.h"
#include "session/rowcodec.h"

#include <string>

namespace ajar::session
{

/// The columns that RowReader reads; parameter 1 is the longest payload that comes with the row.
extern const std::string rowColumns;
constexpr int rowCells = 12; ///< how many they are

/// A SELECT of these columns. `rest` continues the statement after FROM record.
std::string selectRows(std::string_view rest);

/// Makes a Row from a row of the table `record`, trusting nothing in it.
class RowReader
{
public:
    explicit RowReader(sqlite3 *database)
        : m_payloads(database)
    {
    }

    /// The row at which a statement of selectRows() stands.
    Row read(Statement &statement, qsizetype payloadLimit);
    /// Fills an empty row from the cells of rowColumns. Its payload may point into them.
    void read(sqlite3_value **cells, Row &row, qsizetype payloadLimit);
    PayloadReader &payloads() { return m_payloads; }

private:
    void readPayload(sqlite3_value **cells, StoredRow &stored, Row &row, qsizetype limit);

    PayloadReader m_payloads;
};

} // namespace ajar::session
