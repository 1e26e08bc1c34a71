// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <map>
#include <optional>
#include <vector>

namespace ajar::capture
{

/// One direction of a TCP connection, put together from segments in any order (RFC 9293 3.4, 3.10):
/// what comes twice counts once, the first copy; what is missing is waited for until it is known
/// not to come. It knows no time. Numbers may wrap around as often as they like.
class ByteStream
{
public:
    /// The most that is kept of what came behind a hole; with more the hole is given up.
    static constexpr std::size_t mostWaiting = std::size_t{16} << 20;

    /// What came out, in its order.
    class Reader
    {
    public:
        virtual ~Reader() = default;
        /// The next bytes. They are of one segment, or of what is left of it.
        virtual void bytes(wire::Bytes bytes) = 0;
        /// So many bytes are not in the capture; `cut`: since its packets are cut short.
        virtual void gap(std::uint64_t bytes, bool cut) = 0;
        /// The end of the direction, behind all bytes.
        virtual void end() = 0;
    };

    /// The number of the first byte, from a SYN.
    void start(std::uint32_t firstNumber);
    bool hasStarted() const { return m_started; }
    /// Whether a SYN with this number is the one that the stream began with.
    bool startedAt(std::uint32_t firstNumber) const { return m_started && m_first == firstNumber; }

    /// A segment with `length` bytes from `number` on, of which the capture has `payload`.
    void add(std::uint32_t number, wire::Bytes payload, std::uint32_t length, bool fin,
             Reader &reader);
    /// The other end has all before `number`.
    void acknowledge(std::uint32_t number, Reader &reader);
    /// Nothing more comes: what is missing stays missing.
    void finish(Reader &reader);

    /// Segments that only repeated what had come.
    std::uint64_t repeated() const { return m_repeated; }
    /// Bytes that came again as other ones.
    std::uint64_t differing() const { return m_differing; }
    std::size_t waitingBytes() const { return m_waitingBytes; }
    bool hasEnded() const { return m_ended; }

private:
    struct Piece {
        std::vector<std::uint8_t> bytes;
        std::uint64_t cut = 0; ///< bytes behind them that the capture has cut off
    };
    std::optional<std::uint64_t> positionOf(std::uint32_t number) const;
    void compare(std::uint64_t position, wire::Bytes bytes);
    void deliver(wire::Bytes bytes, Reader &reader);
    void passGap(std::uint64_t bytes, bool cut, Reader &reader);
    void keep(std::uint64_t position, wire::Bytes bytes, std::uint64_t cut);
    void advance(Reader &reader);
    void giveUpHole(Reader &reader);

    std::map<std::uint64_t, Piece> m_waiting;
    std::vector<std::uint8_t> m_recent; ///< the last bytes delivered, to compare with
    std::optional<std::uint64_t> m_finAt;
    std::uint64_t m_next = 0; ///< the position that is waited for
    std::uint64_t m_acknowledged = 0;
    std::uint64_t m_repeated = 0;
    std::uint64_t m_differing = 0;
    std::size_t m_waitingBytes = 0;
    std::uint32_t m_first = 0; ///< its number is position `origin`
    int m_patience = 0;
    bool m_started = false;
    bool m_ended = false;
};

} // namespace ajar::capture
