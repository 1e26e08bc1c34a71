// SPDX-License-Identifier: MIT
#pragma once

#include <QRegularExpression>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ajar::filter
{

enum class Found : std::uint8_t {
    No,
    Yes,
    Undecided, ///< it would take too long to say
};

/// A regular expression (PCRE2) that a search can't hang in: each costs a bounded number of steps
/// for each 4096 characters of the text. Any thread, several at a time.
class Pattern
{
public:
    struct Flags {
        bool anyCase = false;
        bool multiline = false; ///< ^ and $ at every line
        bool dotAll = false;    ///< . is also a line's end
    };
    struct Fault {
        std::string text;
        std::size_t position = 0; ///< bytes from the pattern's start
    };

    /// `pattern` is UTF-8.
    Pattern(std::string_view pattern, Flags flags);

    /// Why the pattern can't be used.
    std::optional<Fault> fault() const;
    Found search(const QString &text) const;

private:
    QString m_source;
    QRegularExpression m_short; ///< for short texts, which it searches as it likes
    QRegularExpression m_long;  ///< for one slice of places where a match may begin
};

} // namespace ajar::filter
