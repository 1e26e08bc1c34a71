// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ajar::gate
{

/// How the gate answers a Close or a Ping by itself.
struct Reply {
    enum class Mode : std::uint8_t {
        Auto,  ///< at once, repeating what came
        Hold,  ///< make it and hold it until it is released or dropped
        Delay, ///< make it and release it after `delay`
        Other, ///< at once, with `code` (Close) or `payload` (Pong) instead
        Never,
    };
    Mode mode = Mode::Auto;
    std::chrono::nanoseconds delay{0};
    std::uint16_t code = 1000;
    std::vector<std::uint8_t> payload;
    bool operator==(const Reply &) const = default;
};

/// What the gate does about our end of TCP once both Close frames are on the wire.
enum class TcpEndPolicy : std::uint8_t {
    Auto,  ///< a server sends FIN at once, a client waits for the server's (RFC 6455 7.1.1)
    Fin,   ///< send FIN at once
    Never, ///< keep our direction open, also after the peer's FIN
};

/// Zero means off.
struct Timeouts {
    std::chrono::nanoseconds handshake = std::chrono::seconds(10);
    std::chrono::nanoseconds close =
        std::chrono::seconds(30); ///< from our Close; expiry resets TCP
    std::chrono::nanoseconds pingInterval{0};
    std::chrono::nanoseconds pong = std::chrono::seconds(10); ///< from each Ping of ours
    std::chrono::nanoseconds idle{0};                         ///< nothing in either direction
    bool operator==(const Timeouts &) const = default;
};

/// Everything that a user can set before and during a connection.
struct Policy {
    Reply replyClose;
    Reply replyPing;
    TcpEndPolicy tcpEnd = TcpEndPolicy::Auto;
    bool holdSent = false;     ///< hold each frame on its way to the peer, control frames too
    bool holdReceived = false; ///< hold each frame that came, before anything is done about it
    bool compressSent = true;  ///< deflate the messages we send, where that is agreed
    bool lenient = false;      ///< go on listening where RFC 6455 would fail the connection
    bool strict = false;       ///< tell of rules too that implementers read differently
    Timeouts timeouts;
    bool operator==(const Policy &) const = default;
};

/// Bounds on what a peer, or a user's impatience, can make us keep; in bytes unless said otherwise.
/// They are set before a connection begins; each one that is hit is a limit-reached event.
struct Limits {
    std::uint64_t frame = 64ull << 20;    ///< a frame's payload; a larger one loses the framing
    std::uint64_t message = 64ull << 20;  ///< a message's payload, all fragments together
    std::uint64_t inflated = 64ull << 20; ///< the same once inflated (RFC 7692)
    std::uint64_t fragments = 131'072;    ///< frames in one message
    std::uint64_t queuedPongs = 10'000;   ///< Pongs that wait for a peer that does not read
    std::uint64_t sendQueue = 16u << 20;  ///< all that waits for a peer that does not read
    std::uint64_t held = 64u << 20;       ///< payloads of the frames that are held
    std::uint64_t heldFrames = 100'000;   ///< how many of them
    bool operator==(const Limits &) const = default;
};

/// The words that policy-changed events and the command line use: "auto", "hold", "never", "1001",
/// "250ms"; for timeouts "30s", "off".
std::string describe(const Reply &reply);
std::string describe(TcpEndPolicy policy);
std::string describe(std::chrono::nanoseconds timeout);

/// What differs between two policies, as pairs of what and value: {"reply-close", "hold"}.
std::vector<std::pair<std::string, std::string>> changes(const Policy &before, const Policy &after);

} // namespace ajar::gate
