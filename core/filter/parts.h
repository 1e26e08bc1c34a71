// SPDX-License-Identifier: MIT
#pragma once

#include "filter/expression.h"

#include <optional>
#include <string>
#include <string_view>

namespace ajar::filter
{

// An expression has parts if they must all match: `op:close dir:in` has two. One that is not an And
// is its own only part; one that does not parse has none.

/// `part` must parse; how either is spelled does not matter.
bool holdsPart(std::string_view expression, std::string_view part);
/// Without that part; what stays is in one spelling.
std::string withoutPart(std::string_view expression, std::string_view part);

/// The part that asks for one range of this fact: `t in {1s..2s}`.
std::optional<Range> rangeOf(std::string_view expression, Fact fact);
/// Without all such parts.
std::string withoutRange(std::string_view expression, Fact fact);

} // namespace ajar::filter
