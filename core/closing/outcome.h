// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"

#include <optional>
#include <string>

namespace ajar::closing
{

/// How one connection ended, from facts alone.
struct Outcome {
    LinkState state = LinkState::Aborted;
    bool clean = false; ///< TCP ended after both Close frames (RFC 6455 7.1.4)
    std::optional<Side> firstClose;
    std::optional<Side> tcpEndedBy; ///< nullopt: TCP was never up, or ended in silence
    std::optional<TcpEnd> tcpEnd;
    std::optional<CloseSeen> sent;
    std::optional<CloseSeen> received;
    Time halfClosedFor = 0;        ///< nanoseconds in either half-closed state
    Time openFor = 0;              ///< nanoseconds in state open
    std::optional<Timer> timedOut; ///< our timer that ended it, if one did
    std::string problem;           ///< why it was refused: one clause; empty otherwise
    bool operator==(const Outcome &) const = default;
};

/// The code that this end's application is told: the first Close received, 1005 if it was empty,
/// 1006 if none came (RFC 6455 7.1.5).
std::uint16_t reportedCode(const Outcome &outcome);

/// The outcome in words: "received 1001 (going away), then sent 1001 (going away); the peer ended
/// TCP with FIN".
std::string summary(const Outcome &outcome);

} // namespace ajar::closing
