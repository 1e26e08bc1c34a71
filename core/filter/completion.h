// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ajar::filter
{

enum class ChoiceKind : std::uint8_t { Field, Operator, Value, Keyword };

/// What could be written at a place.
struct Choice {
    std::string text;
    std::string about; ///< a few words, possibly none
    ChoiceKind kind = ChoiceKind::Field;
};

/// The choices for the word at a place, which each of them would replace.
struct Completion {
    std::size_t position = 0; ///< bytes from the expression's start
    std::size_t length = 0;   ///< bytes of the word that is there
    std::vector<Choice> choices;
};

/// What could be written where the cursor stands (bytes from the start): fields, operators that the
/// field before takes, values of that field, and what combines. Of a word that has begun what
/// begins with it, then what has it in it. Nothing inside a string or a pattern.
Completion completionAt(std::string_view expression, std::size_t cursor);

} // namespace ajar::filter
