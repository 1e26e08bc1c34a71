// SPDX-License-Identifier: MIT
#include "filter/scanner.h"

#include "wire/utf8.h"

#include <algorithm>
#include <charconv>

namespace ajar::filter
{

namespace
{

constexpr char figures[] = "0123456789abcdef";

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c;
}

} // namespace

bool isSpace(char c)
{
    return static_cast<unsigned char>(c) <= 0x20;
}

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
}

bool endsWord(char c)
{
    return isSpace(c) || c == '\x7f' ||
           std::string_view("(){}\",=<>&|!~").find(c) != std::string_view::npos;
}

std::string quoted(std::string_view text)
{
    const bool isText =
        wire::isUtf8({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
    std::string written = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            written.append("\\").push_back(c);
        else if (byte < 0x20 || byte == 0x7F || (byte >= 0x80 && !isText))
            written.append("\\x").append({figures[byte >> 4], figures[byte & 15]});
        else
            written.push_back(c);
    }
    written.push_back('"');
    return written;
}

void Scanner::skipSpace()
{
    while (!atEnd() && isSpace(peek()))
        ++m_at;
}

bool Scanner::take(std::string_view what)
{
    if (!m_text.substr(m_at).starts_with(what))
        return false;
    m_at += what.size();
    return true;
}

bool Scanner::takeKeyword(std::string_view what)
{
    const std::string_view there = m_text.substr(m_at, what.size());
    const char next = peek(what.size());
    const bool wordEnds = m_at + what.size() >= m_text.size() || endsWord(next);
    if (!wordEnds || (there != what && !std::ranges::equal(there, what, {}, {}, upper)))
        return false;
    m_at += what.size();
    return true;
}

std::string_view Scanner::takeName()
{
    const std::size_t start = m_at;
    while (!atEnd() && isNameCharacter(peek()))
        ++m_at;
    return from(start);
}

std::string_view Scanner::takeWord(std::string_view also)
{
    const std::size_t start = m_at;
    while (!atEnd() && !endsWord(peek()) && also.find(peek()) == also.npos)
        ++m_at;
    return from(start);
}

std::optional<Problem> Scanner::takeQuoted(std::string &text, Escapes escapes)
{
    const std::size_t start = m_at++;
    text.clear();
    while (!atEnd() && peek() != '"') {
        if (peek() == '\\') {
            if (auto problem = takeEscape(text, escapes))
                return problem;
        } else {
            text.push_back(m_text[m_at++]);
        }
    }
    if (!take("\""))
        return Problem{start, 1, "this quote is not closed", {"\""}};
    return std::nullopt;
}

std::optional<Problem> Scanner::takeEscape(std::string &text, Escapes escapes)
{
    constexpr std::string_view letters = "\"\\nrt";
    constexpr std::string_view meanings = "\"\\\n\r\t";
    const char letter = peek(1);
    const std::size_t known = letter ? letters.find(letter) : letters.npos;
    const bool keeps = escapes == Escapes::KeepUnknown && letter != '"' && letter != '\\';
    if (!keeps && known != letters.npos) {
        text.push_back(meanings[known]);
        m_at += 2;
        return std::nullopt;
    }
    if (keeps) {
        text.push_back(m_text[m_at++]);
        return std::nullopt;
    }
    const std::string_view hex = m_text.substr(std::min(m_at + 2, m_text.size()), 2);
    unsigned byte = 0;
    const char *end = hex.data() + hex.size();
    if (letter == 'x' && hex.size() == 2 && std::from_chars(hex.data(), end, byte, 16).ptr == end) {
        text.push_back(static_cast<char>(byte));
        m_at += 4;
        return std::nullopt;
    }
    return Problem{m_at,
                   letter == 'x' ? std::size_t{2} : std::size_t{1},
                   "behind \\ stands none of \" \\ n r t and xHH",
                   {"\\\"", "\\\\", "\\n", "\\r", "\\t", "\\x00"}};
}

std::optional<Problem> Scanner::takeSlashed(Slashed &slashed)
{
    const std::size_t start = m_at++;
    while (!atEnd() && peek() != '/')
        m_at += peek() == '\\' ? 2 : 1;
    if (atEnd()) {
        m_at = m_text.size();
        return Problem{
            start, 1, "this pattern is not closed; to search for a / write it in quotes", {"/"}};
    }
    slashed.pattern = m_text.substr(start + 1, m_at - start - 1);
    ++m_at;
    const std::size_t flags = m_at;
    slashed.flags = takeWord();
    const std::size_t wrong = slashed.flags.find_first_not_of("ims");
    if (wrong != slashed.flags.npos)
        return Problem{flags + wrong,
                       slashed.flags.size() - wrong,
                       "behind a pattern stand i, m or s; to search for a / write it in quotes",
                       {"i", "m", "s"}};
    return std::nullopt;
}

} // namespace ajar::filter
