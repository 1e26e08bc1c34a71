// SPDX-License-Identifier: MIT
#include "closing/account.h"
#include "closing/names.h"

#include <cmath>
#include <utility>

// What an account takes from events.
namespace ajar::closing
{

namespace
{

template<typename T>
const T *attribute(const EventRecord &event, std::string_view key)
{
    for (const auto &[name, value] : event.attributes) {
        if (name == key)
            return std::get_if<T>(&value);
    }
    return nullptr;
}

std::string text(const EventRecord &event, std::string_view key)
{
    const auto *value = attribute<std::string>(event, key);
    return value ? *value : std::string();
}

std::int64_t integer(const EventRecord &event, std::string_view key)
{
    const auto *value = attribute<std::int64_t>(event, key);
    return value ? *value : 0;
}

/// JSON does not tell 30 from 30.0.
double number(const EventRecord &event, std::string_view key)
{
    const auto *value = attribute<double>(event, key);
    return value ? *value : static_cast<double>(integer(event, key));
}

std::optional<Timer> timerNamed(std::string_view wanted)
{
    for (const Timer timer : {Timer::Handshake, Timer::Close, Timer::PingInterval, Timer::Pong,
                              Timer::Idle, Timer::ReplyClose, Timer::ReplyPing}) {
        if (name(timer) == wanted)
            return timer;
    }
    return std::nullopt;
}

void noteFirst(std::optional<Time> &mark, Time t)
{
    if (!mark)
        mark = t;
}

} // namespace

void AccountBuilder::add(const EventRecord &event)
{
    m_account.last = event.t;
    switch (event.event) {
    case Event::TcpConnected:
    case Event::TlsEstablished:
    case Event::HandshakeResponse:
    case Event::HandshakeFailed:
        onHandshake(event);
        break;
    case Event::FinReceived:
    case Event::FinSent:
    case Event::ResetReceived:
    case Event::ResetSent:
    case Event::TcpFailed:
    case Event::CloseNotifyReceived:
    case Event::CloseNotifySent:
        onTcp(event);
        break;
    case Event::TimerStarted:
    case Event::TimerExpired:
    case Event::TimerCancelled:
        onTimer(event);
        break;
    case Event::ProtocolFailed:
        m_account.failedFor = text(event, "findings");
        break;
    case Event::FrameTruncated:
        m_account.truncatedBytes = static_cast<std::uint64_t>(integer(event, "bytes"));
        break;
    case Event::Gap:
        m_account.incomplete = true;
        break;
    case Event::Finding:
        onFinding(event);
        break;
    default:
        break;
    }
}

void AccountBuilder::onHandshake(const EventRecord &event)
{
    HandshakeMarks &marks = m_account.handshake;
    if (event.event == Event::TcpConnected) {
        marks.tcpConnected = true;
    } else if (event.event == Event::TlsEstablished) {
        marks.tls = true;
    } else if (event.event == Event::HandshakeResponse) {
        marks.response = text(event, "raw");
        marks.status = static_cast<int>(integer(event, "status"));
    } else {
        marks.failure = text(event, "kind");
        marks.problem = text(event, "text");
    }
}

void AccountBuilder::onTcp(const EventRecord &event)
{
    TcpMarks &marks = m_account.tcp;
    if (event.event == Event::FinReceived) {
        noteFirst(marks.finReceived, event.t);
    } else if (event.event == Event::FinSent) {
        noteFirst(marks.finSent, event.t);
    } else if (event.event == Event::ResetReceived) {
        noteFirst(marks.resetReceived, event.t);
    } else if (event.event == Event::ResetSent) {
        noteFirst(marks.resetSent, event.t);
    } else if (event.event == Event::CloseNotifyReceived) {
        noteFirst(marks.closeNotifyReceived, event.t);
    } else if (event.event == Event::CloseNotifySent) {
        noteFirst(marks.closeNotifySent, event.t);
    } else if (m_account.opened) {
        // Before the opening it only says that one of several addresses did not work.
        noteFirst(marks.failed, event.t);
        m_account.tcpProblem = text(event, "problem");
        if (const auto *bytes = attribute<std::int64_t>(event, "unacknowledged"))
            m_account.unacknowledged = *bytes;
    }
}

void AccountBuilder::onTimer(const EventRecord &event)
{
    const auto timer = timerNamed(text(event, "timer"));
    if (!timer)
        return;
    TimerMark &mark = m_account.timers[static_cast<std::size_t>(*timer)];
    mark.running = event.event == Event::TimerStarted;
    if (mark.running) {
        mark.started = event.t;
        mark.duration = std::llround(number(event, "duration") * 1e9);
        mark.expired.reset();
    } else if (event.event == Event::TimerExpired) {
        mark.expired = event.t;
    }
}

void AccountBuilder::onFinding(const EventRecord &event)
{
    if (auto found = findingNoteOf(event))
        note(std::move(*found));
}

} // namespace ajar::closing
