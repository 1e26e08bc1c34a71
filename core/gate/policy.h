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
    bool holdSent = false; ///< hold each data frame on its way to the peer
    bool lenient = false;  ///< go on listening where RFC 6455 would fail the connection
    Timeouts timeouts;
    bool operator==(const Policy &) const = default;
};

/// The words that policy-changed events and the command line use: "auto", "hold", "never", "1001",
/// "250ms"; for timeouts "30s", "off".
std::string describe(const Reply &reply);
std::string describe(TcpEndPolicy policy);
std::string describe(std::chrono::nanoseconds timeout);

/// What differs between two policies, as pairs of what and value: {"reply-close", "hold"}.
std::vector<std::pair<std::string, std::string>> changes(const Policy &before, const Policy &after);

} // namespace ajar::gate
