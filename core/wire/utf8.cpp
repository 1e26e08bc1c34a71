// SPDX-License-Identifier: MIT
#include "wire/utf8.h"

#include <cstring>

namespace ajar::wire
{

namespace
{
/// What follows a lead byte (RFC 3629 4): how many bytes, and the range of the first of them. The
/// range is what keeps out overlong forms, surrogates and anything above U+10FFFF.
struct Lead {
    std::uint8_t following = 0; ///< 0: this byte can't lead
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xBF;
};

constexpr Lead leadOf(std::uint8_t byte)
{
    if (byte < 0xC2 || byte > 0xF4)
        return {};
    if (byte < 0xE0)
        return {1, 0x80, 0xBF};
    if (byte < 0xF0)
        return {2, static_cast<std::uint8_t>(byte == 0xE0 ? 0xA0 : 0x80),
                static_cast<std::uint8_t>(byte == 0xED ? 0x9F : 0xBF)};
    return {3, static_cast<std::uint8_t>(byte == 0xF0 ? 0x90 : 0x80),
            static_cast<std::uint8_t>(byte == 0xF4 ? 0x8F : 0xBF)};
}

const std::uint8_t *skipAscii(const std::uint8_t *at, const std::uint8_t *end)
{
    constexpr std::uint64_t highBits = 0x8080808080808080;
    std::uint64_t words[4];
    while (end - at >= static_cast<std::ptrdiff_t>(sizeof words)) {
        std::memcpy(words, at, sizeof words);
        if ((words[0] | words[1] | words[2] | words[3]) & highBits)
            break;
        at += sizeof words;
    }
    while (end - at >= static_cast<std::ptrdiff_t>(sizeof words[0])) {
        std::memcpy(words, at, sizeof words[0]);
        if (words[0] & highBits)
            break;
        at += sizeof words[0];
    }
    while (at != end && *at < 0x80)
        ++at;
    return at;
}
} // namespace

bool Utf8Validator::feed(Bytes bytes)
{
    if (m_failed)
        return false;
    const std::uint8_t *const begin = bytes.data();
    const std::uint8_t *const end = begin + bytes.size();
    const std::uint8_t *at = begin;
    while (at != end) {
        if (m_remaining != 0) {
            if (*at < m_low || *at > m_high)
                break;
            --m_remaining;
            m_low = 0x80;
            m_high = 0xBF;
            ++at;
        } else if (*at < 0x80) {
            at = skipAscii(at, end);
        } else {
            const Lead lead = leadOf(*at);
            if (lead.following == 0)
                break;
            m_remaining = lead.following;
            m_low = lead.low;
            m_high = lead.high;
            ++at;
        }
    }
    m_offset += static_cast<std::uint64_t>(at - begin);
    m_failed = at != end;
    return !m_failed;
}

bool isUtf8(Bytes bytes)
{
    Utf8Validator validator;
    return validator.feed(bytes) && validator.complete();
}

} // namespace ajar::wire
