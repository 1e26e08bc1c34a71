// SPDX-License-Identifier: MIT
#pragma once

#include "filter/pattern.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ajar::filter
{

/// A member of an object, or an element of an array (RFC 9535 2.5).
struct JsonStep {
    std::string key;
    std::optional<std::uint32_t> index;
    bool any = false;  ///< all members and elements
    bool deep = false; ///< those of the value and of everything in it
};
/// `$.type`, `$.a[0]["b c"]`, `$.a[*]`, `$..type`
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

/// Of more values a path does not keep track at once.
constexpr std::size_t mostJsonNodes = std::size_t{1} << 20;

/// Whether `holds` says yes of any value at the path, each as the text that it is written in; of
/// doubled members the last. No: also if the text is no JSON (RFC 8259) as a whole. Undecided: more
/// than mostJsonNodes values stand at a step, or following the path takes too much reading.
Found anyJsonAt(std::string_view json, const JsonPath &path,
                const std::function<bool(std::string_view)> &holds);

/// The first of the values at the path; nullopt: there is none.
std::optional<std::string> jsonAt(std::string_view json, const JsonPath &path);

/// The value that jsonAt() has given; nullopt: it is an object or an array.
std::optional<JsonValue> jsonValueOf(std::string_view text);

/// A number as JSON writes it.
std::optional<double> jsonNumber(std::string_view text);

} // namespace ajar::filter
