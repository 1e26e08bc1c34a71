// SPDX-License-Identifier: MIT
#include "closing/pingrules.h"

#include "closing/names.h"

#include <algorithm>
#include <utility>

namespace ajar::closing
{

using wire::Finding;
using wire::Opcode;

namespace
{

constexpr Time patience = 10'000'000'000; // our usual Pong timeout
constexpr std::size_t mostWaiting = 1024;

constexpr Direction other(Direction direction)
{
    return direction == Direction::Sent ? Direction::Received : Direction::Sent;
}

std::string textOf(wire::Bytes payload)
{
    return {payload.begin(), payload.end()};
}

bool isPongTimeout(const EventRecord &event)
{
    if (event.event != Event::TimerExpired)
        return false;
    return std::ranges::any_of(event.attributes, [](const auto &attribute) {
        const auto *text = std::get_if<std::string>(&attribute.second);
        return text && attribute.first == "timer" && *text == name(Timer::Pong);
    });
}

} // namespace

void PingRules::add(const FrameRecord &frame, wire::Bytes payload, std::vector<FindingNote> &found)
{
    switch (frame.header.opcode) {
    case Opcode::Ping:
        onPing(frame, payload);
        break;
    case Opcode::Pong:
        onPong(frame, payload);
        break;
    default:
        // Who has received a Close need not answer any more (RFC 6455 5.5.2).
        lane(frame.direction).closed = true;
        settle(frame.direction, frame.t, found);
        break;
    }
    findDue();
}

void PingRules::add(const EventRecord &event, std::vector<FindingNote> &found)
{
    pass(event.t, found);
    if (isPongTimeout(event))
        tellOverdue(Direction::Sent, event.t, 0, found);
    findDue();
}

void PingRules::onPing(const FrameRecord &frame, wire::Bytes payload)
{
    Lane &pings = lane(frame.direction);
    if (pings.closed || pings.waiting.size() >= mostWaiting)
        return;
    pings.waiting.push_back(
        {frame.t, frame.number, textOf(payload), lane(other(frame.direction)).closed});
}

void PingRules::onPong(const FrameRecord &frame, wire::Bytes payload)
{
    Lane &pings = lane(other(frame.direction));
    std::string text = textOf(payload);
    const auto match = std::ranges::find(pings.waiting, text, &Ping::payload);
    if (match != pings.waiting.end()) {
        // An answer to the latest Ping is enough; what came in between was unsolicited.
        pings.waiting.erase(pings.waiting.begin(), match + 1);
        pings.odd = 0;
        pings.answered = std::move(text);
    } else if (!pings.waiting.empty() && text != pings.answered && pings.odd == 0) {
        pings.odd = frame.number;
    }
}

/// Names the Ping that has waited longest, or the Pong that did not answer it.
void PingRules::tellFirst(Direction direction, Time t, std::vector<FindingNote> &found)
{
    Lane &pings = lane(direction);
    const Ping ping = std::move(pings.waiting.front());
    pings.waiting.pop_front();
    const Direction answering = other(direction);
    if (const std::uint64_t odd = std::exchange(pings.odd, 0); odd > 0)
        found.push_back({Finding::PongPayload, answering, odd,
                         "it does not repeat the payload of Ping #" + std::to_string(ping.number) +
                             ", which got no other Pong",
                         t});
    else
        found.push_back({ping.strict ? Finding::PingAfterOwnClose : Finding::PingUnanswered,
                         answering, ping.number, "no Pong within " + describeDuration(t - ping.t),
                         t});
}

void PingRules::tellOverdue(Direction direction, Time t, Time atLeast,
                            std::vector<FindingNote> &found)
{
    const Lane &pings = lane(direction);
    while (!pings.waiting.empty() && t - pings.waiting.front().t >= atLeast)
        tellFirst(direction, t, found);
}

void PingRules::passDue(Time t, std::vector<FindingNote> &found)
{
    tellOverdue(Direction::Sent, t, patience, found);
    tellOverdue(Direction::Received, t, patience, found);
    findDue();
}

/// These Pings are owed no answer any more: only what came wrong is told.
void PingRules::settle(Direction direction, Time t, std::vector<FindingNote> &found)
{
    if (lane(direction).odd > 0)
        tellFirst(direction, t, found);
    lane(direction).waiting.clear();
}

void PingRules::end(Time t, std::vector<FindingNote> &found)
{
    pass(t, found);
    settle(Direction::Sent, t, found);
    settle(Direction::Received, t, found);
    findDue();
}

void PingRules::findDue()
{
    m_due = never;
    for (const Lane &pings : m_lanes) {
        if (!pings.waiting.empty())
            m_due = std::min(m_due, pings.waiting.front().t + patience);
    }
}

} // namespace ajar::closing
