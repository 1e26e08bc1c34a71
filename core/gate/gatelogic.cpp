// SPDX-License-Identifier: MIT
#include "gate/gatelogic.h"

#include <algorithm>
#include <utility>

namespace ajar::gate
{

using closing::Direction;
using closing::Event;
using closing::Fact;
using closing::LinkState;
using closing::Time;
using closing::Timer;

namespace
{

wire::FrameDecoder::Options decoderOptions(const GateLogic::Options &options)
{
    wire::FrameDecoder::Options decoder;
    decoder.sender = options.role == wire::Role::Client ? wire::Role::Server : wire::Role::Client;
    decoder.maxFrameLength = options.limits.frame;
    decoder.maxMessageLength = options.limits.message;
    return decoder;
}

} // namespace

GateLogic::GateLogic(Options options, Policy policy, Time start)
    : m_options(std::move(options))
    , m_policy(std::move(policy))
    , m_monitor(start)
    , m_journal(m_options.record, m_options.role)
    , m_decoder(decoderOptions(m_options))
    , m_sentCheck({m_options.role, ~std::uint64_t{0}, 0})
    , m_lastActivity(start)
{
    m_journal.setStrict(m_policy.strict);
}

void GateLogic::connecting(Time t)
{
    m_journal.state({t, LinkState::Connecting, LinkState::Connecting});
    startTimer(t, Timer::Handshake, m_policy.timeouts.handshake);
}

void GateLogic::opened(Time t, const std::string &subprotocol,
                       const std::optional<wire::DeflateParameters> &deflate)
{
    stopTimer(t, Timer::Handshake);
    if (deflate)
        agreeOnDeflate(*deflate);
    touch(t);
    enter(m_monitor.observe(Fact::HandshakeAccepted, t));
    m_notices.emplace_back(OpenedNotice{subprotocol});
    startTimer(t, Timer::PingInterval, m_policy.timeouts.pingInterval);
    startTimer(t, Timer::Idle, m_policy.timeouts.idle);
}

void GateLogic::agreeOnDeflate(const wire::DeflateParameters &agreed)
{
    const bool client = m_options.role == wire::Role::Client;
    const wire::Role peer = client ? wire::Role::Server : wire::Role::Client;
    m_receivedStream.emplace(agreed, peer, m_options.limits.inflated);
    m_sentStream.emplace(agreed, m_options.role, m_options.limits.inflated);
    constexpr std::uint8_t rsv1 = 4;
    m_decoder.allowRsv(rsv1);
    m_sentCheck.allowRsv(rsv1);
    wire::Deflater::Options deflater;
    deflater.windowBits = client ? agreed.clientMaxWindowBits : agreed.serverMaxWindowBits;
    deflater.contextTakeover =
        !(client ? agreed.clientNoContextTakeover : agreed.serverNoContextTakeover);
    m_deflater.emplace(deflater);
}

void GateLogic::refused(Time t, RefusedNotice notice)
{
    if (ended())
        return;
    stopTimer(t, Timer::Handshake);
    closing::Attributes attributes{{"kind", notice.kind}, {"text", notice.text}};
    if (notice.status != 0)
        attributes.emplace_back("status", std::int64_t{notice.status});
    if (!notice.location.empty())
        attributes.emplace_back("location", notice.location);
    if (!notice.body.empty())
        attributes.emplace_back("body", notice.body);
    m_journal.event(t, Event::HandshakeFailed, std::move(attributes));
    m_monitor.problem(notice.text);
    m_notices.emplace_back(std::move(notice));
    enter(m_monitor.observe(Fact::HandshakeRefused, t));
}

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
        resolve(t, m_held.begin(), closing::Disposition::Dropped);
    m_journal.outcome(t, m_monitor.outcome());
    m_notices.emplace_back(EndedNotice{m_monitor.outcome()});
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
    m_journal.setStrict(m_policy.strict);
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

std::vector<Notice> GateLogic::takeNotices()
{
    return std::exchange(m_notices, {});
}

GateLogic::Wishes GateLogic::takeWishes()
{
    return std::exchange(m_wishes, {});
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

} // namespace ajar::gate
