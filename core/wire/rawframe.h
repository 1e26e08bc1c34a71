// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ajar::wire
{

/// A frame as a person writes it, with every bit of its header at will (RFC 6455 5.2).
struct RawFrame {
    bool fin = true;
    std::uint8_t rsv = 0; ///< 0 to 7, RSV1 is the bit of value 4
    Opcode opcode = Opcode::Text;
    std::optional<bool> masked;                         ///< nullopt: as the sender's role demands
    std::optional<std::array<std::uint8_t, 4>> maskKey; ///< nullopt: a fresh one
    std::vector<std::uint8_t> payload;
    std::string file; ///< the payload is this file's; its reader puts it in place
    std::optional<std::uint64_t> length;  ///< declared; nullopt: the payload's
    std::optional<LengthForm> lengthForm; ///< nullopt: the shortest that holds the length
    std::uint32_t fragments = 1;          ///< the payload is split over so many frames
    bool compress = false;                ///< deflate the payload first, as a message of its own
    bool operator==(const RawFrame &) const = default;
};

constexpr std::uint32_t maxRawFragments = 1'000'000;

/// A raw frame, or what is wrong with its text: one clause, and the byte where.
struct RawFrameParse {
    std::optional<RawFrame> frame;
    std::string problem;
    std::size_t position = 0;
};

/// Reads the written form, `opcode=close,fin=1,payload=03e9`: pairs with commas between them, each
/// name once, in any order. White space around them means nothing.
///
///     opcode=   continuation, text, binary, close, ping, pong, or 0 to 15 (default: text)
///     fin=, rsv1=, rsv2=, rsv3=, compress=     0 or 1 (default: fin=1, the others 0)
///     rsv=      0 to 7, all three at once
///     mask=     0, 1, or the key in 8 hex digits (default: as the role demands, with a fresh key)
///     length=   what the header declares (default: the payload's length)
///     form=     7, 16 or 64: the bits in which the length is written (default: the fewest)
///     fragments=  1 to 1000000
///     payload=  hex digits in pairs; text="…" with \" \\ \n \r \t \0 and \xNN; or
///     code=, reason="…"   a Close body (RFC 6455 5.5.1): two bytes, then the text; or
///     file=     a path; it takes all that follows and so comes last
RawFrameParse parseRawFrame(std::string_view text);

/// The shortest text that parseRawFrame() reads as the same frame.
std::string rawFrameText(const RawFrame &frame);

/// One frame on the wire; the payload belongs to the RawFrame.
struct RawPart {
    FrameHeader header;
    Bytes payload;
};

/// The frames that go out: one, or as many fragments as the frame says. FIN, as it is set, is on
/// the last one, RSV and opcode are on the first; a declared length belongs to the last one.
/// `mask`: the sender's role masks; `freshKey` draws keys where none is given.
std::vector<RawPart> partsOf(const RawFrame &frame, bool mask,
                             const std::function<std::array<std::uint8_t, 4>()> &freshKey);

} // namespace ajar::wire
