// SPDX-License-Identifier: MIT
#pragma once

#include "session/payloadreader.h"
#include "session/rowcodec.h"

#include <string>

namespace ajar::session
{

/// A SELECT of the columns that RowReader reads; parameter 1 is the longest payload that comes with
/// the row. `rest` continues the statement after FROM record.
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
    PayloadReader &payloads() { return m_payloads; }

private:
    void readPayload(Statement &statement, StoredRow &stored, Row &row, qsizetype limit);

    PayloadReader m_payloads;
};

} // namespace ajar::session
