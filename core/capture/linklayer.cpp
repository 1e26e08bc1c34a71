// SPDX-License-Identifier: MIT
#include "capture/linklayer.h"

#include "capture/bytes.h"

namespace ajar::capture
{

namespace
{

// tcpdump.org/linktypes.html
constexpr std::uint32_t null = 0;
constexpr std::uint32_t ethernet = 1;
constexpr std::uint32_t rawOfOpenBsd = 14;
constexpr std::uint32_t rawOfOthers = 12;
constexpr std::uint32_t raw = 101;
constexpr std::uint32_t loop = 108;
constexpr std::uint32_t linuxCooked = 113;
constexpr std::uint32_t ipv4 = 228;
constexpr std::uint32_t ipv6 = 229;
constexpr std::uint32_t linuxCooked2 = 276;

constexpr int mostTags = 8;

std::optional<wire::Bytes> rawIp(wire::Bytes bytes)
{
    if (bytes.empty() || (bytes[0] >> 4 != 4 && bytes[0] >> 4 != 6))
        return std::nullopt;
    return bytes;
}

bool isVlan(std::uint16_t type)
{
    return type == 0x8100 || type == 0x88A8 || type == 0x9100;
}

/// What is behind an EtherType, VLAN tags (IEEE 802.1Q, one in another) and PPPoE passed over.
std::optional<wire::Bytes> behindType(std::uint16_t type, wire::Bytes rest)
{
    for (int tags = 0; isVlan(type) && tags < mostTags; ++tags) {
        if (rest.size() < 4)
            return std::nullopt;
        type = be16(rest, 2);
        rest = rest.subspan(4);
    }
    constexpr std::size_t pppoe = 8;
    if (type == 0x8864 && rest.size() >= pppoe)
        return rawIp(rest.subspan(pppoe));
    return type == 0x0800 || type == 0x86DD ? rawIp(rest) : std::nullopt;
}

std::optional<wire::Bytes> behindHeader(wire::Bytes packet, std::size_t header, std::size_t typeAt)
{
    if (packet.size() < header)
        return std::nullopt;
    return behindType(be16(packet, typeAt), packet.subspan(header));
}

} // namespace

bool isKnownLinkType(std::uint32_t linkType)
{
    switch (linkType) {
    case null:
    case ethernet:
    case rawOfOpenBsd:
    case rawOfOthers:
    case raw:
    case loop:
    case linuxCooked:
    case ipv4:
    case ipv6:
    case linuxCooked2:
        return true;
    default:
        return false;
    }
}

std::optional<wire::Bytes> ipIn(std::uint32_t linkType, wire::Bytes packet)
{
    switch (linkType) {
    case ethernet:
        return behindHeader(packet, 14, 12);
    case linuxCooked:
        return behindHeader(packet, 16, 14);
    case linuxCooked2:
        return behindHeader(packet, 20, 0);
    case null:
    case loop: {
        // The address family's number depends on the system; the packet itself tells its version.
        constexpr std::size_t family = 4;
        return packet.size() < family ? std::nullopt : rawIp(packet.subspan(family));
    }
    case rawOfOpenBsd:
    case rawOfOthers:
    case raw:
    case ipv4:
    case ipv6:
        return rawIp(packet);
    default:
        return std::nullopt;
    }
}

} // namespace ajar::capture
