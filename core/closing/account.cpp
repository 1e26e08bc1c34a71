// SPDX-License-Identifier: MIT
#include "closing/account.h"

#include "wire/closebody.h"

#include <algorithm>
#include <utility>

namespace ajar::closing
{

namespace
{

constexpr std::size_t mostPings = 64;
constexpr std::size_t mostFindings = 64;
constexpr std::size_t mostStates = 64;

/// A frame that is held on its way out is on the wire once it is let go; one that came is there
/// whatever becomes of it.
bool isOnTheWire(const FrameRecord &frame)
{
    const Disposition how = frame.disposition;
    if (frame.direction == Direction::Received)
        return how == Disposition::Passed || how == Disposition::Held;
    return how != Disposition::Held && how != Disposition::Dropped;
}

Direction opposite(Direction direction)
{
    return direction == Direction::Sent ? Direction::Received : Direction::Sent;
}

/// What a control frame may carry, of one that carries more.
wire::Bytes controlPart(wire::Bytes bytes)
{
    return bytes.first(std::min(bytes.size(), wire::maxControlPayload));
}

std::string textOf(wire::Bytes bytes)
{
    const wire::Bytes part = controlPart(bytes);
    return {part.begin(), part.end()};
}

} // namespace

AccountBuilder::AccountBuilder(std::string kind, std::string url, Time start)
{
    m_account.kind = std::move(kind);
    m_account.url = std::move(url);
    m_account.start = start;
    m_account.last = start;
}

void AccountBuilder::add(const FrameRecord &frame, wire::Bytes payload)
{
    m_account.last = frame.t;
    if (frame.leg == Leg::Endpoint)
        return;
    noteHolding(frame);
    if (!isOnTheWire(frame))
        return;
    noteFindings(frame);
    touch(frame.direction, {frame.t, frame.number}, frame.header.size() + frame.payloadSize,
          frame.header.opcode == wire::Opcode::Close);
    switch (frame.header.opcode) {
    case wire::Opcode::Close:
        if (Lane &own = lane(frame.direction); !own.close) {
            wire::CloseBody body = wire::parseCloseBody(controlPart(payload));
            own.close = CloseMark{{frame.t, frame.number}, body.code, std::move(body.reason)};
        }
        break;
    case wire::Opcode::Ping:
        onPing(frame, payload);
        break;
    case wire::Opcode::Pong:
        onPong(frame, payload);
        break;
    default:
        onData(frame);
        break;
    }
}

void AccountBuilder::add(const OpaqueRecord &opaque)
{
    m_account.last = opaque.t;
    const auto &before = lane(opaque.direction).last;
    touch(opaque.direction, {opaque.t, before ? before->number : 0}, opaque.payloadSize, false);
}

void AccountBuilder::add(const StateRecord &state)
{
    m_account.last = state.t;
    if (state.state == LinkState::Open)
        m_account.opened = state.t;
    if (m_account.states.size() < mostStates)
        m_account.states.push_back(state);
}

void AccountBuilder::add(const OutcomeRecord &outcome)
{
    m_account.last = outcome.t;
    m_account.ended = outcome.t;
}

void AccountBuilder::touch(Direction direction, FrameMark mark, std::uint64_t bytes, bool isClose)
{
    Lane &own = lane(direction);
    if (!isClose && !own.close && !lane(opposite(direction)).close)
        own.lastOpen = mark;
    ++own.frames;
    own.bytes += bytes;
    own.last = mark;
    if (direction == Direction::Received)
        m_account.sentSinceReceived.reset();
    else if (!m_account.sentSinceReceived)
        m_account.sentSinceReceived = mark;
}

void AccountBuilder::noteHolding(const FrameRecord &frame)
{
    if (frame.direction == Direction::Received)
        return;
    const bool isHeld = frame.disposition == Disposition::Held;
    if (frame.header.opcode == wire::Opcode::Pong) {
        m_account.withheldPongs += isHeld ? 1 : 0;
        const bool goesOut = frame.ref != 0 && frame.disposition != Disposition::Dropped;
        if (goesOut && m_account.withheldPongs > 0)
            --m_account.withheldPongs;
    }
    if (frame.header.opcode != wire::Opcode::Close)
        return;
    if (isHeld) {
        m_account.withheldClose = WithheldClose{{frame.t, frame.number}, std::nullopt, false};
    } else if (m_account.withheldClose && m_account.withheldClose->made.number == frame.ref) {
        m_account.withheldClose->until = frame.t;
        m_account.withheldClose->dropped = frame.disposition == Disposition::Dropped;
    }
}

void AccountBuilder::noteFindings(const FrameRecord &frame)
{
    if (frame.findings.empty())
        return;
    for (int i = 0; i < wire::findingCount; ++i) {
        const auto finding = static_cast<wire::Finding>(i);
        if (frame.findings.has(finding))
            note({finding, frame.direction, frame.number, {}, frame.t});
    }
}

/// The details of a finding may come after the frame that carries it: they are one.
void AccountBuilder::note(FindingNote finding)
{
    const auto same = std::ranges::find_if(m_account.findings, [&](const FindingNote &other) {
        return other.finding == finding.finding && other.frame == finding.frame &&
               other.direction == finding.direction;
    });
    if (same != m_account.findings.end()) {
        same->text = std::move(finding.text);
        return;
    }
    ++m_account.findingCount;
    if (m_account.findings.size() < mostFindings)
        m_account.findings.push_back(std::move(finding));
}

void AccountBuilder::onPing(const FrameRecord &frame, wire::Bytes payload)
{
    Lane &own = lane(frame.direction);
    ++own.pings;
    // Who has had a Close need not answer a Ping any more (RFC 6455 5.5.2).
    if (own.close)
        return;
    const Lane &other = lane(opposite(frame.direction));
    own.unanswered.push_back(
        {{frame.t, frame.number}, textOf(payload), std::nullopt, other.frames, other.bytes});
    if (own.unanswered.size() > mostPings)
        own.unanswered.pop_front();
}

/// A Pong for the latest Ping answers those before it too (RFC 6455 5.5.3).
void AccountBuilder::onPong(const FrameRecord &frame, wire::Bytes payload)
{
    const Lane &own = lane(frame.direction);
    Lane &asking = lane(opposite(frame.direction));
    const std::string text = textOf(payload);
    const auto match = std::ranges::find(asking.unanswered, text, &PingMark::payload);
    if (match == asking.unanswered.end())
        return;
    PingMark answered = *match;
    answered.pong = FrameMark{frame.t, frame.number};
    // The Pong itself has been counted already.
    answered.framesBefore = own.frames - 1 - answered.framesBefore;
    answered.bytesBefore =
        own.bytes - frame.header.size() - frame.payloadSize - answered.bytesBefore;
    asking.slowest = std::max(asking.slowest, frame.t - answered.ping.t);
    asking.lastAnswered = std::move(answered);
    asking.unanswered.erase(asking.unanswered.begin(), match + 1);
}

void AccountBuilder::onData(const FrameRecord &frame)
{
    Lane &own = lane(frame.direction);
    const bool otherClosed = lane(opposite(frame.direction)).close.has_value();
    if (!own.close && !otherClosed)
        return;
    Trail &trail = own.close ? own.afterOwnClose : own.afterOtherClose;
    if (trail.frames++ == 0)
        trail.first = frame.number;
    trail.bytes += frame.payloadSize;
}

} // namespace ajar::closing
