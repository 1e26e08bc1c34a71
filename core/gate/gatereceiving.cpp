// SPDX-License-Identifier: MIT
#include "gate/gatelogic.h"

#include "gate/failure.h"
#include "wire/closebody.h"
#include "wire/frameencoder.h"

#include <algorithm>
#include <utility>

namespace ajar::gate
{

using closing::Direction;
using closing::Event;
using closing::Time;
using closing::Timer;
using wire::Finding;
using wire::Opcode;

namespace
{

std::vector<std::uint8_t> copyOf(wire::Bytes bytes)
{
    return {bytes.begin(), bytes.end()};
}

} // namespace

void GateLogic::received(Time t, wire::Bytes bytes)
{
    touch(t);
    m_decoder.feed(bytes);
    while (const auto frame = m_decoder.next())
        onFrame(t, *frame);
    if (m_decoder.lost())
        m_journal.opaque(t, Direction::Received, m_decoder.takeOpaque());
}

void GateLogic::onFrame(Time t, const wire::FrameView &frame)
{
    wire::FindingSet findings = frame.findings;
    const Opcode opcode = frame.header.opcode;
    if (m_monitor.closeWasReceived()) {
        if (opcode == Opcode::Close)
            findings.add(Finding::CloseTwice);
        else if (!wire::isControl(opcode))
            findings.add(Finding::DataAfterClose);
    }
    closing::FrameRecord record;
    record.t = t;
    record.header = frame.header;
    record.findings = findings;
    record.direction = Direction::Received;
    m_journal.frame(record, frame.payload);
    if (m_decoder.lost())
        m_journal.event(t, Event::FramingLost, {{"findings", idsOf(findings)}});

    if (opcode == Opcode::Close && !m_decoder.lost()) {
        onClose(t, frame.payload, findings);
        return;
    }
    if (failureCode(findings) && !m_policy.lenient)
        failConnection(t, findings);
    // After failing the connection nothing is answered any more (RFC 6455 7.1.7).
    if (m_failed || m_decoder.lost())
        return;
    if (opcode == Opcode::Ping)
        onPing(t, frame.payload);
    else if (opcode == Opcode::Pong)
        onPong(t, frame.payload);
    else if (!wire::isControl(opcode) && !wire::isReserved(opcode) && m_wantMessages)
        onMessagePart(frame);
}

void GateLogic::onPing(Time t, wire::Bytes payload)
{
    m_notices.emplace_back(PingNotice{copyOf(payload)});
    // A Ping is answered unless a Close was received (RFC 6455 5.5.2).
    if (m_monitor.closeWasReceived() || sendingEnded())
        return;
    if (m_congested) {
        if (!std::exchange(m_pongSkipped, true))
            m_journal.event(t, Event::LimitReached, {{"limit", std::string("unread-pongs")}});
        return;
    }
    payload = payload.first(std::min(payload.size(), wire::maxControlPayload));
    switch (m_policy.replyPing.mode) {
    case Reply::Mode::Auto:
        send(t, Opcode::Pong, payload);
        break;
    case Reply::Mode::Other:
        send(t, Opcode::Pong, m_policy.replyPing.payload);
        break;
    case Reply::Mode::Hold:
        hold(t, Opcode::Pong, payload);
        break;
    case Reply::Mode::Delay: {
        const Time due = t + m_policy.replyPing.delay.count();
        hold(t, Opcode::Pong, payload, true, due);
        const Timers::Entry &entry = m_timers.entry(Timer::ReplyPing);
        if (!entry.running || due < entry.deadline())
            armDelayedPongs(t);
        break;
    }
    case Reply::Mode::Never:
        break;
    }
}

void GateLogic::onPong(Time t, wire::Bytes payload)
{
    const auto match = std::find_if(m_ownPings.begin(), m_ownPings.end(), [&](const OwnPing &ping) {
        return std::ranges::equal(ping.payload, payload);
    });
    Time roundTrip = -1;
    if (match != m_ownPings.end()) {
        // A Pong for the latest Ping answers those before it too (RFC 6455 5.5.3).
        roundTrip = t - match->t;
        m_ownPings.erase(m_ownPings.begin(), match + 1);
        stopTimer(t, Timer::Pong);
        if (!m_ownPings.empty()) {
            const Time waited = t - m_ownPings.front().t;
            const Time left = m_policy.timeouts.pong.count() - waited;
            if (m_policy.timeouts.pong.count() > 0)
                startTimer(t, Timer::Pong, std::chrono::nanoseconds(std::max<Time>(left, 1)));
        }
    }
    m_notices.emplace_back(PongNotice{copyOf(payload), roundTrip});
}

void GateLogic::onClose(Time t, wire::Bytes payload, wire::FindingSet findings)
{
    const bool first = !m_monitor.closeWasReceived();
    const wire::CloseBody body = wire::parseCloseBody(payload);
    enter(m_monitor.closeReceived({t, body.code, body.reason}));
    if (!first)
        return;
    m_notices.emplace_back(CloseFrameNotice{Direction::Received, {t, body.code, body.reason}});
    if (m_monitor.closeWasSent()) {
        afterExchange(t);
        return;
    }
    stopTimer(t, Timer::PingInterval);
    stopTimer(t, Timer::Pong);
    stopTimer(t, Timer::Idle);
    if (sendingEnded()) {
        refuseToSend(t, "close", "our direction of TCP is closed");
        return;
    }
    std::vector<std::uint8_t> reply = payload.size() > wire::maxControlPayload
                                          ? wire::encodeCloseBody(body.code, body.reason)
                                          : copyOf(payload);
    const auto failure = failureCode(findings);
    if (failure && !m_policy.lenient) {
        m_journal.event(t, Event::ProtocolFailed,
                        {{"code", std::int64_t{*failure}}, {"findings", idsOf(findings)}});
        reply = wire::encodeCloseBody(*failure, {});
    }
    switch (m_policy.replyClose.mode) {
    case Reply::Mode::Auto:
        send(t, Opcode::Close, reply);
        break;
    case Reply::Mode::Other:
        send(t, Opcode::Close, wire::encodeCloseBody(m_policy.replyClose.code, {}));
        break;
    case Reply::Mode::Hold:
        hold(t, Opcode::Close, reply);
        break;
    case Reply::Mode::Delay:
        hold(t, Opcode::Close, reply);
        startTimer(t, Timer::ReplyClose,
                   std::max(m_policy.replyClose.delay, std::chrono::nanoseconds(1)));
        break;
    case Reply::Mode::Never:
        break;
    }
}

void GateLogic::wantMessages(bool on)
{
    m_wantMessages = on;
    if (!on) {
        m_collecting = false;
        m_message = {};
    }
}

void GateLogic::setCongested(bool on)
{
    m_congested = on;
    m_pongSkipped = m_pongSkipped && on;
}

void GateLogic::onMessagePart(const wire::FrameView &frame)
{
    if (frame.header.opcode != Opcode::Continuation) {
        m_message.clear();
        m_messageOpcode = frame.header.opcode;
        m_collecting = true;
    }
    // A faulty message is recorded, but the QWebSocket must not see it: it would end its leg.
    if (failureCode(frame.findings))
        m_collecting = false;
    if (!m_collecting)
        return;
    if (frame.header.fin && m_message.empty()) {
        wire::appendFrame(m_toEndpoint, wire::makeHeader(m_messageOpcode, frame.payload.size()),
                          frame.payload);
        return;
    }
    m_message.insert(m_message.end(), frame.payload.begin(), frame.payload.end());
    if (!frame.header.fin)
        return;
    wire::appendFrame(m_toEndpoint, wire::makeHeader(m_messageOpcode, m_message.size()), m_message);
    m_message.clear();
    m_collecting = false;
}

void GateLogic::failConnection(Time t, wire::FindingSet findings)
{
    if (m_failed || m_monitor.closeWasSent())
        return;
    const std::uint16_t code = failureCode(findings).value_or(1002);
    m_journal.event(t, Event::ProtocolFailed,
                    {{"code", std::int64_t{code}}, {"findings", idsOf(findings)}});
    if (!sendingEnded() && !m_monitor.closeWasReceived())
        send(t, Opcode::Close, wire::encodeCloseBody(code, idsOf(findings)));
    m_failed = true;
}

} // namespace ajar::gate
