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
constexpr std::uint8_t rsv1 = 4; // a compressed message begins (RFC 7692 6)

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
    if (canSend(t, opcode))
        sendOrHold(t, opcode, payload, fin);
}

void GateLogic::sendPing(Time t, wire::Bytes payload)
{
    if (canSend(t, Opcode::Ping))
        sendOrHold(t, Opcode::Ping,
                   payload.first(std::min(payload.size(), wire::maxControlPayload)));
}

void GateLogic::sendClose(Time t, std::optional<std::uint16_t> code, std::string_view reason)
{
    if (!canSend(t, Opcode::Close))
        return;
    // The user's own Close takes the place of a reply that is held.
    stopTimer(t, Timer::ReplyClose);
    if (const auto held = heldReply(Opcode::Close); held != m_held.end())
        resolve(t, held, Disposition::Dropped);
    sendOrHold(t, Opcode::Close, wire::encodeCloseBody(code, reason));
}

void GateLogic::sendRaw(Time t, const wire::RawFrame &raw)
{
    const std::string what = "raw " + closing::name(raw.opcode);
    if (m_monitor.state() == LinkState::Connecting || ended())
        return refuseToSend(t, what, "the connection is not open");
    if (sendingEnded())
        return refuseToSend(t, what, "our direction of TCP is closed");
    if (m_congested)
        return refuseToSend(t, what, "the peer does not read what we have sent");
    wire::RawFrame frame = raw;
    if (raw.compress) {
        if (!m_deflater)
            return refuseToSend(t, what, "no compression was agreed");
        frame.payload.clear();
        m_deflater->feed(raw.payload, true, frame.payload);
        frame.rsv |= rsv1;
    }
    const bool mask = m_options.role == wire::Role::Client;
    const auto key = [this] { return m_options.maskKey ? m_options.maskKey() : MaskKey{}; };
    for (const wire::RawPart &part : wire::partsOf(frame, mask, key)) {
        closing::FrameRecord record;
        record.t = t;
        record.header = part.header;
        record.direction = Direction::Sent;
        record.disposition = Disposition::Injected;
        put(t, record, part.payload);
    }
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

void GateLogic::sendOrHold(Time t, Opcode opcode, wire::Bytes payload, bool fin)
{
    if (m_policy.holdSent)
        hold(t, opcode, payload, fin);
    else
        send(t, opcode, payload, fin);
}

void GateLogic::send(Time t, Opcode opcode, wire::Bytes payload, bool fin, Disposition disposition,
                     std::uint64_t ref)
{
    std::uint8_t rsv = 0;
    if (m_deflater && !wire::isControl(opcode)) {
        if (opcode != Opcode::Continuation)
            m_compressing = m_policy.compressSent;
        if (m_compressing) {
            m_deflated.clear();
            m_deflater->feed(payload, fin, m_deflated);
            payload = m_deflated;
            rsv = opcode == Opcode::Continuation ? 0 : rsv1;
        }
    }
    MaskKey key{};
    const bool mask = m_options.role == wire::Role::Client;
    if (mask)
        key = m_options.maskKey();
    closing::FrameRecord record;
    record.t = t;
    record.ref = ref;
    record.header = wire::makeHeader(opcode, payload.size(), fin, mask ? &key : nullptr);
    record.header.rsv = rsv;
    record.direction = Direction::Sent;
    record.disposition = disposition;
    put(t, record, payload);
}

void GateLogic::put(Time t, closing::FrameRecord record, wire::Bytes payload)
{
    touch(t);
    std::optional<wire::CompressedStream::Part> part;
    if (m_sentStream) {
        if (const auto context = m_sentStream->takeContext(record.header))
            m_journal.context(t, Direction::Sent, *context);
        part = m_sentStream->frame(record.header, payload);
        if (part->compressed)
            record.inflated = part->content.size();
        record.findings.add(part->findings);
    }
    const wire::FindingSet faults = m_sentCheck.frame(record.header, payload);
    record.findings.add(faults);
    wire::appendFrame(m_toPeer, record.header, payload);
    const std::uint64_t number = m_journal.frame(record, payload);
    const auto textFault = part && part->textFault ? part->textFault
                           : faults.has(wire::Finding::TextUtf8)
                               ? std::optional(m_sentCheck.textFault())
                               : std::nullopt;
    tellDetails(t, Direction::Sent, number, part ? part->problem : std::string_view(), textFault);
    afterSending(t, record.header, payload);
}

/// What a frame that has gone out means to us.
void GateLogic::afterSending(Time t, const wire::FrameHeader &header, wire::Bytes payload)
{
    // Of a frame that is cut short on purpose the peer sees only a part.
    if (header.length != payload.size())
        return;
    if (header.opcode == Opcode::Close && !m_monitor.closeWasSent()) {
        const wire::CloseBody body = wire::parseCloseBody(payload);
        noteCloseSent(t, {t, body.code, body.reason});
    } else if (header.opcode == Opcode::Ping) {
        m_ownPings.push_back({{payload.begin(), payload.end()}, t});
        if (m_ownPings.size() > maxOwnPings)
            m_ownPings.pop_front();
        // After a Close nobody needs to answer (RFC 6455 5.5.2).
        if (m_monitor.state() == LinkState::Open && !m_timers.entry(Timer::Pong).running)
            startTimer(t, Timer::Pong, m_policy.timeouts.pong);
    }
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

} // namespace ajar::gate
