// SPDX-License-Identifier: MIT
#include "closing/closerules.h"

#include "closing/names.h"
#include "wire/closebody.h"

#include <algorithm>
#include <cmath>

namespace ajar::closing
{

using wire::Finding;
using wire::Opcode;

namespace
{

constexpr Time atOnce = 1'000'000'000;

constexpr Direction other(Direction direction)
{
    return direction == Direction::Sent ? Direction::Received : Direction::Sent;
}

/// The codes with which an endpoint fails a connection for what it has received (RFC 6455 7.4.1).
bool isFailure(std::optional<std::uint16_t> code)
{
    return code == 1002 || code == 1003 || code == 1007 || code == 1009;
}

std::optional<Finding> firstMust(wire::FindingSet findings)
{
    for (int i = 0; i < wire::findingCount; ++i) {
        const auto finding = static_cast<Finding>(i);
        if (findings.has(finding) && wire::ruleOf(finding).level == wire::Level::Must)
            return finding;
    }
    return std::nullopt;
}

bool isTimer(const EventRecord &event, Timer timer)
{
    return std::ranges::any_of(event.attributes, [timer](const auto &attribute) {
        const auto *text = std::get_if<std::string>(&attribute.second);
        return text && attribute.first == "timer" && *text == name(timer);
    });
}

std::int64_t bytesOf(const EventRecord &event)
{
    for (const auto &[key, value] : event.attributes) {
        if (const auto *bytes = std::get_if<std::int64_t>(&value); bytes && key == "bytes")
            return *bytes;
    }
    return 0;
}

/// Of TCP's own handshake, as far as it was measured; else 0.
Time roundTripOf(const EventRecord &event)
{
    for (const auto &[key, value] : event.attributes) {
        if (const auto *seconds = std::get_if<double>(&value); seconds && key == "roundTrip")
            return std::llround(*seconds * 1e9);
    }
    return 0;
}

/// A busy machine may note our Close that much later than it was sent.
constexpr Time clockSlack = 2'000'000;

std::string_view endName(bool reset)
{
    return reset ? "RST" : "FIN";
}

std::string framesText(std::uint64_t frames)
{
    return std::to_string(frames) + (frames == 1 ? " data frame" : " data frames");
}

} // namespace

void CloseRules::add(const FrameRecord &frame, wire::Bytes payload, std::vector<FindingNote> &found)
{
    Lane &own = lane(frame.direction);
    if (own.broken == 0 && !frame.findings.empty()) {
        if (const auto finding = firstMust(frame.findings)) {
            own.broken = frame.number;
            own.broke = *finding;
        }
    }
    if (frame.header.opcode == Opcode::Close)
        onClose(frame, payload, found);
    else if (!wire::isControl(frame.header.opcode))
        onData(frame);
    else if (frame.header.opcode == Opcode::Pong &&
             ((own.close && own.close->fails) || (m_failed && frame.direction == Direction::Sent)))
        found.push_back({Finding::ProcessingAfterFail, frame.direction, frame.number, {}, frame.t});
}

/// After the other side's Close only the message under way may be ended (RFC 6455 5.5.1).
void CloseRules::onData(const FrameRecord &frame)
{
    Lane &own = lane(frame.direction);
    const bool endsMessage = own.endsMessage && frame.header.opcode == Opcode::Continuation;
    if (lane(other(frame.direction)).close && !own.close && !endsMessage)
        ++own.dataBeforeAnswer;
    own.insideMessage = !frame.header.fin;
    own.endsMessage = endsMessage && !frame.header.fin;
}

void CloseRules::onClose(const FrameRecord &frame, wire::Bytes payload,
                         std::vector<FindingNote> &found)
{
    Lane &own = lane(frame.direction);
    if (own.close)
        return;
    wire::CloseBody body = wire::parseCloseBody(payload);
    Lane &another = lane(other(frame.direction));
    const bool first = !another.close;
    own.close = SeenClose{frame.t, frame.number, body.code, std::move(body.reason),
                          first && isFailure(body.code)};
    if (first)
        another.endsMessage = another.insideMessage;
    else
        onAnswer(frame.direction, *own.close, found);
}

/// The second Close: an answer to the first, unless it can't have known it.
void CloseRules::onAnswer(Direction direction, const SeenClose &answer,
                          std::vector<FindingNote> &found)
{
    const SeenClose &asked = *lane(other(direction)).close;
    const Time delay = answer.t - asked.t;
    // TCP's own handshake is no measure of it but one of its order: hence the half.
    if (direction == Direction::Received && delay + clockSlack < m_roundTrip / 2) {
        found.push_back({Finding::SimultaneousClose, std::nullopt, answer.number,
                         "the second came " + describeDuration(delay) +
                             " after the first, too soon for an answer: TCP's handshake took " +
                             describeDuration(m_roundTrip),
                         answer.t});
        return;
    }
    const std::uint64_t data = lane(direction).dataBeforeAnswer;
    if (delay >= atOnce || (direction == Direction::Sent && data > 0))
        found.push_back({Finding::CloseAnswerDelay, direction, answer.number,
                         "it came after " + describeDuration(delay) +
                             (data > 0 ? " and " + framesText(data) : ""),
                         answer.t});
    // An answer that fails the connection says what was wrong.
    if (isFailure(answer.code) && lane(other(direction)).broken > 0)
        return;
    if (answer.code != asked.code)
        found.push_back({Finding::CloseAnswerCode, direction, answer.number,
                         describeCode(answer.code) + " answers " + describeCode(asked.code),
                         answer.t});
    else if (answer.reason != asked.reason)
        found.push_back({Finding::CloseAnswerCode, direction, answer.number,
                         answer.reason.empty() ? "it repeats the code and drops the reason"
                                               : "it repeats the code with another reason",
                         answer.t});
}

void CloseRules::add(const EventRecord &event, std::vector<FindingNote> &found)
{
    switch (event.event) {
    case Event::TcpConnected:
        m_roundTrip = roundTripOf(event);
        break;
    case Event::FinSent:
    case Event::ResetSent:
        onTcpEnd(Direction::Sent, event.event == Event::ResetSent, event.t, found);
        break;
    case Event::FinReceived:
    case Event::ResetReceived:
        onTcpEnd(Direction::Received, event.event == Event::ResetReceived, event.t, found);
        break;
    case Event::TimerExpired:
        m_gaveUp = true;
        if (isTimer(event, Timer::Close))
            onCloseTimeout(event.t, found);
        break;
    case Event::TcpFailed:
        m_silent = true;
        break;
    case Event::ProtocolFailed:
        m_failed = true;
        break;
    case Event::FrameTruncated:
        found.push_back({Finding::FrameTruncated, Direction::Received, 0,
                         std::to_string(bytesOf(event)) + " bytes of its last frame had come",
                         event.t});
        break;
    case Event::TlsTruncated:
        if (m_opened)
            found.push_back({Finding::ResetInsteadOfFin, Direction::Received, 0,
                             "FIN came without TLS's close_notify before it", event.t});
        break;
    default:
        break;
    }
}

void CloseRules::add(const StateRecord &state, std::vector<FindingNote> &found)
{
    m_opened =
        m_opened || (state.state != LinkState::Connecting && state.state != LinkState::Refused);
    if (m_opened && isFinal(state.state))
        onEnd(state.t, found);
}

void CloseRules::onTcpEnd(Direction direction, bool reset, Time t, std::vector<FindingNote> &found)
{
    Lane &own = lane(direction);
    if (own.end || !m_opened)
        return;
    own.end = t;
    const Lane &another = lane(other(direction));
    if (!another.end) {
        if (exchanged())
            onEndAfterExchange(direction, t, found);
        else if (!own.close && another.close)
            blame(direction, t, "TCP ended with " + std::string(endName(reset)) + " instead",
                  found);
        else if (!own.close)
            onEndWithoutClose(direction, reset, t, found);
    }
    const bool weGaveUp = m_gaveUp && direction == Direction::Sent;
    if (reset && !weGaveUp && (own.close || another.close))
        found.push_back({Finding::ResetInsteadOfFin, direction, 0, {}, t});
}

void CloseRules::onEndWithoutClose(Direction direction, bool reset, Time t,
                                   std::vector<FindingNote> &found)
{
    found.push_back({Finding::FinBeforeClose, direction, 0,
                     std::string(endName(reset)) + " with no Close on either side", t});
    const Lane &another = lane(other(direction));
    if (another.broken > 0)
        found.push_back({Finding::FailWithoutClose, direction, another.broken,
                         "it ended TCP after a frame that breaks a rule: " +
                             std::string(wire::ruleOf(another.broke).title),
                         t});
}

/// After both Close frames the server ends TCP at once, and the client waits for it
/// (RFC 6455 7.1.1).
void CloseRules::onEndAfterExchange(Direction direction, Time t, std::vector<FindingNote> &found)
{
    const Time waited = t - exchangedAt();
    const Direction server = of(wire::Role::Server);
    if (direction == server && waited >= atOnce)
        found.push_back({Finding::ServerClosesTcp, server, 0,
                         "it ended TCP " + describeDuration(waited) + " after the second Close",
                         t});
    else if (direction != server && waited >= atOnce)
        found.push_back(
            {Finding::ServerClosesTcp, server, 0,
             "the client ended TCP first, after waiting for " + describeDuration(waited), t});
    else if (direction != server)
        found.push_back(
            {Finding::ClientWaitsForFin, direction, 0,
             "it ended TCP first, " + describeDuration(waited) + " after the second Close", t});
}

void CloseRules::onCloseTimeout(Time t, std::vector<FindingNote> &found)
{
    const Lane &sent = lane(Direction::Sent);
    if (!sent.close)
        return;
    const std::string waited = describeDuration(t - sent.close->t);
    if (!exchanged()) {
        blame(Direction::Received, t, "no Close came within " + waited, found);
        return;
    }
    const Direction server = of(wire::Role::Server);
    const bool serverEnded = lane(server).end.has_value();
    found.push_back({Finding::TcpLeftOpen, serverEnded ? other(server) : server, 0,
                     "TCP was still up " + waited + " after our Close", t});
    if (!serverEnded)
        found.push_back({Finding::ServerClosesTcp, server, 0,
                         "it had not ended TCP " + waited + " after our Close", t});
}

void CloseRules::onEnd(Time t, std::vector<FindingNote> &found)
{
    for (const Direction direction : {Direction::Sent, Direction::Received}) {
        const Lane &own = lane(direction);
        const Lane &another = lane(other(direction));
        if (own.close || !another.close)
            continue;
        // A peer that was reset at once, or that a dead network kept away, had no chance to answer.
        const bool hadAChance = direction == Direction::Sent || own.end ||
                                (!m_silent && t - another.close->t >= atOnce);
        if (hadAChance)
            blame(direction, t, "TCP has ended without it", found);
    }
    if (m_failed && !lane(Direction::Sent).close)
        found.push_back({Finding::FailWithoutClose, Direction::Sent, 0, {}, t});
    const auto &received = lane(Direction::Received).close;
    const auto &sent = lane(Direction::Sent).close;
    const auto reported = [](const std::optional<SeenClose> &close) {
        return close ? close->code.value_or(1005) : 1006;
    };
    if (reported(received) != reported(sent))
        found.push_back({Finding::CodeReported, std::nullopt, 0,
                         "an application at our end is told " + std::to_string(reported(received)) +
                             ", one at the peer's " + std::to_string(reported(sent)),
                         t});
}

void CloseRules::blame(Direction silent, Time t, std::string text, std::vector<FindingNote> &found)
{
    Lane &own = lane(silent);
    if (own.blamed)
        return;
    own.blamed = true;
    found.push_back(
        {Finding::CloseUnanswered, silent, lane(other(silent)).close->number, std::move(text), t});
}

} // namespace ajar::closing
