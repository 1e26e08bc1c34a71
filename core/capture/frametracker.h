// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

namespace ajar::capture
{

/// Knows where in a stream of bytes the frames are, and whether they look like frames at all; it
/// decodes nothing.
class FrameTracker
{
public:
    explicit FrameTracker(wire::Role sender)
        : m_sender(sender)
    {
    }

    void feed(wire::Bytes bytes);

    /// The bytes of the payload under way that are still to come; 0 also inside a header.
    std::uint64_t left() const { return m_inHeader ? 0 : m_left; }
    bool isBetweenFrames() const { return m_headSize == 0 && m_inHeader; }
    /// The byte which, on the wire, stands for a 0 at so many bytes behind here.
    std::uint8_t zero(std::uint64_t behind) const;

    /// Headers that were complete.
    std::uint64_t frames() const { return m_frames; }
    /// Some header can't be one of a frame that such an end sends.
    bool isImplausible() const { return m_implausible; }

private:
    void takeHeader();
    std::size_t headerSize() const;

    wire::Role m_sender;
    std::array<std::uint8_t, 14> m_head{};
    std::size_t m_headSize = 0;
    std::uint64_t m_length = 0;
    std::uint64_t m_left = 0;
    std::array<std::uint8_t, 4> m_key{};
    std::uint64_t m_frames = 0;
    bool m_inHeader = true;
    bool m_implausible = false;
};

/// Whether bytes from a segment's beginning look as if a frame began there too: either the frames
/// in them end with them, or there are several.
bool looksLikeFrames(wire::Bytes bytes, wire::Role sender);

} // namespace ajar::capture
