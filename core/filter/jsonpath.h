// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ajar::filter
{

/// A member of an object, or an element of an array.
struct JsonStep {
    std::string key;
    std::optional<std::uint32_t> index;
};
/// `$.type`, `$.a[0]["b c"]`
using JsonPath = std::vector<JsonStep>;

std::string pathText(const JsonPath &path);

/// A value without members, to compare with.
struct JsonValue {
    enum class Kind : std::uint8_t { Null, False, True, Number, Text };
    Kind kind = Kind::Null;
    double number = 0;
    std::string text{};
    bool operator==(const JsonValue &) const = default;
};

/// What stands at the path, as the text that it is written in; of doubled members the last.
/// nullopt: nothing, or the text is no JSON (RFC 8259) as a whole.
std::optional<std::string> jsonAt(std::string_view json, const JsonPath &path);

/// The value that jsonAt() has given; nullopt: it is an object or an array.
std::optional<JsonValue> jsonValueOf(std::string_view text);

/// A number as JSON writes it.
std::optional<double> jsonNumber(std::string_view text);

} // namespace ajar::filter
