// SPDX-License-Identifier: MIT
#pragma once

#include "wire/finding.h"
#include "wire/opcode.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ajar::wire
{

using Bytes = std::span<const std::uint8_t>;

/// How the payload length is written (RFC 6455 5.2): in 7 bits, or in 16 or 64 bits behind them.
enum class LengthForm : std::uint8_t { Short = 0, Word = 1, Quad = 2 };

/// The shortest form that holds `length`, which RFC 6455 5.2 demands.
constexpr LengthForm minimalForm(std::uint64_t length)
{
    return length < 126       ? LengthForm::Short
           : length <= 0xFFFF ? LengthForm::Word
                              : LengthForm::Quad;
}

/// Every bit of a frame header (RFC 6455 5.2): encoding it again gives the bytes that came.
struct FrameHeader {
    bool fin = true;
    std::uint8_t rsv = 0; ///< 0 to 7, RSV1 is the bit of value 4
    Opcode opcode = Opcode::Text;
    bool masked = false;
    LengthForm lengthForm = LengthForm::Short;
    std::array<std::uint8_t, 4> maskKey{}; ///< zero when not masked
    std::uint64_t length = 0;              ///< the declared payload length in bytes

    constexpr std::size_t size() const
    {
        const std::size_t extended = lengthForm == LengthForm::Short  ? 0
                                     : lengthForm == LengthForm::Word ? 2
                                                                      : 8;
        return 2 + extended + (masked ? 4 : 0);
    }
    constexpr bool operator==(const FrameHeader &) const = default;
};

/// One frame as a decoder hands it out; the payload is unmasked and not owned.
struct FrameView {
    FrameHeader header;
    Bytes payload;
    FindingSet findings;
};

} // namespace ajar::wire
