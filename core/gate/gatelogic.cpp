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
using closing::Fact;
using closing::LinkState;
using closing::Time;
using closing::Timer;
using wire::Finding;
using wire::Opcode;

namespace
{

constexpr std::size_t maxOwnPings = 1024;
constexpr std::size_t maxHeld = 100'000;

wire::Bytes bytesOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

std::vector<std::uint8_t> copyOf(wire::Bytes bytes)
{
    return {bytes.begin(), bytes.end()};
}

/// The code with which RFC 6455 fails a connection for what was found; nullopt if it does not.
std::optional<std::uint16_t> failureCode(wire::FindingSet findings)
{
    if (findings.has(Finding::FrameTooLarge) || findings.has(Finding::MessageTooLarge))
        return 1009;
    for (const Finding finding :
         {Finding::RsvNotNegotiated, Finding::OpcodeReserved, Finding::ControlFragmented,
          Finding::ControlLength, Finding::LengthHighBit, Finding::ClientUnmasked,
          Finding::ServerMasked, Finding::ContinuationAlone, Finding::MessageInterrupted,
          Finding::CloseBodyLength, Finding::CloseCodeNeverSent, Finding::CloseCodeBelow1000,
          Finding::CloseCodeReserved, Finding::CloseCodeUnassigned, Finding::CloseCodeUndefined}) {
        if (findings.has(finding))
            return 1002;
    }
    if (findings.has(Finding::TextUtf8) || findings.has(Finding::CloseReasonUtf8))
        return 1007;
    return std::nullopt;
}

std::string idsOf(wire::FindingSet findings)
{
    std::string text;
    for (int i = 0; i < wire::findingCount; ++i) {
        if (findings.has(static_cast<Finding>(i)))
            text.append(text.empty() ? "" : ",").append(wire::findingId(static_cast<Finding>(i)));
    }
    return text;
}

wire::FrameDecoder::Options decoderOptions(const GateLogic::Options &options)
{
    wire::FrameDecoder::Options decoder;
    decoder.sender = options.role == wire::Role::Client ? wire::Role::Server : wire::Role::Client;
    decoder.maxFrameLength = options.maxFrameLength;
    decoder.maxMessageLength = options.maxMessageLength;
    return decoder;
}

} // namespace

GateLogic::GateLogic(Options options, Policy policy, Time start)
    : m_options(std::move(options))
    , m_policy(std::move(policy))
    , m_monitor(start)
    , m_journal(m_options.record)
    , m_decoder(decoderOptions(m_options))
    , m_lastActivity(start)
{
}

// ---------------------------------------------------------------- the opening handshake

void GateLogic::connecting(Time t)
{
    m_journal.state({t, LinkState::Connecting, LinkState::Connecting});
    startTimer(t, Timer::Handshake, m_policy.timeouts.handshake);
}

void GateLogic::opened(Time t, const std::string &subprotocol)
{
    stopTimer(t, Timer::Handshake);
    touch(t);
    enter(m_monitor.observe(Fact::HandshakeAccepted, t));
    m_notices.emplace_back(OpenedNotice{subprotocol});
    startTimer(t, Timer::PingInterval, m_policy.timeouts.pingInterval);
    startTimer(t, Timer::Idle, m_policy.timeouts.idle);
}

void GateLogic::refused(Time t, RefusedNotice notice)
{
    if (ended())
        return;
    stopTimer(t, Timer::Handshake);
    closing::Attributes attributes{{"kind", notice.kind}, {"text", notice.text}};
    if (notice.status != 0)
        attributes.emplace_back("status", std::int64_t{notice.status});
    if (!notice.body.empty())
        attributes.emplace_back("body", notice.body);
    m_journal.event(t, Event::HandshakeFailed, std::move(attributes));
    m_monitor.problem(notice.text);
    m_notices.emplace_back(std::move(notice));
    enter(m_monitor.observe(Fact::HandshakeRefused, t));
}

// ---------------------------------------------------------------- what the wire shows

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

void GateLogic::finReceived(Time t)
{
    if (m_decoder.pendingBytes() > 0) {
        m_journal.event(t, Event::FrameTruncated,
                        {{"bytes", static_cast<std::int64_t>(m_decoder.pendingBytes())}});
    }
    m_journal.event(t, Event::FinReceived);
    observeTcp(Fact::FinReceived, t);
    if (!ended())
        answerFin(t);
}

/// Ends our direction of TCP after the peer has ended its own, unless the user keeps it open or a
/// delayed reply is still to go: a closing handshake is not cut short.
void GateLogic::answerFin(Time t)
{
    if (m_policy.tcpEnd == TcpEndPolicy::Never)
        return;
    m_finPending = m_timers.entry(Timer::ReplyClose).running;
    if (!m_finPending)
        fin(t);
}

void GateLogic::resetReceived(Time t)
{
    m_journal.event(t, Event::ResetReceived);
    observeTcp(Fact::ResetReceived, t);
}

void GateLogic::silence(Time t, std::string_view problem)
{
    m_journal.event(t, Event::TcpFailed, {{"problem", std::string(problem)}});
    observeTcp(Fact::Silence, t);
}

void GateLogic::finSent(Time t)
{
    m_journal.event(t, Event::FinSent);
    observeTcp(Fact::FinSent, t);
}

void GateLogic::resetSent(Time t)
{
    m_journal.event(t, Event::ResetSent);
    observeTcp(Fact::ResetSent, t);
}

void GateLogic::closeNotify(Time t, Direction direction)
{
    m_journal.event(t, direction == Direction::Sent ? Event::CloseNotifySent
                                                    : Event::CloseNotifyReceived);
    m_monitor.closeNotify(direction);
    m_notices.emplace_back(TcpNotice{m_monitor.tcp()});
    answerCloseNotify(t);
}

/// Some TLS stacks end TCP only when our close_notify has come. It ends our direction of TLS, and
/// so it has the same exceptions as the answer to a FIN.
void GateLogic::answerCloseNotify(Time t)
{
    if (!m_monitor.tcp().closeNotifyReceived || sendingEnded() || ended() ||
        m_policy.tcpEnd == TcpEndPolicy::Never || m_timers.entry(Timer::ReplyClose).running)
        return;
    m_notifyWished = true;
    m_wishes.closeNotify = true;
    stopTimer(t, Timer::PingInterval);
}

// ---------------------------------------------------------------- what the user wants

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

// ---------------------------------------------------------------- frames of ours

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

// ---------------------------------------------------------------- timers

void GateLogic::startTimer(Time t, Timer timer, std::chrono::nanoseconds duration)
{
    if (duration.count() <= 0)
        return;
    m_timers.start(timer, t, duration.count());
    m_journal.event(t, Event::TimerStarted,
                    {{"timer", std::string(closing::name(timer))},
                     {"duration", static_cast<double>(duration.count()) / 1e9}});
    m_notices.emplace_back(TimerNotice{timer, true, false, duration.count()});
}

void GateLogic::stopTimer(Time t, Timer timer)
{
    if (!m_timers.stop(timer))
        return;
    m_journal.event(t, Event::TimerCancelled, {{"timer", std::string(closing::name(timer))}});
    m_notices.emplace_back(TimerNotice{timer, false, false, 0});
}

/// A timer that runs keeps the moment at which it began; its length is the new one. The event tells
/// what is left of it: as at any other start, that is when it will expire.
void GateLogic::adjustTimer(Time t, Timer timer, std::chrono::nanoseconds duration,
                            bool startIfIdle)
{
    const Timers::Entry entry = m_timers.entry(timer);
    stopTimer(t, timer);
    if (duration.count() <= 0 || (!entry.running && !startIfIdle))
        return;
    const Time began = !entry.running ? t : timer == Timer::Idle ? m_lastActivity : entry.started;
    const Time left = began + duration.count() - t;
    startTimer(t, timer, std::chrono::nanoseconds(std::max<Time>(left, 1)));
    m_timers.start(timer, began, duration.count());
}

/// The timer is for the delayed Pong that is due first.
void GateLogic::armDelayedPongs(Time t)
{
    std::optional<Time> due;
    for (const Held &held : m_held) {
        if (held.due && (!due || *held.due < *due))
            due = held.due;
    }
    const Timers::Entry &entry = m_timers.entry(Timer::ReplyPing);
    if (entry.running && due == entry.deadline())
        return;
    stopTimer(t, Timer::ReplyPing);
    if (due)
        startTimer(t, Timer::ReplyPing, std::chrono::nanoseconds(std::max<Time>(*due - t, 1)));
}

void GateLogic::tick(Time t)
{
    while (const auto timer = ended() ? std::nullopt : m_timers.takeExpired(t))
        onExpired(t, *timer);
}

void GateLogic::onExpired(Time t, Timer timer)
{
    // The idle timer is looked at only when it is due: a frame does not restart it each time.
    if (timer == Timer::Idle && t - m_lastActivity < m_policy.timeouts.idle.count()) {
        m_timers.start(Timer::Idle, m_lastActivity, m_policy.timeouts.idle.count());
        return;
    }
    m_journal.event(t, Event::TimerExpired, {{"timer", std::string(closing::name(timer))}});
    m_notices.emplace_back(TimerNotice{timer, false, true, 0});
    switch (timer) {
    case Timer::Handshake:
        m_monitor.timedOut(timer);
        m_wishes.abandon = true;
        break;
    case Timer::Close:
        m_monitor.timedOut(timer);
        m_wishes.reset = true;
        break;
    case Timer::PingInterval:
        sendPing(t, bytesOf("ajar-" + std::to_string(++m_pingCounter)));
        startTimer(t, Timer::PingInterval, m_policy.timeouts.pingInterval);
        break;
    case Timer::Pong:
        giveUp(t, timer, 1011, "no Pong in time");
        break;
    case Timer::Idle:
        giveUp(t, timer, 1001, "idle timeout");
        break;
    case Timer::ReplyClose:
        if (const auto held = heldReply(Opcode::Close); held != m_held.end())
            release(t, held->number);
        break;
    case Timer::ReplyPing: {
        const auto due = [t](const Held &held) { return held.due && *held.due <= t; };
        for (auto held = std::ranges::find_if(m_held, due); held != m_held.end();
             held = std::ranges::find_if(m_held, due))
            resolve(t, held, !sendingEnded());
        armDelayedPongs(t);
        break;
    }
    }
}

/// Our timer ends the connection: with a Close, or with RST when no Close can go out any more.
void GateLogic::giveUp(Time t, Timer timer, std::uint16_t code, std::string_view reason)
{
    m_monitor.timedOut(timer);
    if (sendingEnded())
        m_wishes.reset = true;
    else
        sendClose(t, code, reason);
}

// ---------------------------------------------------------------- states and what comes out

void GateLogic::enter(const std::optional<closing::StateChange> &change)
{
    if (!change)
        return;
    m_journal.state({change->t, change->state, change->previous});
    m_notices.emplace_back(StateNotice{*change});
    if (closing::isFinal(change->state))
        finish(change->t);
}

void GateLogic::observeTcp(Fact fact, Time t)
{
    const auto change = m_monitor.observe(fact, t);
    m_notices.emplace_back(TcpNotice{m_monitor.tcp()});
    enter(change);
}

void GateLogic::finish(Time t)
{
    for (std::size_t i = 0; i < Timers::count; ++i)
        stopTimer(t, static_cast<Timer>(i));
    while (!m_held.empty())
        resolve(t, m_held.begin(), false);
    m_journal.outcome(t, m_monitor.outcome());
    m_notices.emplace_back(EndedNotice{m_monitor.outcome()});
}

std::vector<Notice> GateLogic::takeNotices()
{
    return std::exchange(m_notices, {});
}

GateLogic::Wishes GateLogic::takeWishes()
{
    return std::exchange(m_wishes, {});
}

} // namespace ajar::gate
