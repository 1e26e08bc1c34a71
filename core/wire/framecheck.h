// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"
#include "wire/utf8.h"

#include <optional>

namespace ajar::wire
{

/// Knows what the frames of one direction break, whoever sends them: rules of a single frame, of
/// fragmentation, of text across fragments, and of what may follow a Close. It knows nothing of the
/// other direction and inflates nothing. One caller at a time.
class FrameCheck
{
public:
    struct Options {
        Role sender = Role::Server;                   ///< decides about masking
        std::uint64_t maxMessageLength = 64ull << 20; ///< payload bytes of all fragments together
        std::uint8_t rsvAllowed = 0; ///< RSV bits that are negotiated; 4 is permessage-deflate's
    };

    explicit FrameCheck(Options options)
        : m_options(options)
    {
    }

    /// What an extension gives a meaning; to be said before the first frame.
    void allowRsv(std::uint8_t bits) { m_options.rsvAllowed = bits; }

    /// What shows in the header alone.
    FindingSet header(const FrameHeader &header);
    /// What the frame, now whole, breaks besides. The payload is unmasked, as it was on the wire;
    /// the text of compressed messages is not looked at. A payload shorter than the header says is
    /// not a whole frame for the peer: its Close is none.
    FindingSet body(const FrameHeader &header, Bytes payload);
    /// Both.
    FindingSet frame(const FrameHeader &frame, Bytes payload)
    {
        FindingSet findings = header(frame);
        findings.add(body(frame, payload));
        return findings;
    }

    /// True inside a fragmented message. A whole message that interrupts it leaves it open, the
    /// first fragment of another one replaces it; frames with reserved opcodes do not touch it.
    bool insideMessage() const { return m_insideMessage; }

    /// Where the last text with TextUtf8 went wrong: bytes from the start of its message.
    std::uint64_t textFault() const { return m_textFault; }

private:
    /// A message under way (RFC 6455 5.4).
    struct Message {
        std::uint64_t length = 0;
        Utf8Validator utf8;
        bool checkText = false;
        bool tooLarge = false;
    };

    FindingSet closeFindings(const FrameHeader &header, Bytes payload);
    FindingSet messageFindings(const FrameHeader &header, Bytes payload);
    void checkFragment(Message &message, const FrameHeader &header, Bytes payload,
                       FindingSet &findings);

    Options m_options;
    Message m_message;
    std::uint64_t m_textFault = 0;
    std::optional<std::array<std::uint8_t, 4>> m_lastKey;
    bool m_insideMessage = false;
    bool m_closed = false;
};

} // namespace ajar::wire
