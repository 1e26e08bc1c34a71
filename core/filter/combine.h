// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ajar::filter
{

/// How a further expression changes the one that is there.
enum class Combine : std::uint8_t { Replace, Not, And, Or, AndNot };

/// Both expressions as one, each as it is written, in parentheses where they are needed. What does
/// not parse, or is empty, is replaced. `further` must parse.
std::string combined(std::string_view present, Combine how, std::string_view further);

} // namespace ajar::filter
