// SPDX-License-Identifier: MIT
#pragma once

#include "closing/outcome.h"
#include "closing/state.h"

#include <optional>

namespace ajar::closing
{

/// Something that happened on the wire of a link. Nothing else changes a state.
enum class Fact : std::uint8_t {
    HandshakeAccepted,
    HandshakeRefused,
    CloseSent,
    CloseReceived,
    FinSent,
    FinReceived,
    ResetSent,
    ResetReceived,
    Silence, ///< TCP was given up without a sign from the peer
};
constexpr int factCount = static_cast<int>(Fact::Silence) + 1;

struct StateChange {
    Time t = 0;
    LinkState state = LinkState::Connecting;
    LinkState previous = LinkState::Connecting;
    bool operator==(const StateChange &) const = default;
};

/// Knows the state of one link, WebSocket and TCP, from facts and the times passed in. It has no
/// clock, no timers and no opinion: what to do about a state is the gate's. Any thread, one at a
/// time.
class CloseMonitor
{
public:
    explicit CloseMonitor(Time start)
        : m_since(start)
    {
    }

    /// Takes a fact and returns the change of the WebSocket state, if it makes one. A fact that
    /// comes twice, or after the end, changes nothing.
    std::optional<StateChange> observe(Fact fact, Time t);

    /// A Close frame on the wire; only the first of each direction counts (RFC 6455 7.1.5).
    std::optional<StateChange> closeSent(CloseSeen close);
    std::optional<StateChange> closeReceived(CloseSeen close);

    void closeNotify(Direction direction);
    /// Notes that our timer ended the link; call it before the fact that it leads to.
    void timedOut(Timer timer);
    /// Notes why the opening handshake failed; call it before HandshakeRefused.
    void problem(std::string clause);

    LinkState state() const { return m_state; }
    Time since() const { return m_since; } ///< when the state was entered
    const TcpState &tcp() const { return m_tcp; }
    bool closeWasSent() const { return m_outcome.sent.has_value(); }
    bool closeWasReceived() const { return m_outcome.received.has_value(); }

    /// The outcome so far; final once isFinal(state()).
    const Outcome &outcome() const { return m_outcome; }

private:
    StateChange enter(LinkState next, Time t);
    void noteTcpEnd(Side side, TcpEnd end);

    LinkState m_state = LinkState::Connecting;
    Time m_since;
    TcpState m_tcp;
    Outcome m_outcome;
};

/// The state that follows from the WebSocket facts alone: which Close frames are on the wire and
/// whether TCP has ended. This is the whole table of states after the opening handshake.
LinkState stateOf(bool closeSent, bool closeReceived, bool tcpEnded);

} // namespace ajar::closing
