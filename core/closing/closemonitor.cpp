// SPDX-License-Identifier: MIT
#include "closing/closemonitor.h"

#include <utility>

namespace ajar::closing
{

LinkState stateOf(bool closeSent, bool closeReceived, bool tcpEnded)
{
    if (tcpEnded)
        return closeSent && closeReceived ? LinkState::Closed : LinkState::Aborted;
    if (closeSent)
        return closeReceived ? LinkState::CloseExchanged : LinkState::HalfClosedLocal;
    return closeReceived ? LinkState::HalfClosedRemote : LinkState::Open;
}

std::optional<StateChange> CloseMonitor::observe(Fact fact, Time t)
{
    if (isFinal(m_state))
        return std::nullopt;
    switch (fact) {
    case Fact::HandshakeAccepted:
        return m_state == LinkState::Connecting ? std::optional(enter(LinkState::Open, t))
                                                : std::nullopt;
    case Fact::HandshakeRefused:
        return m_state == LinkState::Connecting ? std::optional(enter(LinkState::Refused, t))
                                                : std::nullopt;
    case Fact::CloseSent:
        return closeSent({t, std::nullopt, {}});
    case Fact::CloseReceived:
        return closeReceived({t, std::nullopt, {}});
    case Fact::FinSent:
        m_tcp.finSent = true;
        noteTcpEnd(Side::Us, TcpEnd::Fin);
        break;
    case Fact::FinReceived:
        m_tcp.finReceived = true;
        noteTcpEnd(Side::Peer, TcpEnd::Fin);
        break;
    case Fact::ResetSent:
        m_tcp.resetSent = true;
        noteTcpEnd(Side::Us, TcpEnd::Reset);
        break;
    case Fact::ResetReceived:
        m_tcp.resetReceived = true;
        noteTcpEnd(Side::Peer, TcpEnd::Reset);
        break;
    case Fact::Silence:
        m_tcp.silent = true;
        if (!m_outcome.tcpEnd)
            m_outcome.tcpEnd = TcpEnd::Silence;
        break;
    }
    if (!m_tcp.ended())
        return std::nullopt;
    if (m_state == LinkState::Connecting)
        return enter(LinkState::Refused, t);
    return enter(stateOf(closeWasSent(), closeWasReceived(), true), t);
}

std::optional<StateChange> CloseMonitor::closeSent(CloseSeen close)
{
    if (isFinal(m_state) || m_state == LinkState::Connecting || closeWasSent())
        return std::nullopt;
    const Time t = close.t;
    m_outcome.sent = std::move(close);
    if (!m_outcome.firstClose)
        m_outcome.firstClose = Side::Us;
    return enter(stateOf(true, closeWasReceived(), false), t);
}

std::optional<StateChange> CloseMonitor::closeReceived(CloseSeen close)
{
    if (isFinal(m_state) || m_state == LinkState::Connecting || closeWasReceived())
        return std::nullopt;
    const Time t = close.t;
    m_outcome.received = std::move(close);
    if (!m_outcome.firstClose)
        m_outcome.firstClose = Side::Peer;
    return enter(stateOf(closeWasSent(), true, false), t);
}

void CloseMonitor::closeNotify(Direction direction)
{
    (direction == Direction::Sent ? m_tcp.closeNotifySent : m_tcp.closeNotifyReceived) = true;
}

void CloseMonitor::timedOut(Timer timer)
{
    if (!isFinal(m_state) && !m_outcome.timedOut)
        m_outcome.timedOut = timer;
}

void CloseMonitor::problem(std::string clause)
{
    if (!isFinal(m_state))
        m_outcome.problem = std::move(clause);
}

/// The state is another one: each fact that leads here counts once.
StateChange CloseMonitor::enter(LinkState next, Time t)
{
    const Time spent = t - m_since;
    if (m_state == LinkState::Open)
        m_outcome.openFor += spent;
    else if (m_state == LinkState::HalfClosedLocal || m_state == LinkState::HalfClosedRemote)
        m_outcome.halfClosedFor += spent;
    const StateChange change{t, next, m_state};
    m_state = next;
    m_since = t;
    m_outcome.state = next;
    m_outcome.clean = next == LinkState::Closed;
    return change;
}

void CloseMonitor::noteTcpEnd(Side side, TcpEnd end)
{
    if (m_outcome.tcpEndedBy)
        return;
    m_outcome.tcpEndedBy = side;
    m_outcome.tcpEnd = end;
}

} // namespace ajar::closing
