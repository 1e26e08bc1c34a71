// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <functional>
#include <vector>

namespace ajar::capture
{

/// The bytes of a file in their order, with their offsets, of which it holds no more than what is
/// asked for in one piece. Whatever lengths a file claims: memory grows only with bytes that came.
class ByteInput
{
public:
    /// Fills a part of the span and says how much of it; 0: there is no more.
    using Source = std::function<std::size_t(std::span<std::uint8_t>)>;

    explicit ByteInput(Source source);

    /// The next `count` bytes without taking them, fewer only at the end; valid until the next
    /// call of anything here.
    wire::Bytes peek(std::size_t count);
    /// Takes bytes that peek() has given.
    void take(std::size_t count) { m_at += count; }
    /// Passes over bytes, without keeping them; false if there are fewer.
    bool skip(std::uint64_t count);

    /// Where the next byte stands in the file.
    std::uint64_t offset() const { return m_base + m_at; }

private:
    bool fill();

    Source m_source;
    std::vector<std::uint8_t> m_buffer;
    std::size_t m_at = 0;
    std::size_t m_size = 0;   ///< bytes in m_buffer that count
    std::uint64_t m_base = 0; ///< the offset of m_buffer[0]
};

} // namespace ajar::capture
