// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"
#include "wire/frame.h"

#include <array>
#include <map>
#include <optional>
#include <vector>

namespace ajar::capture
{

/// Puts IP packets together again that were cut on their way (RFC 791 3.2, RFC 8200 4.5). Bytes
/// that came first count. Packets that miss a piece make room for later ones. One thread.
class Fragments
{
public:
    static constexpr std::size_t mostPackets = 256; ///< that wait for pieces, of up to 64 KiB each
    static constexpr closing::Time longestWait = 30'000'000'000; ///< identifications come again

    /// Takes a fragment; when it was the last that was missing, the packet as it was before it was
    /// cut, valid until the next call.
    std::optional<wire::Bytes> add(closing::Time t, wire::Bytes ip);

    /// Fragments that could not be used, or never became a packet. Those that wait are among them.
    std::uint64_t leftOut() const;

private:
    using Bytes = std::vector<std::uint8_t>;
    /// Addresses, identification and protocol.
    using Key = std::array<std::uint8_t, 38>;
    struct Packet {
        Bytes header; ///< that of the whole; empty until the first fragment is there
        Bytes payload;
        std::vector<bool> there; ///< of each 8 bytes of the payload
        std::optional<std::size_t> size;
        std::uint64_t fragments = 0;
        std::uint64_t order = 0;
        closing::Time began = 0;
    };
    struct Piece;
    static std::optional<Piece> pieceOf(wire::Bytes ip);
    static bool take(Packet &packet, const Piece &piece);
    void makeRoom();

    std::map<Key, Packet> m_waiting;
    Bytes m_whole;
    std::uint64_t m_leftOut = 0;
    std::uint64_t m_order = 0;
};

} // namespace ajar::capture
