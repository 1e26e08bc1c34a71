// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace ajar::session
{

/// One character of a text that should be UTF-8 (RFC 3629).
struct Character {
    char32_t value = 0;
    std::size_t size = 1; ///< bytes, at least 1
    bool valid = false;   ///< false: these bytes are no character
};

/// The first character of a text that is not empty. Of a broken one it takes the bytes that belong
/// together (Unicode 3.9, "maximal subpart"), so that each broken character counts once.
Character firstCharacter(std::string_view text);

} // namespace ajar::session
