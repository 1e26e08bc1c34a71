// SPDX-License-Identifier: MIT
#include "filter/search.h"

#include "wire/utf8.h"

#include <algorithm>

namespace ajar::filter
{

namespace
{

constexpr char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

constexpr std::size_t indexOf(char c)
{
    return static_cast<unsigned char>(c);
}

bool isUtf8(std::string_view text)
{
    return wire::isUtf8({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
}

QString lettersOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

Needle::Needle(std::string text, bool anyCase)
    : m_text(std::move(text))
    , m_anyCase(anyCase)
{
    if (!anyCase)
        return;
    const bool ascii = std::ranges::all_of(m_text, [](char c) { return indexOf(c) < 0x80; });
    if (!ascii && isUtf8(m_text))
        m_letters = lettersOf(m_text);
    std::ranges::transform(m_text, m_text.begin(), lower);
    m_skips.fill(m_text.size());
    for (std::size_t i = 0; i + 1 < m_text.size(); ++i) {
        const char c = m_text[i];
        m_skips[indexOf(c)] = m_text.size() - 1 - i;
        if (c >= 'a' && c <= 'z')
            m_skips[indexOf(static_cast<char>(c & ~0x20))] = m_text.size() - 1 - i;
    }
}

bool Needle::isIn(std::string_view bytes) const
{
    if (!m_anyCase)
        return bytes.find(m_text) != bytes.npos;
    if (!m_letters.isEmpty())
        return lettersOf(bytes).contains(m_letters, Qt::CaseInsensitive);
    return isInAnyCase(bytes);
}

bool Needle::isInAnyCase(std::string_view bytes) const
{
    if (m_text.empty())
        return true;
    const std::size_t last = m_text.size() - 1;
    for (std::size_t at = last; at < bytes.size(); at += m_skips[indexOf(bytes[at])]) {
        std::size_t i = 0;
        while (i <= last && lower(bytes[at - i]) == m_text[last - i])
            ++i;
        if (i > last)
            return true;
    }
    return false;
}

} // namespace ajar::filter
