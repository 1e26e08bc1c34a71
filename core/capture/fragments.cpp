// SPDX-License-Identifier: MIT
#include "capture/fragments.h"

#include "capture/bytes.h"

#include <algorithm>

namespace ajar::capture
{

namespace
{

constexpr std::size_t unit = 8; ///< offsets count these bytes
constexpr std::size_t largest = 65535;
constexpr std::size_t ipv6Header = 40;

} // namespace

struct Fragments::Piece {
    Key key{};
    std::size_t at = 0;
    bool last = false;
    Bytes header; ///< without what says that it was cut
    wire::Bytes bytes;
};

std::optional<Fragments::Piece> Fragments::pieceOf(wire::Bytes ip)
{
    Piece piece;
    const bool isIpv6 = !ip.empty() && ip[0] >> 4 == 6;
    if (isIpv6) {
        // Before the fragment header only hop-by-hop and routing options may stand, which are rare.
        constexpr std::uint8_t fragment = 44;
        constexpr std::size_t headers = ipv6Header + 8;
        if (ip.size() < headers || ip[6] != fragment || ipv6Header + be16(ip, 4) > ip.size() ||
            be16(ip, 4) < 8)
            return std::nullopt;
        piece.bytes = ip.subspan(headers, be16(ip, 4) - std::size_t{8});
        piece.header.assign(ip.begin(), ip.begin() + ipv6Header);
        piece.header[6] = ip[ipv6Header];
        piece.at = be16(ip, 42) & 0xFFF8U;
        piece.last = (be16(ip, 42) & 1) == 0;
        std::ranges::copy(ip.subspan(8, 32), piece.key.begin());
        std::ranges::copy(ip.subspan(44, 4), piece.key.begin() + 32);
        piece.key[37] = 6;
    } else {
        const std::size_t header = ip.size() < 20 ? 0 : (ip[0] & 0xFU) * 4U;
        const std::size_t total = header == 0 ? 0 : be16(ip, 2);
        if (header < 20 || total < header || total > ip.size())
            return std::nullopt;
        piece.bytes = ip.subspan(header, total - header);
        piece.header.assign(ip.begin(), ip.begin() + static_cast<std::ptrdiff_t>(header));
        piece.header[6] = piece.header[7] = 0;
        piece.at = (be16(ip, 6) & 0x1FFFU) * unit;
        piece.last = (be16(ip, 6) & 0x2000) == 0;
        std::ranges::copy(ip.subspan(12, 8), piece.key.begin());
        std::ranges::copy(ip.subspan(4, 2), piece.key.begin() + 32);
        piece.key[36] = ip[9];
        piece.key[37] = 4;
    }
    const bool fits = piece.at + piece.bytes.size() + piece.header.size() <= largest;
    return fits && !piece.bytes.empty() && (piece.last || piece.bytes.size() % unit == 0)
               ? std::optional(std::move(piece))
               : std::nullopt;
}

/// Whether nothing is missing any more.
bool Fragments::take(Packet &packet, const Piece &piece)
{
    const std::size_t end = piece.at + piece.bytes.size();
    if (packet.payload.size() < end) {
        packet.payload.resize(end);
        packet.there.resize((end + unit - 1) / unit);
    }
    for (std::size_t at = piece.at; at < end; at += unit) {
        if (packet.there[at / unit])
            continue;
        packet.there[at / unit] = true;
        const wire::Bytes bytes = piece.bytes.subspan(at - piece.at, std::min(unit, end - at));
        std::ranges::copy(bytes, packet.payload.begin() + static_cast<std::ptrdiff_t>(at));
    }
    if (piece.at == 0 && packet.header.empty())
        packet.header = piece.header;
    if (piece.last && !packet.size)
        packet.size = end;
    ++packet.fragments;
    return packet.size && !packet.header.empty() && packet.payload.size() == *packet.size &&
           std::ranges::find(packet.there, false) == packet.there.end();
}

std::optional<wire::Bytes> Fragments::add(closing::Time t, wire::Bytes ip)
{
    const auto piece = pieceOf(ip);
    if (!piece) {
        ++m_leftOut;
        return std::nullopt;
    }
    Packet &packet = m_waiting[piece->key];
    if (packet.fragments > 0 && t - packet.began > longestWait) {
        m_leftOut += packet.fragments;
        packet = {};
    }
    if (packet.fragments == 0) {
        packet.order = ++m_order;
        packet.began = t;
    }
    if (!take(packet, *piece)) {
        makeRoom();
        return std::nullopt;
    }
    m_whole = std::move(packet.header);
    const bool isIpv6 = m_whole[0] >> 4 == 6;
    const std::size_t length = packet.payload.size() + (isIpv6 ? 0 : m_whole.size());
    m_whole[isIpv6 ? 4 : 2] = static_cast<std::uint8_t>(length >> 8);
    m_whole[isIpv6 ? 5 : 3] = static_cast<std::uint8_t>(length);
    m_whole.insert(m_whole.end(), packet.payload.begin(), packet.payload.end());
    m_waiting.erase(piece->key);
    return m_whole;
}

void Fragments::makeRoom()
{
    if (m_waiting.size() <= mostPackets)
        return;
    const auto oldest =
        std::ranges::min_element(m_waiting, {}, [](const auto &one) { return one.second.order; });
    m_leftOut += oldest->second.fragments;
    m_waiting.erase(oldest);
}

std::uint64_t Fragments::leftOut() const
{
    std::uint64_t count = m_leftOut;
    for (const auto &[key, packet] : m_waiting)
        count += packet.fragments;
    return count;
}

} // namespace ajar::capture
