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
};
extern const std::array<SchemaObject, 8> schemaObjects;

constexpr std::array<std::string_view, 5> viewNames{"frames", "states", "events", "outcomes",
                                                    "connections"};
/// The CREATE statements of the views for people with the sqlite3 shell; no code reads them.
std::vector<std::string> viewStatements();

} // namespace ajar::session
