// SPDX-License-Identifier: MIT
#pragma once

#include "wire/framecheck.h"

#include <array>
#include <optional>
#include <vector>

namespace ajar::wire
{

/// Turns a stream of bytes into frames (RFC 6455 5.2), in any chunks, and marks each frame with
/// what its bytes violate. It never throws and goes on after each violation; only when the framing
/// itself is lost (LengthHighBit, FrameTooLarge) the rest of the stream is opaque. What it
/// knows of the rules is its FrameCheck's. One caller at a time.
class FrameDecoder
{
public:
    struct Options {
        Role sender = Role::Server;                   ///< who sends: decides about masking
        std::uint64_t maxFrameLength = 64ull << 20;   ///< payload bytes in one frame
        std::uint64_t maxMessageLength = 64ull << 20; ///< payload bytes of all fragments together
        std::uint8_t rsvAllowed = 0;                  ///< RSV bits an extension has negotiated
    };

    explicit FrameDecoder(Options options);

    /// Appends the next bytes of the stream. They must stay valid until next() gave nullopt.
    /// Feeding before that is allowed and costs a copy of what is left.
    void feed(Bytes bytes);

    /// The next complete frame, or nullopt when more bytes are needed. The payload is valid until
    /// the next call of feed() or next(). A frame on which framing is lost comes with its header,
    /// its finding and an empty payload; it is the last one.
    std::optional<FrameView> next();

    /// True once framing is lost: no more frames come.
    bool lost() const { return m_lost; }

    /// The bytes behind the point where framing was lost that came with the last feed().
    Bytes takeOpaque();

    /// Bytes of an unfinished frame: not 0 at the end of a stream is FrameTruncated.
    std::size_t pendingBytes() const;

    /// What the frames break beyond what the decoder needs to know; also where a text went wrong.
    const FrameCheck &check() const { return m_check; }
    /// What an extension gives a meaning; to be said before the first frame.
    void allowRsv(std::uint8_t bits) { m_check.allowRsv(bits); }

private:
    bool takeHeader();
    FindingSet headerFindings();
    std::optional<Bytes> takePayload();
    void appendPayload(Bytes arrived);

    Options m_options;
    FrameCheck m_check;
    Bytes m_input;                       ///< what is left of the fed bytes
    std::vector<std::uint8_t> m_backlog; ///< owns m_input when bytes were fed too early
    std::array<std::uint8_t, 14> m_head{};
    std::size_t m_headSize = 0; ///< bytes of an unfinished header in m_head
    FrameHeader m_header;
    FindingSet m_findings;
    std::vector<std::uint8_t> m_payload; ///< a payload that came in pieces or masked
    bool m_inPayload = false;            ///< m_header is complete, its payload is not
    bool m_lost = false;
};

} // namespace ajar::wire
