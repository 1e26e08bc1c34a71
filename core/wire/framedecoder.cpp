// SPDX-License-Identifier: MIT
#include "wire/framedecoder.h"

#include "wire/masking.h"

#include <algorithm>
#include <utility>

namespace ajar::wire
{

namespace
{
constexpr std::size_t keptCapacity = std::size_t{1} << 20;
constexpr std::size_t firstReserve = 4096;

/// The size of a header that begins with these two bytes (RFC 6455 5.2).
constexpr std::size_t headerSize(std::uint8_t second)
{
    const std::uint8_t length = second & 0x7F;
    const std::size_t extended = length < 126 ? 0 : length == 126 ? 2 : 8;
    return 2 + extended + (second & 0x80 ? 4 : 0);
}

template<std::size_t Width>
std::uint64_t getBigEndian(const std::uint8_t *at)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < Width; ++i)
        value = value << 8 | at[i];
    return value;
}

FrameHeader parseHeader(const std::uint8_t *at)
{
    FrameHeader header;
    header.fin = at[0] & 0x80;
    header.rsv = at[0] >> 4 & 7;
    header.opcode = static_cast<Opcode>(at[0] & 0x0F);
    header.masked = at[1] & 0x80;
    header.length = at[1] & 0x7F;
    std::size_t size = 2;
    if (header.length == 126) {
        header.lengthForm = LengthForm::Word;
        header.length = getBigEndian<2>(at + size);
        size += 2;
    } else if (header.length == 127) {
        header.lengthForm = LengthForm::Quad;
        header.length = getBigEndian<8>(at + size);
        size += 8;
    }
    if (header.masked)
        std::copy_n(at + size, header.maskKey.size(), header.maskKey.begin());
    return header;
}
} // namespace

FrameDecoder::FrameDecoder(Options options)
    : m_options(options)
    , m_check({options.sender, options.maxMessageLength, options.rsvAllowed})
{
}

void FrameDecoder::feed(Bytes bytes)
{
    if (m_lost || m_input.empty()) {
        m_input = bytes;
        return;
    }
    std::vector<std::uint8_t> joined;
    joined.reserve(m_input.size() + bytes.size());
    joined.insert(joined.end(), m_input.begin(), m_input.end());
    joined.insert(joined.end(), bytes.begin(), bytes.end());
    m_backlog = std::move(joined);
    m_input = m_backlog;
}

std::optional<FrameView> FrameDecoder::next()
{
    if (m_lost)
        return std::nullopt;
    if (!m_inPayload) {
        if (!takeHeader())
            return std::nullopt;
        FindingSet findings = headerFindings();
        if (m_lost)
            return FrameView{m_header, {}, findings};
        m_findings = findings;
        m_inPayload = true;
        m_payload.clear();
        if (m_payload.capacity() > keptCapacity && m_header.length <= keptCapacity)
            m_payload.shrink_to_fit();
    }
    const std::optional<Bytes> payload = takePayload();
    if (!payload)
        return std::nullopt;
    m_inPayload = false;
    FrameView frame{m_header, *payload, m_findings};
    frame.findings.add(m_check.body(frame.header, frame.payload));
    return frame;
}

Bytes FrameDecoder::takeOpaque()
{
    return m_lost ? std::exchange(m_input, {}) : Bytes{};
}

std::size_t FrameDecoder::pendingBytes() const
{
    return m_inPayload ? m_header.size() + m_payload.size() : m_headSize;
}

bool FrameDecoder::takeHeader()
{
    if (m_headSize == 0 && m_input.size() >= 2 && m_input.size() >= headerSize(m_input[1])) {
        m_header = parseHeader(m_input.data());
        m_input = m_input.subspan(m_header.size());
        return true;
    }
    const auto collect = [this](std::size_t wanted) {
        const std::size_t count = std::min(wanted - m_headSize, m_input.size());
        std::copy_n(m_input.begin(), count, m_head.data() + m_headSize);
        m_headSize += count;
        m_input = m_input.subspan(count);
        return m_headSize == wanted;
    };
    if (m_headSize < 2 && !collect(2))
        return false;
    if (!collect(headerSize(m_head[1])))
        return false;
    m_header = parseHeader(m_head.data());
    m_headSize = 0;
    return true;
}

FindingSet FrameDecoder::headerFindings()
{
    FindingSet findings = m_check.header(m_header);
    // Beyond a length that can't be followed nobody knows where the next frame begins.
    if (findings.has(Finding::LengthHighBit)) {
        m_lost = true;
    } else if (m_header.length > m_options.maxFrameLength) {
        findings.add(Finding::FrameTooLarge);
        m_lost = true;
    }
    return findings;
}

std::optional<Bytes> FrameDecoder::takePayload()
{
    const std::uint64_t missing = m_header.length - m_payload.size();
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(missing, m_input.size()));
    const Bytes arrived = m_input.first(count);
    m_input = m_input.subspan(count);
    const bool whole = count == missing;
    if (whole && m_payload.empty() && !m_header.masked)
        return arrived;
    appendPayload(arrived);
    return whole ? std::optional<Bytes>(m_payload) : std::nullopt;
}

void FrameDecoder::appendPayload(Bytes arrived)
{
    const std::size_t before = m_payload.size();
    const std::size_t needed = before + arrived.size();
    if (needed > m_payload.capacity()) {
        // The declared length only caps the growth: what is allocated follows what has come.
        const std::size_t room = std::max(firstReserve, 2 * needed);
        m_payload.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(m_header.length, room)));
    }
    m_payload.insert(m_payload.end(), arrived.begin(), arrived.end());
    if (m_header.masked)
        applyMask(std::span(m_payload).subspan(before), m_header.maskKey, before);
}

} // namespace ajar::wire
