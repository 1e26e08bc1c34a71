// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace ajar::closing
{

/// Nanoseconds on the session's monotonic clock, 0 at its start.
using Time = std::int64_t;

/// The WebSocket state of a link. "Local" is Ajar's side in client and server links and the
/// application's side in a proxy link. A withheld frame is not on the wire and changes no state.
enum class LinkState : std::uint8_t {
    Connecting,
    Open,
    HalfClosedLocal,  ///< our Close is on the wire, theirs is not
    HalfClosedRemote, ///< theirs has come, ours is not on the wire
    CloseExchanged,   ///< both are on the wire, TCP is still up
    Closed,           ///< TCP ended after both
    Aborted,          ///< TCP ended earlier: what applications see as 1006
    Refused,          ///< the opening handshake failed
};
constexpr int linkStateCount = static_cast<int>(LinkState::Refused) + 1;

constexpr bool isFinal(LinkState state)
{
    return state >= LinkState::Closed;
}

enum class Direction : std::uint8_t { Sent, Received };

/// Who did something: us (Ajar, or the application in a proxy link) or the peer.
enum class Side : std::uint8_t { Us, Peer };

/// How TCP ended, seen first: FIN, RST, or nothing at all (a timeout of ours, a dead network).
enum class TcpEnd : std::uint8_t { Fin, Reset, Silence };

enum class Timer : std::uint8_t {
    Handshake,
    Close,
    PingInterval,
    Pong,
    Idle,
    ReplyClose,
    ReplyPing
};

/// The Close frame of one direction as it stood on the wire.
struct CloseSeen {
    Time t = 0;
    std::optional<std::uint16_t> code; ///< nullopt: an empty body
    std::string reason;                ///< bytes as they came
    bool operator==(const CloseSeen &) const = default;
};

/// TCP's state in each direction, and TLS's close_notify.
struct TcpState {
    bool finSent = false;
    bool finReceived = false;
    bool resetSent = false;
    bool resetReceived = false;
    bool silent = false;
    bool closeNotifySent = false;
    bool closeNotifyReceived = false;

    constexpr bool ended() const
    {
        return (finSent && finReceived) || resetSent || resetReceived || silent;
    }
    constexpr bool operator==(const TcpState &) const = default;
};

} // namespace ajar::closing
