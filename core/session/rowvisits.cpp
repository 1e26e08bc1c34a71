// SPDX-License-Identifier: MIT
#include "session/rowvisits.h"

#include <utility>

namespace ajar::session
{

RowVisits::RowVisits(sqlite3 *database, RowReader &reader)
    : m_reader(reader)
{
    // Not for what stands in the file's schema. Without memory for it the statements don't prepare.
    sqlite3_create_function_v2(database, "visit", rowCells, SQLITE_UTF8 | SQLITE_DIRECTONLY, this,
                               call, nullptr, nullptr, nullptr);
}

int RowVisits::run(Statement &statement, qsizetype payloadLimit, const Take &take)
{
    const Visit outer = std::exchange(m_visit, {payloadLimit, &take});
    const int code = statement.step();
    m_visit = outer;
    return code;
}

void RowVisits::call(sqlite3_context *context, int, sqlite3_value **cells)
{
    auto *visits = static_cast<RowVisits *>(sqlite3_user_data(context));
    const Visit visit = visits->m_visit;
    Row row;
    visits->m_reader.read(cells, row, visit.payloadLimit);
    sqlite3_result_int(context, (*visit.take)(row) ? 0 : 1);
}

std::string visitRows(std::string_view condition)
{
    std::string sql = "SELECT 1 FROM record WHERE ";
    return sql.append(condition).append(" AND visit(").append(rowColumns).append(") ORDER BY id");
}

} // namespace ajar::session
