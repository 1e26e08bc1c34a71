// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ajar::session
{

/// Why a line of an export can't be taken.
enum class LineFault : std::uint8_t {
    EndsEarly,     ///< the line ends inside a value
    NotJson,       ///< a byte stands where JSON has no place for it (RFC 8259)
    NotUtf8,       ///< in a text, or one half of a surrogate pair where a text must be whole
    TooDeep,       ///< more objects and arrays in each other than maxJsonDepth
    TooLong,       ///< the line, or a part of it that is kept whole in memory
    NotOurs,       ///< no export of Ajar at all
    NewerVersion,  ///< an export of a version that this one does not know
    Missing,       ///< a member is not there
    Twice,         ///< a member is there twice, or a payload is
    WrongType,     ///< a member is a text where a number must be, and the like
    OutOfRange,    ///< a number or a time that can't be
    UnknownWord,   ///< a text that is none of those that may stand there
    Contradiction, ///< two members say different things
    OutOfOrder,    ///< a frame's number or a time before the one of the line before
};

/// Where a line is wrong, and what was expected there, as a clause.
struct LineProblem {
    LineFault fault = LineFault::NotJson;
    std::size_t at = 0; ///< bytes from the start of the line
    std::string text;
};

} // namespace ajar::session
