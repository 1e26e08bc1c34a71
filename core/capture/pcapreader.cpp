// SPDX-License-Identifier: MIT
#include "capture/pcapreader.h"

#include "capture/pcapngreader.h"

#include <utility>

namespace ajar::capture
{

namespace
{

constexpr std::uint32_t microseconds = 0xA1B2C3D4;
constexpr std::uint32_t nanoseconds = 0xA1B23C4D;
constexpr std::uint32_t patched = 0xA1B2CD34; ///< with 8 more bytes in front of each packet
constexpr std::size_t headerBytes = 24;

bool isMagic(std::uint32_t word)
{
    return word == microseconds || word == nanoseconds || word == patched;
}

wire::Bytes bytesOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

Problem cutOff(std::uint64_t offset, const char *what)
{
    return {offset, std::string("the file ends inside ") + what, true, false};
}

} // namespace

bool isPcap(std::string_view beginning)
{
    if (beginning.size() < 4)
        return false;
    const wire::Bytes bytes = bytesOf(beginning);
    return isMagic(be32(bytes, 0)) || isMagic(ByteOrder{}.u32(bytes, 0));
}

bool isPcapng(std::string_view beginning)
{
    return beginning.starts_with("\x0A\x0D\x0D\x0A");
}

std::unique_ptr<PacketReader> makePacketReader(ByteInput &input)
{
    const wire::Bytes beginning = input.peek(4);
    if (isPcapng({reinterpret_cast<const char *>(beginning.data()), beginning.size()}))
        return std::make_unique<PcapngReader>(input);
    return std::make_unique<PcapReader>(input);
}

std::optional<Problem> PcapReader::readHeader()
{
    const wire::Bytes head = m_input.peek(headerBytes);
    if (head.size() < headerBytes)
        return cutOff(m_input.offset(), "its header");
    m_order.big = isMagic(be32(head, 0));
    const std::uint32_t magic = m_order.u32(head, 0);
    if (!isMagic(magic))
        return Problem{0, "it does not begin like a capture file", false, false};
    if (const std::uint16_t version = m_order.u16(head, 4); version != 2)
        return Problem{4, "its version is " + std::to_string(version) + ", where only 2 is known",
                       false, false};
    m_fraction = magic == nanoseconds ? 1 : 1000;
    m_recordHeader = magic == patched ? 24 : 16;
    // The upper bits tell the length of a checksum behind each packet, which nobody needs here.
    m_linkType = m_order.u32(head, 20) & 0xFFFF;
    m_input.take(headerBytes);
    return std::nullopt;
}

ReadResult PcapReader::next()
{
    if (m_over)
        return EndOfFile{};
    m_over = true; // unless all goes well
    if (!std::exchange(m_begun, true)) {
        if (const auto problem = readHeader())
            return *problem;
    }
    m_input.take(std::exchange(m_next, 0));
    const wire::Bytes head = m_input.peek(m_recordHeader);
    if (head.empty())
        return EndOfFile{};
    if (head.size() < m_recordHeader)
        return cutOff(m_input.offset(), "the header of a packet");
    Packet packet;
    packet.offset = m_input.offset();
    packet.linkType = m_linkType;
    packet.nanoseconds = std::int64_t{m_order.u32(head, 0)} * 1'000'000'000 +
                         std::int64_t{m_order.u32(head, 4)} * m_fraction;
    const std::uint32_t kept = m_order.u32(head, 8);
    packet.length = m_order.u32(head, 12);
    if (kept > mostPacketBytes)
        return Problem{packet.offset + 8,
                       "a packet of " + std::to_string(kept) + " bytes, more than " +
                           std::to_string(mostPacketBytes) + ", can't be",
                       false, false};
    m_input.take(m_recordHeader);
    packet.bytes = m_input.peek(kept);
    if (packet.bytes.size() < kept)
        return cutOff(packet.offset, "a packet");
    m_next = kept;
    m_over = false;
    return packet;
}

} // namespace ajar::capture
