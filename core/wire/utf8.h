// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

namespace ajar::wire
{

/// Checks UTF-8 as it arrives, in any chunks (RFC 3629: no overlong forms, no surrogates, nothing
/// above U+10FFFF). It fails at the first byte that can't be right.
class Utf8Validator
{
public:
    /// False from the first fault on.
    bool feed(Bytes bytes);
    /// True when nothing was wrong and no character is cut at the end.
    bool complete() const { return !m_failed && m_remaining == 0; }
    bool failed() const { return m_failed; }
    /// Bytes from the start to the first fault; only meaningful when failed().
    std::uint64_t faultOffset() const { return m_offset; }
    void reset() { *this = Utf8Validator(); }

private:
    std::uint64_t m_offset = 0;
    std::uint8_t m_remaining = 0;
    std::uint8_t m_low = 0x80; ///< the range that the next continuation byte must be in
    std::uint8_t m_high = 0xBF;
    bool m_failed = false;
};

/// One-shot check of a whole text.
bool isUtf8(Bytes bytes);

} // namespace ajar::wire
