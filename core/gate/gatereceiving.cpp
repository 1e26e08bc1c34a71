// SPDX-License-Identifier: MIT
#include "gate/gatelogic.h"

#include "closing/failure.h"
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
using closing::failureCode;
using closing::idsOf;
using closing::Time;
using closing::Timer;
using wire::CompressedStream;
using wire::Finding;
using wire::Opcode;

namespace
{

std::vector<std::uint8_t> copyOf(wire::Bytes bytes)
{
    return {bytes.begin(), bytes.end()};
}

bool carriesData(Opcode opcode)
{
    return !wire::isControl(opcode) && !wire::isReserved(opcode);
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

void GateLogic::onFrame(Time t, const wire::FrameView &view)
{
    CompressedStream::Part part;
    if (m_receivedStream && !m_decoder.lost()) {
        if (const auto context = m_receivedStream->takeContext(view.header))
            m_journal.context(t, Direction::Received, *context);
        part = m_receivedStream->frame(view.header, view.payload);
    }
    Arrived frame{view.header.opcode, view.header.fin,
                  part.compressed ? part.content : view.payload, view.findings};
    frame.findings.add(part.findings);
    const bool tooMany = countFragments(view.header);
    // What comes behind the peer's Close is recorded, and goes no further (RFC 6455 1.4).
    const bool late = m_monitor.closeWasReceived() && carriesData(frame.opcode);
    // A Pong answers a Ping of ours: there is nothing in it to hold back.
    const bool held = m_policy.holdReceived && !m_decoder.lost() && !m_failed && !late &&
                      frame.opcode != Opcode::Pong && !wire::isReserved(frame.opcode) &&
                      roomToHold(t);

    closing::FrameRecord record;
    record.t = t;
    record.header = view.header;
    record.findings = frame.findings;
    record.direction = Direction::Received;
    record.disposition = held ? Disposition::Held : Disposition::Passed;
    if (part.compressed)
        record.inflated = part.content.size();
    const std::uint64_t number = m_journal.frame(record, view.payload);
    if (!frame.findings.empty() || !part.problem.empty() || tooMany)
        reportFaults(t, view, part, number, tooMany);

    if (frame.opcode == Opcode::Close && !m_decoder.lost()) {
        const bool first = onClose(t, frame);
        if (held)
            keep(t, {number, Direction::Received, frame.opcode, frame.fin, copyOf(frame.payload),
                     frame.findings, std::nullopt});
        else if (first)
            onArrived(t, frame);
        return;
    }
    const auto failure = tooMany ? std::optional<std::uint16_t>(1009) : failureCode(frame.findings);
    if (failure && !m_policy.lenient)
        failConnection(t, *failure, tooMany ? "too many fragments" : idsOf(frame.findings));
    // After failing the connection nothing is answered any more (RFC 6455 7.1.7).
    if (m_failed || m_decoder.lost() || late)
        return;
    if (held)
        keep(t, {number, Direction::Received, frame.opcode, frame.fin, copyOf(frame.payload),
                 frame.findings, std::nullopt});
    else
        onArrived(t, frame);
}

/// True once, at the frame with which a message has more of them than the limit says.
bool GateLogic::countFragments(const wire::FrameHeader &header)
{
    if (!carriesData(header.opcode))
        return false;
    m_fragments = header.opcode == Opcode::Continuation ? m_fragments + 1 : 1;
    return m_fragments == m_options.limits.fragments + 1;
}

/// The events that belong to a faulty frame: limits that were hit, and what its bits can't say.
void GateLogic::reportFaults(Time t, const wire::FrameView &view,
                             const CompressedStream::Part &part, std::uint64_t number,
                             bool tooManyFragments)
{
    const auto limit = [&](const char *name, std::uint64_t value) {
        m_journal.event(t, Event::LimitReached,
                        {{"limit", std::string(name)},
                         {"value", static_cast<std::int64_t>(value)},
                         {"frame", static_cast<std::int64_t>(number)}});
    };
    const Limits &limits = m_options.limits;
    if (view.findings.has(Finding::FrameTooLarge))
        limit("frame-size", limits.frame);
    if (view.findings.has(Finding::MessageTooLarge))
        limit("message-size", limits.message);
    if (part.findings.has(Finding::DeflateBomb))
        limit("inflated-size", limits.inflated);
    if (tooManyFragments)
        limit("fragments", limits.fragments);
    const auto fault = part.textFault ? part.textFault
                       : view.findings.has(Finding::TextUtf8)
                           ? std::optional(m_decoder.check().textFault())
                           : std::nullopt;
    tellDetails(t, Direction::Received, number, part.problem, fault);
    if (m_decoder.lost())
        m_journal.event(t, Event::FramingLost, {{"findings", idsOf(view.findings)}});
}

/// What the bits of a frame's findings can't say.
void GateLogic::tellDetails(Time t, Direction direction, std::uint64_t number,
                            std::string_view inflateProblem, std::optional<std::uint64_t> textFault)
{
    if (!inflateProblem.empty())
        m_journal.finding(
            {Finding::DeflateInflates, direction, number, std::string(inflateProblem), t});
    if (textFault)
        m_journal.finding({Finding::TextUtf8, direction, number,
                           "byte " + std::to_string(*textFault) + " of the message is no UTF-8",
                           t});
}

/// What is to be done about a frame: at once, or when the user lets it go.
void GateLogic::onArrived(Time t, const Arrived &frame)
{
    if (frame.opcode == Opcode::Close)
        replyToClose(t, frame.payload, frame.findings);
    else if (frame.opcode == Opcode::Ping)
        onPing(t, frame.payload);
    else if (frame.opcode == Opcode::Pong)
        onPong(t, frame.payload);
    else if (carriesData(frame.opcode) && m_wantMessages)
        onMessagePart(frame);
}

void GateLogic::onPing(Time t, wire::Bytes payload)
{
    m_notices.emplace_back(PingNotice{copyOf(payload)});
    // A Ping is answered unless a Close was received (RFC 6455 5.5.2).
    if (m_monitor.closeWasReceived() || sendingEnded())
        return;
    if (m_congested || m_pongsQueued >= m_options.limits.queuedPongs) {
        if (!std::exchange(m_pongSkipped, true))
            m_journal.event(t, Event::LimitReached,
                            {{"limit", std::string("unread-pongs")},
                             {"value", static_cast<std::int64_t>(m_pongsQueued)}});
        return;
    }
    payload = payload.first(std::min(payload.size(), wire::maxControlPayload));
    switch (m_policy.replyPing.mode) {
    case Reply::Mode::Auto:
        ++m_pongsQueued;
        sendOrHold(t, Opcode::Pong, payload);
        break;
    case Reply::Mode::Other:
        ++m_pongsQueued;
        sendOrHold(t, Opcode::Pong, m_policy.replyPing.payload);
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

/// The facts of a Close that came. True for the first one.
bool GateLogic::onClose(Time t, const Arrived &frame)
{
    const bool first = !m_monitor.closeWasReceived();
    const wire::CloseBody body = wire::parseCloseBody(frame.payload);
    enter(m_monitor.closeReceived({t, body.code, body.reason}));
    if (!first)
        return false;
    m_notices.emplace_back(CloseFrameNotice{Direction::Received, {t, body.code, body.reason}});
    if (!m_monitor.closeWasSent()) {
        stopTimer(t, Timer::PingInterval);
        stopTimer(t, Timer::Pong);
        stopTimer(t, Timer::Idle);
    }
    return true;
}

void GateLogic::replyToClose(Time t, wire::Bytes payload, wire::FindingSet findings)
{
    if (m_monitor.closeWasSent()) {
        afterExchange(t);
        return;
    }
    if (sendingEnded()) {
        refuseToSend(t, "close", "our direction of TCP is closed");
        return;
    }
    const wire::CloseBody body = wire::parseCloseBody(payload);
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
        sendOrHold(t, Opcode::Close, reply);
        break;
    case Reply::Mode::Other:
        sendOrHold(t, Opcode::Close, wire::encodeCloseBody(m_policy.replyClose.code, {}));
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

void GateLogic::setQueued(Time t, std::size_t bytes)
{
    const std::uint64_t limit = m_options.limits.sendQueue;
    if (bytes == 0) {
        m_pongsQueued = 0;
        m_pongSkipped = false;
    }
    if (!m_congested && bytes > limit) {
        m_congested = true;
        if (!ended())
            m_journal.event(t, Event::LimitReached,
                            {{"limit", std::string("send-queue")},
                             {"value", static_cast<std::int64_t>(bytes)}});
    } else if (bytes <= limit / 2) {
        m_congested = false;
    }
}

void GateLogic::onMessagePart(const Arrived &frame)
{
    if (frame.opcode != Opcode::Continuation) {
        m_message.clear();
        m_messageOpcode = frame.opcode;
        m_collecting = true;
    }
    // A faulty message is recorded, but the QWebSocket must not see it: it would end its leg.
    if (failureCode(frame.findings))
        m_collecting = false;
    if (!m_collecting)
        return;
    if (frame.fin && m_message.empty()) {
        wire::appendFrame(m_toEndpoint, wire::makeHeader(m_messageOpcode, frame.payload.size()),
                          frame.payload);
        return;
    }
    m_message.insert(m_message.end(), frame.payload.begin(), frame.payload.end());
    if (!frame.fin)
        return;
    wire::appendFrame(m_toEndpoint, wire::makeHeader(m_messageOpcode, m_message.size()), m_message);
    m_message.clear();
    m_collecting = false;
}

void GateLogic::failConnection(Time t, std::uint16_t code, const std::string &why)
{
    if (m_failed || m_monitor.closeWasSent())
        return;
    m_journal.event(t, Event::ProtocolFailed, {{"code", std::int64_t{code}}, {"findings", why}});
    if (!sendingEnded() && !m_monitor.closeWasReceived())
        sendOrHold(t, Opcode::Close, wire::encodeCloseBody(code, why));
    m_failed = true;
}

} // namespace ajar::gate
