// SPDX-License-Identifier: MIT
#include "capture/frametracker.h"

#include "capture/bytes.h"

#include <algorithm>

namespace ajar::capture
{

void FrameTracker::feed(wire::Bytes bytes)
{
    while (!bytes.empty()) {
        if (!m_inHeader) {
            const auto part = std::min<std::uint64_t>(m_left, bytes.size());
            m_left -= part;
            bytes = bytes.subspan(static_cast<std::size_t>(part));
            m_inHeader = m_left == 0;
            continue;
        }
        m_head[m_headSize++] = bytes[0];
        bytes = bytes.subspan(1);
        if (m_headSize >= 2 && m_headSize == headerSize())
            takeHeader();
    }
}

std::size_t FrameTracker::headerSize() const
{
    const std::uint8_t length = m_head[1] & 0x7F;
    return 2U + (length == 126 ? 2U : length == 127 ? 8U : 0U) + (m_head[1] & 0x80 ? 4U : 0U);
}

void FrameTracker::takeHeader()
{
    const bool masked = m_head[1] & 0x80;
    const std::uint8_t length = m_head[1] & 0x7F;
    const wire::Bytes head(m_head);
    m_length = length == 126   ? be16(head, 2)
               : length == 127 ? std::uint64_t{be32(head, 2)} << 32 | be32(head, 6)
                               : length;
    m_key = {};
    if (masked)
        std::copy_n(m_head.begin() + static_cast<std::ptrdiff_t>(m_headSize) - 4, 4, m_key.begin());
    const auto opcode = static_cast<wire::Opcode>(m_head[0] & 0x0F);
    const bool control = wire::isControl(opcode);
    // RSV2 and RSV3 belong to no extension that is in use.
    m_implausible = m_implausible || wire::isReserved(opcode) || (m_head[0] & 0x30) != 0 ||
                    masked != (m_sender == wire::Role::Client) ||
                    (control && ((m_head[0] & 0xC0) != 0x80 || length > 125)) ||
                    (length == 126 && m_length < 126) || (length == 127 && m_length < 0x10000) ||
                    m_length >> 40 != 0;
    ++m_frames;
    m_left = m_length;
    m_headSize = 0;
    m_inHeader = m_left == 0;
}

std::uint8_t FrameTracker::zero(std::uint64_t behind) const
{
    return m_key[(m_length - m_left + behind) % 4];
}

bool looksLikeFrames(wire::Bytes bytes, wire::Role sender)
{
    constexpr std::uint64_t several = 3;
    FrameTracker tracker(sender);
    tracker.feed(bytes);
    return !tracker.isImplausible() && tracker.frames() > 0 &&
           (tracker.isBetweenFrames() || tracker.frames() >= several);
}

} // namespace ajar::capture
