// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <array>
#include <string>
#include <string_view>

namespace ajar::filter
{

/// A text or bytes to look for in bytes.
class Needle
{
public:
    Needle(std::string text, bool anyCase);

    /// Where case does not matter, it is that of ASCII in bytes, and of all letters in UTF-8.
    bool isIn(std::string_view bytes) const;

private:
    bool isInAnyCase(std::string_view bytes) const;

    std::string m_text;
    bool m_anyCase;
    QString m_letters;                      ///< with letters beyond ASCII, whose case folds
    std::array<std::size_t, 256> m_skips{}; ///< Horspool: how far a byte at the end lets us go
};

} // namespace ajar::filter
