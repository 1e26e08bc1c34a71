// SPDX-License-Identifier: MIT
#include "gate/gatelogic.h"

#include "closing/names.h"
#include "wire/frameencoder.h"

#include <algorithm>
#include <utility>

// The part of the gate's logic that holds frames, and lets them go, drops or edits them.
namespace ajar::gate
{

using closing::Direction;
using closing::Disposition;
using closing::Event;
using closing::Time;
using closing::Timer;
using wire::Opcode;

namespace
{

std::vector<std::uint8_t> copyOf(wire::Bytes bytes)
{
    return {bytes.begin(), bytes.end()};
}

} // namespace

void GateLogic::release(Time t, std::uint64_t number)
{
    const auto held = std::ranges::find(m_held, number, &Held::number);
    if (held == m_held.end() || (held->direction == Direction::Sent && !canSend(t, held->opcode)))
        return;
    resolve(t, held, Disposition::Released);
    armDelayedPongs(t);
}

void GateLogic::drop(Time t, std::uint64_t number)
{
    const auto held = std::ranges::find(m_held, number, &Held::number);
    if (held == m_held.end())
        return;
    resolve(t, held, Disposition::Dropped);
    armDelayedPongs(t);
    if (m_finPending)
        answerFin(t);
}

void GateLogic::edit(Time t, std::uint64_t number, wire::Bytes payload)
{
    const auto held = std::ranges::find(m_held, number, &Held::number);
    if (held == m_held.end() || (held->direction == Direction::Sent && !canSend(t, held->opcode)))
        return;
    m_heldBytes += payload.size() - held->payload.size();
    held->payload = copyOf(payload);
    resolve(t, held, Disposition::Edited);
    armDelayedPongs(t);
}

bool GateLogic::heldTooMuch(Direction direction) const
{
    return m_heldOf[static_cast<std::size_t>(direction)] > 0 &&
           (m_heldBytes > m_options.limits.held || m_held.size() >= m_options.limits.heldFrames);
}

bool GateLogic::roomToHold(Time t)
{
    const bool room = m_held.size() < m_options.limits.heldFrames;
    if (!room && !std::exchange(m_toldHeldFrames, true))
        m_journal.event(t, Event::LimitReached,
                        {{"limit", std::string("held-frames")},
                         {"value", static_cast<std::int64_t>(m_options.limits.heldFrames)}});
    return room;
}

void GateLogic::hold(Time t, Opcode opcode, wire::Bytes payload, bool fin, std::optional<Time> due)
{
    if (!roomToHold(t))
        return;
    closing::FrameRecord record;
    record.t = t;
    // The mask key is drawn, and the payload deflated, when the frame goes out.
    record.header = wire::makeHeader(opcode, payload.size(), fin);
    record.direction = Direction::Sent;
    record.disposition = Disposition::Held;
    const std::uint64_t number = m_journal.frame(record, payload);
    keep(t, {number, Direction::Sent, opcode, fin, copyOf(payload), {}, due});
}

void GateLogic::keep(Time t, Held held)
{
    m_heldBytes += held.payload.size();
    ++m_heldOf[static_cast<std::size_t>(held.direction)];
    if (m_heldBytes > m_options.limits.held && !std::exchange(m_toldHeldBytes, true))
        m_journal.event(t, Event::LimitReached,
                        {{"limit", std::string("held-bytes")},
                         {"value", static_cast<std::int64_t>(m_options.limits.held)}});
    m_notices.emplace_back(HeldNotice{held.number, held.direction, held.opcode, held.payload});
    m_held.push_back(std::move(held));
}

void GateLogic::resolve(Time t, std::deque<Held>::iterator held, Disposition how)
{
    const Held frame = std::move(*held);
    m_held.erase(held);
    m_heldBytes -= frame.payload.size();
    --m_heldOf[static_cast<std::size_t>(frame.direction)];
    m_toldHeldFrames = false;
    m_toldHeldBytes = m_toldHeldBytes && m_heldBytes > m_options.limits.held;
    if (frame.direction == Direction::Received) {
        resolveReceived(t, frame, how);
    } else {
        if (frame.opcode == Opcode::Close)
            stopTimer(t, Timer::ReplyClose);
        if (how == Disposition::Dropped) {
            closing::FrameRecord record;
            record.t = t;
            record.ref = frame.number;
            record.header = wire::makeHeader(frame.opcode, frame.payload.size(), frame.fin);
            record.direction = Direction::Sent;
            record.disposition = Disposition::Dropped;
            m_journal.frame(record, frame.payload);
        } else {
            send(t, frame.opcode, frame.payload, frame.fin, how, frame.number);
        }
    }
    m_notices.emplace_back(ResolvedNotice{frame.number, how != Disposition::Dropped});
}

void GateLogic::resolveReceived(Time t, const Held &frame, Disposition how)
{
    closing::FrameRecord record;
    record.t = t;
    record.ref = frame.number;
    record.header = wire::makeHeader(frame.opcode, frame.payload.size(), frame.fin);
    record.direction = Direction::Received;
    record.disposition = how;
    m_journal.frame(record, frame.payload);
    if (how != Disposition::Dropped && !m_failed)
        onArrived(t, {frame.opcode, frame.fin, frame.payload, frame.findings});
}

std::deque<GateLogic::Held>::iterator GateLogic::heldReply(Opcode opcode)
{
    return std::ranges::find_if(m_held, [opcode](const Held &held) {
        return held.opcode == opcode && held.direction == Direction::Sent;
    });
}

} // namespace ajar::gate
