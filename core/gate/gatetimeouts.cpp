// SPDX-License-Identifier: MIT
#include "gate/gatelogic.h"

#include "closing/names.h"

#include <algorithm>

namespace ajar::gate
{

using closing::Event;
using closing::Time;
using closing::Timer;
using wire::Opcode;

namespace
{

wire::Bytes bytesOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

} // namespace

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
            resolve(t, held,
                    sendingEnded() ? closing::Disposition::Dropped
                                   : closing::Disposition::Released);
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

} // namespace ajar::gate
