// SPDX-License-Identifier: MIT
#include "capture/exportedpdu.h"

#include "capture/bytes.h"

#include <algorithm>
#include <string_view>

namespace ajar::capture
{

namespace
{

// wsutil/exported_pdu_tlvs.h of Wireshark documents the tags.
constexpr std::uint16_t end = 0;
constexpr std::uint16_t dissectorName = 12;
constexpr std::uint16_t ipv4From = 20;
constexpr std::uint16_t ipv4To = 21;
constexpr std::uint16_t ipv6From = 22;
constexpr std::uint16_t ipv6To = 23;
constexpr std::uint16_t portType = 24;
constexpr std::uint16_t portFrom = 25;
constexpr std::uint16_t portTo = 26;

constexpr std::uint32_t tcpPorts = 2;
constexpr std::size_t mostStreams = 400'000;

void setAddress(Endpoint &endpoint, wire::Bytes value)
{
    endpoint.address = {};
    endpoint.isIpv6 = value.size() == 16;
    std::ranges::copy(value, endpoint.address.begin());
}

/// One tag. False if it says that this is no TCP.
bool takeTag(Segment &segment, std::uint16_t tag, wire::Bytes value)
{
    const bool isWord = value.size() == 4;
    if ((tag == ipv4From && isWord) || (tag == ipv6From && value.size() == 16))
        setAddress(segment.from, value);
    else if ((tag == ipv4To && isWord) || (tag == ipv6To && value.size() == 16))
        setAddress(segment.to, value);
    else if (tag == portFrom && isWord)
        segment.from.port = static_cast<std::uint16_t>(be32(value, 0));
    else if (tag == portTo && isWord)
        segment.to.port = static_cast<std::uint16_t>(be32(value, 0));
    else if (tag == portType && isWord)
        return be32(value, 0) == tcpPorts;
    else if (tag == dissectorName)
        segment.decrypted =
            std::string_view(reinterpret_cast<const char *>(value.data()), value.size())
                .find("tls") != std::string_view::npos;
    return true;
}

} // namespace

std::optional<Segment> ExportedPdus::segmentIn(wire::Bytes packet, std::uint32_t length)
{
    const std::size_t whole = packet.size();
    Segment segment;
    for (;;) {
        if (packet.size() < 4)
            return std::nullopt;
        const std::uint16_t tag = be16(packet, 0);
        const std::size_t size = be16(packet, 2);
        packet = packet.subspan(4);
        if (tag == end)
            break;
        if (size > packet.size() || !takeTag(segment, tag, packet.first(size)))
            return std::nullopt;
        packet = packet.subspan(size);
    }
    if (segment.from.port == 0 || segment.to.port == 0)
        return std::nullopt;
    const auto header = static_cast<std::uint32_t>(whole - packet.size());
    segment.payload = packet;
    segment.length =
        std::max(static_cast<std::uint32_t>(packet.size()), length > header ? length - header : 0);
    const auto next = m_next.find({segment.from, segment.to});
    if (next == m_next.end() && m_next.size() >= mostStreams)
        return std::nullopt;
    std::uint32_t &number = m_next[{segment.from, segment.to}];
    segment.number = number;
    number += segment.length;
    return segment;
}

} // namespace ajar::capture
