// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ajar::session
{

constexpr std::int64_t applicationId = 0x416A6172; ///< "Ajar", at offset 68 of the file
constexpr std::int64_t formatMajor = 1;
constexpr std::int64_t formatVersion = formatMajor * 1000 + 1; ///< major * 1000 + minor

/// A table or an index, with the text that stands in `sqlite_schema`. The readme explains the
/// columns.
struct SchemaObject {
    std::string_view type;
    std::string_view name;
    std::string_view sql;
    std::int64_t since = formatMajor * 1000; ///< files of this version on have it
};
extern const std::array<SchemaObject, 9> schemaObjects;
/// The one that files of version 1.0 get with their first mark.
const SchemaObject &markTable();

constexpr std::array<std::string_view, 6> viewNames{"frames",   "states",      "events",
                                                    "outcomes", "connections", "marks"};
/// The CREATE statements of the views for people with the sqlite3 shell; no code reads them.
std::vector<std::string> viewStatements();
std::string marksViewStatement();

} // namespace ajar::session
