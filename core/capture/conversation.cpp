// SPDX-License-Identifier: MIT
#include "capture/conversation.h"

#include "closing/names.h"

#include <algorithm>

namespace ajar::capture
{

using closing::Time;

namespace
{

/// As many repetitions without a sign of the other end, and as much time, mean that it is gone.
constexpr int mostUnanswered = 3;
constexpr Time longSilence = 3'000'000'000;
constexpr Time longIdle = 60'000'000'000;

/// Of a connection whose first segment is no SYN, who is the client? Servers have the lower port.
bool comesFromClient(const Segment &segment)
{
    if (segment.syn)
        return !segment.ack;
    return segment.from.port >= segment.to.port;
}

} // namespace

Conversations::Conversation::Conversation(Conversations &owner, Time t, const Segment &first)
    : m_owner(owner)
    , m_first(comesFromClient(first) ? first.from : first.to)
    , m_second(comesFromClient(first) ? first.to : first.from)
    , m_observer(std::make_unique<Observer>(m_first, m_second, first.syn, t))
    , m_decrypted(first.decrypted)
    , m_t(t)
{
    if (m_decrypted)
        m_observer->setDecrypted();
}

bool Conversations::Conversation::isNewOne(const Segment &segment) const
{
    if (!segment.syn || segment.ack)
        return false;
    const ByteStream &stream = m_ends[segment.from == m_first ? 0 : 1].stream;
    return stream.hasStarted() && !stream.startedAt(segment.number + 1);
}

bool Conversations::Conversation::isIdle(Time t) const
{
    return m_observer->kind() != Observer::Kind::WebSocket && t - m_t > longIdle;
}

void Conversations::Conversation::add(Time t, const Segment &segment)
{
    m_t = std::max(m_t, t);
    if (isOver() && !(m_observer->ended() && segment.length > 0))
        return;
    const bool first = segment.from == m_first;
    End &own = m_ends[first ? 0 : 1];
    End &other = m_ends[first ? 1 : 0];
    if (segment.syn)
        takeSyn(segment, own, first);
    if (segment.ack) {
        // What it acknowledges came before it.
        Teller teller(*this, !first);
        other.stream.acknowledge(segment.acknowledged, teller);
    }
    const std::uint64_t repeated = own.stream.repeated();
    Teller teller(*this, first);
    if (!segment.syn && (segment.length > 0 || segment.fin || !segment.reset))
        own.stream.add(segment.number, segment.payload, segment.length, segment.fin, teller);
    noteRepetitions(own, other, repeated);
    if (segment.reset)
        takeReset(first);
    afterChange();
}

void Conversations::Conversation::takeSyn(const Segment &segment, End &own, bool first)
{
    if (own.stream.hasStarted()) {
        if (first && !segment.ack)
            m_observer->connectingAgain();
        return;
    }
    own.stream.start(segment.number + 1);
    if (first && !segment.ack)
        m_observer->connecting(m_t);
    else if (!first && segment.ack)
        m_observer->connected(m_t);
}

void Conversations::Conversation::takeReset(bool first)
{
    giveUpHoles();
    m_observer->reset(m_t, first);
    m_over = true;
}

/// An end that repeats itself and hears nothing talks to a dead network.
void Conversations::Conversation::noteRepetitions(End &own, End &other, std::uint64_t before)
{
    other.unanswered = 0;
    if (own.stream.repeated() > before) {
        ++own.unanswered;
        ++m_owner.m_counts.repeated;
    } else if (own.unanswered == 0) {
        m_heard = m_t;
    }
    if (const std::uint64_t differing = own.stream.differing(); differing > own.differing)
        m_observer->differs(m_t, &own == m_ends.data(), differing - own.differing);
    own.differing = own.stream.differing();
}

void Conversations::Conversation::finish()
{
    if (!m_observer->ended()) {
        giveUpHoles();
        const int repetitions = std::max(m_ends[0].unanswered, m_ends[1].unanswered);
        if (!m_over && repetitions >= mostUnanswered && m_t - m_heard >= longSilence)
            m_observer->silence(m_t, std::to_string(repetitions) + " repetitions in " +
                                         closing::describeDuration(m_t - m_heard) +
                                         " were not answered");
        m_observer->captureEnds(m_t);
        if (m_observer->kind() == Observer::Kind::WebSocket && !m_observer->ended())
            ++m_owner.m_counts.unfinished;
    }
    flush();
}

void Conversations::Conversation::giveUpHoles()
{
    for (const bool first : {true, false}) {
        Teller teller(*this, first);
        m_ends[first ? 0 : 1].stream.finish(teller);
    }
}

std::size_t Conversations::Conversation::waitingBytes() const
{
    return m_ends[0].stream.waitingBytes() + m_ends[1].stream.waitingBytes();
}

void Conversations::Conversation::afterChange()
{
    flush();
    if (auto request = m_observer->takeNextRequest(); !request.empty())
        restart(std::move(request));
}

/// A client whose first try was refused asks again in the same TCP connection.
void Conversations::Conversation::restart(std::vector<std::uint8_t> request)
{
    m_observer = std::make_unique<Observer>(m_first, m_second, true, m_t);
    m_observer->connected(m_t);
    if (m_decrypted)
        m_observer->setDecrypted();
    m_connection = 0;
    m_observer->bytes(m_t, true, request);
    flush();
}

void Conversations::Conversation::flush()
{
    if (m_observer->kind() != Observer::Kind::WebSocket || m_observer->journal().empty())
        return;
    if (m_connection == 0) {
        m_everWebSocket = true;
        ++m_owner.m_counts.webSockets;
        m_owner.m_counts.begunBefore += m_observer->begunBefore() ? 1 : 0;
        closing::ConnectionInfo info = m_observer->info();
        info.wallNanoseconds = m_owner.m_wallStart + info.t;
        m_connection = m_owner.m_sink.addConnection(std::move(info));
    }
    m_owner.m_sink.take(m_observer->journal().take(m_connection));
}

void Conversations::Conversation::Teller::bytes(wire::Bytes bytes)
{
    m_owner.m_observer->bytes(m_owner.m_t, m_first, bytes);
}

void Conversations::Conversation::Teller::gap(std::uint64_t bytes, bool cut)
{
    if (m_owner.m_observer->kind() == Observer::Kind::WebSocket)
        m_owner.m_owner.m_counts.missingBytes += bytes;
    m_owner.m_observer->gap(m_owner.m_t, m_first, bytes, cut);
}

void Conversations::Conversation::Teller::end()
{
    m_owner.m_observer->fin(m_owner.m_t, m_first);
    const auto &ends = m_owner.m_ends;
    if (ends[0].stream.hasEnded() && ends[1].stream.hasEnded())
        m_owner.m_over = true;
}

} // namespace ajar::capture
