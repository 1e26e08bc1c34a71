// SPDX-License-Identifier: MIT
#include "story.h"

#include "closing/names.h"
#include "wire/closebody.h"

#include <cmath>

namespace ajar::closing::test
{

namespace
{

Time nanoseconds(double seconds)
{
    return std::llround(seconds * 1e9);
}

QString line(const Sentence &sentence)
{
    QStringList frames;
    for (const std::uint64_t number : sentence.frames)
        frames += QStringLiteral("#%1").arg(number);
    const auto confidence = name(sentence.confidence);
    return QStringLiteral("%1 (%2): %3%4")
        .arg(QString::fromStdString(sentence.id),
             QString::fromUtf8(confidence.data(), static_cast<qsizetype>(confidence.size())),
             QString::fromStdString(sentence.text),
             frames.isEmpty() ? QString() : QStringLiteral(" [%1]").arg(frames.join(u' ')));
}

} // namespace

Story::Story(std::string kind, std::string url)
    : m_builder(kind, std::move(url), 0)
    , m_rules({kind == "server" ? wire::Role::Server : wire::Role::Client, false})
{
    const StateRecord connecting{0, LinkState::Connecting, LinkState::Connecting};
    m_builder.add(connecting);
    m_rules.add(connecting);
}

Story &Story::strictly()
{
    m_rules.setStrict(true);
    return *this;
}

QStringList Story::findings()
{
    QStringList lines;
    for (const FindingNote &note : m_rules.take()) {
        std::string line(wire::findingId(note.finding));
        if (note.direction)
            line += " " + std::string(name(*note.direction));
        if (note.frame > 0)
            line += " #" + std::to_string(note.frame);
        lines += QString::fromStdString(note.text.empty() ? line : line + ": " + note.text);
    }
    return lines;
}

Story &Story::at(double seconds)
{
    m_t = nanoseconds(seconds);
    return *this;
}

Story &Story::opens(const std::string &fields)
{
    event(Event::TcpConnected);
    event(Event::HandshakeResponse,
          {{"status", std::int64_t{101}},
           {"raw", "HTTP/1.1 101 Switching Protocols\r\n" + fields + "\r\n"}});
    enter(m_monitor.observe(Fact::HandshakeAccepted, m_t));
    return *this;
}

Story &Story::wire(Direction direction, wire::Opcode opcode, const std::string &payload)
{
    FrameRecord record;
    record.direction = direction;
    record.header.opcode = opcode;
    return frame(record, payload);
}

Story &Story::sends(const std::string &text)
{
    return wire(Direction::Sent, wire::Opcode::Text, text);
}

Story &Story::receives(const std::string &text)
{
    return wire(Direction::Received, wire::Opcode::Text, text);
}

Story &Story::sendsClose(std::optional<std::uint16_t> code, const std::string &reason)
{
    wire(Direction::Sent, wire::Opcode::Close, closeBody(code, reason));
    enter(m_monitor.closeSent({m_t, code, reason}));
    return *this;
}

Story &Story::receivesClose(std::optional<std::uint16_t> code, const std::string &reason)
{
    wire(Direction::Received, wire::Opcode::Close, closeBody(code, reason));
    enter(m_monitor.closeReceived({m_t, code, reason}));
    return *this;
}

Story &Story::sendsPing(const std::string &text)
{
    return wire(Direction::Sent, wire::Opcode::Ping, text);
}

Story &Story::receivesPing(const std::string &text)
{
    return wire(Direction::Received, wire::Opcode::Ping, text);
}

Story &Story::sendsPong(const std::string &text)
{
    return wire(Direction::Sent, wire::Opcode::Pong, text);
}

Story &Story::receivesPong(const std::string &text)
{
    return wire(Direction::Received, wire::Opcode::Pong, text);
}

Story &Story::frame(FrameRecord frame, const std::string &payload)
{
    frame.t = m_t;
    frame.number = ++m_number;
    frame.header.length = payload.size();
    frame.payloadSize = payload.size();
    const wire::Bytes bytes(reinterpret_cast<const std::uint8_t *>(payload.data()), payload.size());
    m_builder.add(frame, bytes);
    m_rules.add(frame, bytes);
    return *this;
}

Story &Story::event(Event event, Attributes attributes)
{
    const EventRecord record{m_t, event, std::move(attributes)};
    m_builder.add(record);
    m_rules.add(record);
    return *this;
}

Story &Story::starts(Timer timer, double seconds)
{
    return event(Event::TimerStarted, {{"timer", std::string(name(timer))}, {"duration", seconds}});
}

Story &Story::expires(Timer timer)
{
    return event(Event::TimerExpired, {{"timer", std::string(name(timer))}});
}

Story &Story::tcp(Event what, Attributes attributes)
{
    event(what, std::move(attributes));
    const Fact fact = what == Event::FinReceived     ? Fact::FinReceived
                      : what == Event::FinSent       ? Fact::FinSent
                      : what == Event::ResetReceived ? Fact::ResetReceived
                      : what == Event::ResetSent     ? Fact::ResetSent
                                                     : Fact::Silence;
    enter(m_monitor.observe(fact, m_t));
    return *this;
}

Story &Story::refused(const std::string &kind, const std::string &problem, int status)
{
    if (status != 0)
        event(Event::HandshakeResponse, {{"status", std::int64_t{status}}});
    event(Event::HandshakeFailed, {{"kind", kind}, {"text", problem}});
    enter(m_monitor.observe(Fact::HandshakeRefused, m_t));
    return *this;
}

Verdict Story::verdict(const Knowledge &knowledge, std::optional<double> now) const
{
    return verdictOf(m_builder.account(), knowledge,
                     now ? std::optional(nanoseconds(*now)) : std::nullopt);
}

void Story::enter(const std::optional<StateChange> &change)
{
    if (!change)
        return;
    const StateRecord record{change->t, change->state, change->previous};
    m_builder.add(record);
    m_rules.add(record);
    if (isFinal(change->state))
        m_builder.add(OutcomeRecord{change->t, m_monitor.outcome()});
}

std::string closeBody(std::optional<std::uint16_t> code, const std::string &reason)
{
    const auto body = wire::encodeCloseBody(code, reason);
    return {body.begin(), body.end()};
}

QStringList lines(std::initializer_list<const char *> texts)
{
    QStringList list;
    for (const char *text : texts)
        list += QString::fromUtf8(text);
    return list;
}

QStringList linesOf(const Verdict &verdict)
{
    QStringList lines{QString::fromStdString(verdict.headline)};
    for (const Sentence &sentence : verdict.sentences)
        lines += line(sentence);
    return lines;
}

QString lineOf(const Verdict &verdict, const char *id)
{
    QString found;
    for (const Sentence &sentence : verdict.sentences) {
        if (sentence.id != id)
            continue;
        if (!found.isEmpty())
            return {};
        found = line(sentence);
    }
    return found;
}

} // namespace ajar::closing::test
