// SPDX-License-Identifier: MIT
#include "session/jsonscan.h"

#include <charconv>

namespace ajar::session
{

namespace
{

void appendUtf8(std::string &text, std::uint32_t character)
{
    const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (character < 0x80) {
        put(character);
    } else if (character < 0x800) {
        put(0xC0 | character >> 6);
        put(0x80 | (character & 0x3F));
    } else if (character < 0x10000) {
        put(0xE0 | character >> 12);
        put(0x80 | (character >> 6 & 0x3F));
        put(0x80 | (character & 0x3F));
    } else {
        put(0xF0 | character >> 18);
        put(0x80 | (character >> 12 & 0x3F));
        put(0x80 | (character >> 6 & 0x3F));
        put(0x80 | (character & 0x3F));
    }
}

/// The four figures behind \u at `at`; nullopt if no \u stands there.
std::optional<std::uint32_t> unitAt(std::string_view string, std::size_t at)
{
    if (string.substr(at, 2) != "\\u")
        return std::nullopt;
    std::uint32_t unit = 0;
    std::from_chars(string.data() + at + 2, string.data() + at + 6, unit, 16);
    return unit;
}

char meaningOf(char escape)
{
    switch (escape) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return escape;
    }
}

constexpr bool isIn(std::uint32_t value, std::uint32_t first, std::uint32_t last)
{
    return value >= first && value <= last;
}

/// Appends the character whose \u escape stands at `at`, and gives the bytes that it takes there; 0
/// for half a pair.
std::size_t appendUnit(std::string &text, std::string_view string, std::size_t at)
{
    const std::uint32_t unit = unitAt(string, at).value_or(0);
    if (!isIn(unit, 0xD800, 0xDFFF)) {
        appendUtf8(text, unit);
        return 6;
    }
    const std::uint32_t second = unitAt(string, at + 6).value_or(0);
    if (unit > 0xDBFF || !isIn(second, 0xDC00, 0xDFFF))
        return 0;
    appendUtf8(text, 0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00));
    return 12;
}

} // namespace

std::optional<std::string> textOf(std::string_view string, std::size_t &fault)
{
    std::string text;
    std::size_t at = 1;
    const std::size_t end = string.size() - 1;
    while (at < end) {
        const std::size_t escape = std::min(string.find('\\', at), end);
        text.append(string, at, escape - at);
        at = escape;
        if (at == end)
            break;
        if (string[at + 1] != 'u') {
            text += meaningOf(string[at + 1]);
            at += 2;
            continue;
        }
        const std::size_t taken = appendUnit(text, string, at);
        if (taken == 0) {
            fault = at;
            return std::nullopt;
        }
        at += taken;
    }
    return text;
}

} // namespace ajar::session
