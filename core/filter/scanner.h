// SPDX-License-Identifier: MIT
#pragma once

#include "filter/filter.h"

namespace ajar::filter
{

bool isSpace(char c);
/// Of names of fields, keywords and simple keys: letters, figures, _ - and the point.
bool isNameCharacter(char c);
/// What ends a word that is written without quotes.
bool endsWord(char c);

/// The text as a quoted string, which reads back as the same bytes.
std::string quoted(std::string_view text);

/// Walks through an expression. Its takers give an empty view, or false, and stay where they are if
/// what they take is not there.
class Scanner
{
public:
    explicit Scanner(std::string_view text)
        : m_text(text)
    {
    }

    std::size_t at() const { return m_at; }
    void goTo(std::size_t at) { m_at = at; }
    bool atEnd() const { return m_at >= m_text.size(); }
    char peek(std::size_t ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    std::string_view from(std::size_t start) const { return m_text.substr(start, m_at - start); }
    std::size_t size() const { return m_text.size(); }

    void skipSpace();
    bool take(std::string_view what);
    /// `what` as a whole word, all in small or all in capital letters.
    bool takeKeyword(std::string_view what);
    std::string_view takeName();
    /// Up to what ends a word, or to the first character of `also`.
    std::string_view takeWord(std::string_view also = {});

    enum class Escapes { All, KeepUnknown };
    /// A string in quotes, without them, its escapes resolved: \" \\ \n \r \t \xHH. A pattern keeps
    /// all but the first two.
    std::optional<Problem> takeQuoted(std::string &text, Escapes escapes = Escapes::All);

    /// A pattern between slashes as it is written, and the letters behind it.
    struct Slashed {
        std::string_view pattern;
        std::string_view flags;
    };
    std::optional<Problem> takeSlashed(Slashed &slashed);

private:
    std::optional<Problem> takeEscape(std::string &text, Escapes escapes);

    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace ajar::filter
