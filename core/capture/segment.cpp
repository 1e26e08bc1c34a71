// SPDX-License-Identifier: MIT
#include "capture/segment.h"

#include "capture/bytes.h"

#include <algorithm>
#include <cstdio>

namespace ajar::capture
{

namespace
{

constexpr std::uint8_t tcp = 6;
constexpr std::size_t tcpHeader = 20;
constexpr int mostExtensions = 16;

/// What an IP packet carries.
struct Carried {
    Segment segment; ///< its addresses
    wire::Bytes bytes;
    std::size_t length = 0; ///< on the network
};
using Unpacked = std::variant<Carried, NoSegment>;

void setAddress(Endpoint &endpoint, wire::Bytes bytes, bool isIpv6)
{
    std::ranges::copy(bytes, endpoint.address.begin());
    endpoint.isIpv6 = isIpv6;
}

/// Network cards that cut packets themselves leave the length at 0: it is what was captured.
std::size_t lengthOf(std::size_t claimed, wire::Bytes bytes)
{
    return claimed == 0 ? bytes.size() : claimed;
}

/// RFC 791 3.1
Unpacked unpackIpv4(wire::Bytes ip)
{
    constexpr std::size_t smallest = 20;
    if (ip.size() < smallest)
        return NoSegment::CutShort;
    const std::size_t header = (ip[0] & 0xFU) * 4U;
    const std::size_t total = lengthOf(be16(ip, 2), ip);
    if (header < smallest || total < header)
        return NoSegment::Broken;
    if (ip[9] != tcp)
        return NoSegment::NotTcp;
    if ((be16(ip, 6) & 0x3FFF) != 0) // more fragments, or an offset
        return NoSegment::Fragment;
    if (ip.size() < header)
        return NoSegment::CutShort;
    Carried carried;
    setAddress(carried.segment.from, ip.subspan(12, 4), false);
    setAddress(carried.segment.to, ip.subspan(16, 4), false);
    carried.length = total - header;
    carried.bytes = ip.subspan(header, std::min(carried.length, ip.size() - header));
    return carried;
}

/// The length of an extension header that can be passed over; 0: it is none.
std::size_t extensionLength(std::uint8_t type, wire::Bytes bytes)
{
    switch (type) {
    case 0:   // hop-by-hop options
    case 43:  // routing
    case 60:  // destination options
    case 135: // mobility
    case 139: // host identity
    case 140: // shim6
        return (bytes[1] + std::size_t{1}) * 8;
    case 51: // authentication, RFC 4302 2.2
        return (bytes[1] + std::size_t{2}) * 4;
    case 44: // fragment
        return 8;
    default:
        return 0;
    }
}

/// RFC 8200 3 and 4
Unpacked unpackIpv6(wire::Bytes ip)
{
    constexpr std::size_t header = 40;
    if (ip.size() < header)
        return NoSegment::CutShort;
    Carried carried;
    setAddress(carried.segment.from, ip.subspan(8, 16), true);
    setAddress(carried.segment.to, ip.subspan(24, 16), true);
    std::uint8_t next = ip[6];
    const std::size_t claimed = be16(ip, 4);
    ip = ip.subspan(header);
    carried.length = lengthOf(claimed, ip);
    ip = ip.first(std::min(carried.length, ip.size()));
    for (int extensions = 0; next != tcp; ++extensions) {
        if (extensions == mostExtensions)
            return NoSegment::Broken;
        if (ip.size() < 8)
            return extensionLength(next, std::array<std::uint8_t, 2>{}) == 0 ? NoSegment::NotTcp
                                                                             : NoSegment::CutShort;
        const std::size_t length = extensionLength(next, ip);
        if (length == 0)
            return NoSegment::NotTcp;
        // An atomic fragment (RFC 6946) is whole.
        if (next == 44 && (be16(ip, 2) & 0xFFF9) != 0)
            return NoSegment::Fragment;
        if (length > carried.length)
            return NoSegment::Broken;
        if (length > ip.size())
            return NoSegment::CutShort;
        next = ip[0];
        ip = ip.subspan(length);
        carried.length -= length;
    }
    carried.bytes = ip;
    return carried;
}

} // namespace

std::string addressText(const Endpoint &endpoint)
{
    std::array<char, 48> text{};
    const auto &bytes = endpoint.address;
    if (!endpoint.isIpv6) {
        std::snprintf(text.data(), text.size(), "%d.%d.%d.%d", bytes[0], bytes[1], bytes[2],
                      bytes[3]);
        return text.data();
    }
    // The longest run of zeros, the first of those of one length, is left out.
    std::size_t from = 8;
    std::size_t count = 1;
    for (std::size_t i = 0; i < 8;) {
        std::size_t end = i;
        while (end < 8 && be16(bytes, 2 * end) == 0)
            ++end;
        if (end - i > count) {
            from = i;
            count = end - i;
        }
        i = end + 1;
    }
    std::string out;
    for (std::size_t i = 0; i < 8; ++i) {
        if (i == from) {
            out += "::";
            i += count - 1;
            continue;
        }
        if (!out.empty() && !out.ends_with(':'))
            out += ':';
        std::snprintf(text.data(), text.size(), "%x", be16(bytes, 2 * i));
        out += text.data();
    }
    return out;
}

std::string endpointText(const Endpoint &endpoint)
{
    const std::string address = addressText(endpoint);
    return (endpoint.isIpv6 ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port);
}

std::variant<Segment, NoSegment> segmentIn(wire::Bytes ip)
{
    if (ip.empty())
        return NoSegment::CutShort;
    Unpacked unpacked = ip[0] >> 4 == 6 ? unpackIpv6(ip) : unpackIpv4(ip);
    if (const auto *none = std::get_if<NoSegment>(&unpacked))
        return *none;
    Carried &carried = std::get<Carried>(unpacked);
    const wire::Bytes bytes = carried.bytes;
    if (carried.length < tcpHeader)
        return NoSegment::Broken;
    if (bytes.size() < tcpHeader)
        return NoSegment::CutShort;
    const std::size_t header = (bytes[12] >> 4) * 4U;
    if (header < tcpHeader || header > carried.length)
        return NoSegment::Broken;
    Segment segment = carried.segment;
    segment.from.port = be16(bytes, 0);
    segment.to.port = be16(bytes, 2);
    segment.number = be32(bytes, 4);
    segment.acknowledged = be32(bytes, 8);
    const std::uint8_t flags = bytes[13];
    segment.fin = flags & 0x01;
    segment.syn = flags & 0x02;
    segment.reset = flags & 0x04;
    segment.ack = flags & 0x10;
    segment.length = static_cast<std::uint32_t>(carried.length - header);
    segment.payload = bytes.subspan(std::min(header, bytes.size()));
    return segment;
}

} // namespace ajar::capture
