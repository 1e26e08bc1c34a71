// SPDX-License-Identifier: MIT
#pragma once

#include "session/jsongrammar.h"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace ajar::session
{

/// More members of one object than any line needs.
constexpr std::size_t maxJsonMembers = 65536;

/// A member of a JSON object, its value as the text that stands there.
struct JsonMember {
    std::string name; ///< UTF-8, without escapes
    std::string_view value;
    std::size_t nameAt = 0;  ///< bytes from the start of the text that was scanned
    std::size_t valueAt = 0; ///< the same
};

/// Checks that `text` is one JSON object (RFC 8259) in UTF-8 and gives its members, in their order,
/// doubled ones too. It keeps no tree and calls itself nowhere: its memory is that of the members.
/// `base` is added to all places.
std::optional<LineProblem> scanObject(std::string_view text, std::size_t base,
                                      std::vector<JsonMember> &members);

// What follows takes values that scanObject() has given.

/// Calls `each` with the elements of an array, as members without a name, while it says true.
void eachElement(std::string_view array, std::size_t at,
                 const std::function<bool(const JsonMember &)> &each);

/// The text of a string as UTF-8; nullopt, with the place in `fault`, if it has half a surrogate
/// pair, which UTF-8 has no bytes for.
std::optional<std::string> textOf(std::string_view string, std::size_t &fault);

/// The value without white space around its tokens.
std::string compact(std::string_view value);

/// "a text", "a number", "true or false", "null", "an object", "an array"
std::string_view kindOf(std::string_view value);

} // namespace ajar::session
