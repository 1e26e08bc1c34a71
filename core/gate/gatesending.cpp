// SPDX-License-Identifier: MIT
#include "gate/gatelogic.h"

#include "closing/names.h"
#include "wire/closebody.h"
#include "wire/frameencoder.h"

#include <algorithm>
#include <utility>

namespace ajar::gate
{

using closing::Direction;
using closing::Disposition;
using closing::Event;
using closing::LinkState;
using closing::Time;
using closing::Timer;
using wire::Opcode;

namespace
{

constexpr std::size_t maxOwnPings = 1024;
constexpr std::size_t maxHeld = 100'000;

std::vector<std::uint8_t> copyOf(wire::Bytes bytes)
{
    return {bytes.begin(), bytes.end()};
}

} // namespace

bool GateLogic::canSend(Time t, Opcode opcode)
{
    const std::string what = closing::name(opcode);
    if (m_monitor.state() == LinkState::Connecting || ended())
        refuseToSend(t, what, "the connection is not open");
    else if (sendingEnded())
        refuseToSend(t, what, "our direction of TCP is closed");
    else if (m_monitor.closeWasSent() && (opcode == Opcode::Close || !wire::isControl(opcode)))
        refuseToSend(t, what, "our Close has been sent (RFC 6455 5.5.1)");
    else
        return true;
    return false;
}

void GateLogic::refuseToSend(Time t, std::string_view what, std::string_view why)
{
    if (!ended())
        m_journal.event(t, Event::SendRefused,
                        {{"what", std::string(what)}, {"why", std::string(why)}});
}

void GateLogic::sendData(Time t, Opcode opcode, wire::Bytes payload, bool fin)
{
    if (!canSend(t, opcode))
        return;
    if (m_policy.holdSent)
        hold(t, opcode, payload, fin);
    else
        send(t, opcode, payload, fin);
}

void GateLogic::sendPing(Time t, wire::Bytes payload)
{
    if (!canSend(t, Opcode::Ping))
        return;
    payload = payload.first(std::min(payload.size(), wire::maxControlPayload));
    send(t, Opcode::Ping, payload);
    m_ownPings.push_back({copyOf(payload), t});
    if (m_ownPings.size() > maxOwnPings)
        m_ownPings.pop_front();
    // After a Close nobody needs to answer (RFC 6455 5.5.2).
    if (m_monitor.state() == LinkState::Open && !m_timers.entry(Timer::Pong).running)
        startTimer(t, Timer::Pong, m_policy.timeouts.pong);
}

void GateLogic::sendClose(Time t, std::optional<std::uint16_t> code, std::string_view reason)
{
    if (!canSend(t, Opcode::Close))
        return;
    // The user's own Close takes the place of a reply that is held.
    stopTimer(t, Timer::ReplyClose);
    if (const auto held = heldReply(Opcode::Close); held != m_held.end())
        resolve(t, held, false);
    send(t, Opcode::Close, wire::encodeCloseBody(code, reason));
}

void GateLogic::release(Time t, std::uint64_t number)
{
    const auto held = std::ranges::find(m_held, number, &Held::number);
    if (held == m_held.end() || !canSend(t, held->opcode))
        return;
    resolve(t, held, true);
    armDelayedPongs(t);
}

void GateLogic::drop(Time t, std::uint64_t number)
{
    const auto held = std::ranges::find(m_held, number, &Held::number);
    if (held == m_held.end())
        return;
    resolve(t, held, false);
    armDelayedPongs(t);
    if (m_finPending)
        answerFin(t);
}

void GateLogic::fin(Time t)
{
    if (m_finWished || ended())
        return;
    if (m_monitor.state() == LinkState::Connecting) {
        refuseToSend(t, "fin", "the connection is not open");
        return;
    }
    m_finWished = true;
    m_wishes.fin = true;
    stopTimer(t, Timer::PingInterval);
}

void GateLogic::reset(Time)
{
    if (!ended())
        m_wishes.reset = true;
}

void GateLogic::setPolicy(Time t, Policy policy)
{
    if (ended())
        return;
    for (auto &[what, value] : changes(m_policy, policy)) {
        m_journal.event(t, Event::PolicyChanged,
                        {{"what", std::move(what)}, {"value", std::move(value)}});
    }
    const Timeouts before = std::exchange(m_policy, std::move(policy)).timeouts;
    const Timeouts &now = m_policy.timeouts;
    const bool open = m_monitor.state() == LinkState::Open;
    if (before.handshake != now.handshake)
        adjustTimer(t, Timer::Handshake, now.handshake, m_monitor.state() == LinkState::Connecting);
    if (before.close != now.close)
        adjustTimer(t, Timer::Close, now.close, m_monitor.closeWasSent() && !ended());
    if (before.pingInterval != now.pingInterval)
        adjustTimer(t, Timer::PingInterval, now.pingInterval, open && !sendingEnded());
    if (before.pong != now.pong)
        adjustTimer(t, Timer::Pong, now.pong, open && !m_ownPings.empty());
    if (before.idle != now.idle)
        adjustTimer(t, Timer::Idle, now.idle, open);
}

std::uint64_t GateLogic::send(Time t, Opcode opcode, wire::Bytes payload, bool fin,
                              Disposition disposition, std::uint64_t ref)
{
    touch(t);
    MaskKey key{};
    const bool mask = m_options.role == wire::Role::Client;
    if (mask)
        key = m_options.maskKey();
    closing::FrameRecord record;
    record.t = t;
    record.ref = ref;
    record.header = wire::makeHeader(opcode, payload.size(), fin, mask ? &key : nullptr);
    record.direction = Direction::Sent;
    record.disposition = disposition;
    wire::appendFrame(m_toPeer, record.header, payload);
    const std::uint64_t number = m_journal.frame(record, payload);
    if (opcode == Opcode::Close) {
        const wire::CloseBody body = wire::parseCloseBody(payload);
        noteCloseSent(t, {t, body.code, body.reason});
    }
    return number;
}

void GateLogic::noteCloseSent(Time t, closing::CloseSeen close)
{
    enter(m_monitor.closeSent(close));
    m_notices.emplace_back(CloseFrameNotice{Direction::Sent, std::move(close)});
    stopTimer(t, Timer::PingInterval);
    stopTimer(t, Timer::Pong);
    stopTimer(t, Timer::Idle);
    startTimer(t, Timer::Close, m_policy.timeouts.close);
    if (m_monitor.closeWasReceived())
        afterExchange(t);
}

/// Both Close frames are on the wire: who ends TCP (RFC 6455 7.1.1)?
void GateLogic::afterExchange(Time t)
{
    const bool server = m_options.role == wire::Role::Server;
    if (m_policy.tcpEnd == TcpEndPolicy::Fin || (m_policy.tcpEnd == TcpEndPolicy::Auto && server) ||
        (m_finPending && m_policy.tcpEnd != TcpEndPolicy::Never))
        fin(t);
    answerCloseNotify(t);
}

void GateLogic::hold(Time t, Opcode opcode, wire::Bytes payload, bool fin, std::optional<Time> due)
{
    if (m_held.size() >= maxHeld) {
        m_journal.event(t, Event::LimitReached,
                        {{"limit", std::string("held-frames")}, {"value", std::int64_t{maxHeld}}});
        return;
    }
    closing::FrameRecord record;
    record.t = t;
    // The mask key is drawn when the frame goes out: a held frame has none yet.
    record.header = wire::makeHeader(opcode, payload.size(), fin);
    record.direction = Direction::Sent;
    record.disposition = Disposition::Held;
    const std::uint64_t number = m_journal.frame(record, payload);
    m_held.push_back({number, opcode, fin, copyOf(payload), due});
    m_heldBytes += payload.size();
    m_notices.emplace_back(HeldNotice{number, opcode, copyOf(payload)});
}

void GateLogic::resolve(Time t, std::deque<Held>::iterator held, bool released)
{
    const Held frame = std::move(*held);
    m_held.erase(held);
    m_heldBytes -= frame.payload.size();
    if (frame.opcode == Opcode::Close)
        stopTimer(t, Timer::ReplyClose);
    if (released) {
        send(t, frame.opcode, frame.payload, frame.fin, Disposition::Released, frame.number);
    } else {
        closing::FrameRecord record;
        record.t = t;
        record.ref = frame.number;
        record.header = wire::makeHeader(frame.opcode, frame.payload.size(), frame.fin);
        record.direction = Direction::Sent;
        record.disposition = Disposition::Dropped;
        m_journal.frame(record, frame.payload);
    }
    m_notices.emplace_back(ResolvedNotice{frame.number, released});
}

std::deque<GateLogic::Held>::iterator GateLogic::heldReply(Opcode opcode)
{
    return std::ranges::find(m_held, opcode, &Held::opcode);
}

} // namespace ajar::gate
