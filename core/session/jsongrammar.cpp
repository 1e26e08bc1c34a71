// SPDX-License-Identifier: MIT
#include "session/jsongrammar.h"

namespace ajar::session
{

std::string expectedWords(int c, std::string_view what, std::string_view whole)
{
    if (c < 0)
        return "the " + std::string(whole) + " ends where " + std::string(what) + " was expected";
    std::string found;
    if (c > 0x20 && c < 0x7F) {
        found = std::string("\"") + static_cast<char>(c) + '"';
    } else {
        constexpr std::string_view figures = "0123456789abcdef";
        const auto byte = static_cast<unsigned int>(c);
        found = std::string("the byte ") + figures[byte >> 4] + figures[byte & 0xF];
    }
    return "expected " + std::string(what) + ", found " + found;
}

} // namespace ajar::session
