// SPDX-License-Identifier: MIT
#include "capture/observer.h"

#include "wire/answertext.h"

namespace ajar::capture
{

using closing::Direction;
using closing::Event;
using closing::Fact;
using closing::Time;

namespace
{

std::string nameOf(Direction direction)
{
    return direction == Direction::Sent ? "sent" : "received";
}

/// Where the client's request leads, as a URL.
std::string urlOf(const wire::HttpHead &request, const Endpoint &server, bool decrypted)
{
    std::string target = wire::requestTarget(request);
    // To a proxy the whole URL is sent (RFC 9112 3.2.2).
    if (target.starts_with("ws://") || target.starts_with("wss://"))
        return target;
    if (target.starts_with("http://"))
        return "ws" + target.substr(4);
    const auto host = request.field("Host");
    return (decrypted ? "wss://" : "ws://") +
           (host && !host->empty() ? std::string(*host) : endpointText(server)) +
           (target.empty() ? "/" : target);
}

} // namespace

Observer::Observer(Endpoint first, Endpoint second, bool clientIsKnown, Time t)
    : m_first(first)
    , m_second(second)
    , m_clientIsKnown(clientIsKnown)
    , m_began(t)
    , m_monitor(t)
    , m_journal(true, wire::Role::Client)
    , m_sent(Direction::Sent, m_journal, m_monitor)
    , m_received(Direction::Received, m_journal, m_monitor)
{
}

void Observer::connecting(Time t)
{
    m_syn = t;
    m_openingIsMissing = false;
}

void Observer::connectingAgain()
{
    m_synIsRepeated = m_synIsRepeated || !m_connected;
}

void Observer::connected(Time t)
{
    if (!m_connected)
        m_connected = t;
    m_openingIsMissing = false;
}

void Observer::bytes(Time t, bool fromFirst, wire::Bytes bytes)
{
    if (m_stage == Stage::Http)
        lookAtBeginning(t, fromFirst, bytes);
    else if (directionOf(fromFirst) == Direction::Sent)
        fromClient(t, bytes);
    else
        fromServer(t, bytes);
}

void Observer::fromClient(Time t, wire::Bytes bytes)
{
    switch (m_stage) {
    case Stage::Frames:
        m_sent.bytes(t, bytes);
        break;
    case Stage::Asked:
        // Frames before the answer break RFC 6455 4.1, and are frames nevertheless.
        if (looksLikeFrames(bytes, wire::Role::Client)) {
            if (m_answerIsMissing)
                openBlindly(t);
            m_sent.bytes(t, bytes);
        }
        break;
    case Stage::Doubtful:
        if (looksLikeFrames(bytes, wire::Role::Client)) {
            settleDoubt(t, true);
            m_sent.bytes(t, bytes);
        }
        break;
    case Stage::Refused:
        refuse(t, std::move(m_refusal));
        [[fallthrough]];
    default:
        takeRequests(t, bytes);
        break;
    }
}

void Observer::fromServer(Time t, wire::Bytes bytes)
{
    constexpr std::size_t mostAhead = std::size_t{1} << 20;
    if (m_stage == Stage::Frames) {
        m_received.bytes(t, bytes);
    } else if (m_stage == Stage::Asked) {
        if (m_answerIsMissing && !m_parser && looksLikeFrames(bytes, wire::Role::Server)) {
            openBlindly(t);
            m_received.bytes(t, bytes);
        } else {
            takeAnswer(t, bytes);
        }
    } else if (m_stage == Stage::Refused) {
        takeBody(t, bytes);
    } else if (m_stage == Stage::Doubtful) {
        m_serverAhead.insert(m_serverAhead.end(), bytes.begin(), bytes.end());
        if (m_serverAhead.size() > mostAhead)
            settleDoubt(t, true);
    }
}

void Observer::gap(Time t, bool fromFirst, std::uint64_t bytes, bool cut)
{
    const Direction direction = directionOf(fromFirst);
    if (m_stage == Stage::Frames) {
        lane(direction).gap(t, bytes, cut);
        return;
    }
    if (m_stage == Stage::Http || m_stage == Stage::Over)
        m_parser.reset();
    m_openingIsMissing = true;
    if (m_stage != Stage::Asked && m_stage != Stage::Doubtful)
        return;
    m_journal.event(t, Event::Gap,
                    {{"direction", nameOf(direction)},
                     {"bytes", static_cast<std::int64_t>(bytes)},
                     {"reason", std::string(cut ? "cut-short" : "not-captured")}});
    if (m_stage == Stage::Asked && direction == Direction::Received) {
        m_parser.reset();
        m_answerIsMissing = true;
    }
}

void Observer::differs(Time t, bool fromFirst, std::uint64_t bytes)
{
    if (m_kind == Kind::WebSocket && !ended())
        m_journal.event(t, Event::Gap,
                        {{"direction", nameOf(directionOf(fromFirst))},
                         {"reason", std::string("sent-again-differently")},
                         {"bytes", static_cast<std::int64_t>(bytes)}});
}

void Observer::fin(Time t, bool fromFirst)
{
    const Direction direction = directionOf(fromFirst);
    const bool sent = direction == Direction::Sent;
    if (m_kind != Kind::WebSocket || ended() ||
        endsHandshake(t, !sent, "closed TCP before its answer was complete"))
        return;
    if (const std::size_t bytes = lane(direction).pendingBytes(); bytes > 0) {
        closing::Attributes attributes{{"bytes", static_cast<std::int64_t>(bytes)}};
        if (sent)
            attributes.emplace_back("direction", nameOf(direction));
        m_journal.event(t, Event::FrameTruncated, std::move(attributes));
    }
    m_journal.event(t, sent ? Event::FinSent : Event::FinReceived);
    enter(m_monitor.observe(sent ? Fact::FinSent : Fact::FinReceived, t));
}

void Observer::reset(Time t, bool fromFirst)
{
    const bool sent = directionOf(fromFirst) == Direction::Sent;
    if (m_kind != Kind::WebSocket || ended() ||
        endsHandshake(t, !sent, "reset TCP before its answer was complete"))
        return;
    m_journal.event(t, sent ? Event::ResetSent : Event::ResetReceived);
    enter(m_monitor.observe(sent ? Fact::ResetSent : Fact::ResetReceived, t));
}

void Observer::silence(Time t, std::string problem)
{
    if (m_kind != Kind::WebSocket || ended())
        return;
    m_journal.event(t, Event::TcpFailed, {{"problem", std::move(problem)}});
    enter(m_monitor.observe(Fact::Silence, t));
}

void Observer::captureEnds(Time t)
{
    if (m_stage == Stage::Doubtful)
        settleDoubt(t, false);
    else if (m_stage == Stage::Refused)
        refuse(t, std::move(m_refusal));
}

/// The end of TCP where it is part of the opening handshake. True if nothing more is to be said.
bool Observer::endsHandshake(Time t, bool byServer, const char *how)
{
    if (m_stage == Stage::Doubtful || m_stage == Stage::Refused) {
        captureEnds(t);
        return true;
    }
    if (m_stage != Stage::Asked || !byServer)
        return false;
    const std::string head = m_parser ? m_parser->raw() : std::string();
    refuse(t, {"eof", std::string("the server ") + how + wire::guessText(head)});
    return true;
}

closing::ConnectionInfo Observer::info() const
{
    const Endpoint &server = m_firstIsClient ? m_second : m_first;
    closing::ConnectionInfo info;
    info.kind = "proxy";
    info.url = urlOf(m_request, server, m_decrypted);
    info.t = m_began;
    return info;
}

/// What was seen of TCP's own handshake, once it is clear that it counts.
void Observer::beginRecords()
{
    const Endpoint &client = m_firstIsClient ? m_first : m_second;
    const Endpoint &server = m_firstIsClient ? m_second : m_first;
    m_kind = Kind::WebSocket;
    m_journal.state({m_began, closing::LinkState::Connecting, closing::LinkState::Connecting});
    if (m_syn)
        m_journal.event(*m_syn, Event::TcpConnecting,
                        {{"host", addressText(server)}, {"port", std::int64_t{server.port}}});
    closing::Attributes attributes{{"address", addressText(server)},
                                   {"port", std::int64_t{server.port}},
                                   {"localAddress", addressText(client)},
                                   {"localPort", std::int64_t{client.port}}};
    // Which of several SYNs was answered can't be told (Karn's algorithm, RFC 6298 3).
    if (m_syn && m_connected && !m_synIsRepeated)
        attributes.emplace_back("roundTrip", static_cast<double>(*m_connected - *m_syn) / 1e9);
    m_journal.event(m_connected.value_or(m_began), Event::TcpConnected, std::move(attributes));
}

void Observer::open(Time t, const std::optional<wire::DeflateParameters> &deflate)
{
    if (deflate) {
        m_sent.agree(*deflate);
        m_received.agree(*deflate);
    }
    m_stage = Stage::Frames;
    enter(m_monitor.observe(Fact::HandshakeAccepted, t));
}

/// Frames are there, but not the answer that says what they may be.
void Observer::openBlindly(Time t)
{
    m_sent.beginBlindly();
    m_received.beginBlindly();
    open(t, std::nullopt);
}

void Observer::refuse(Time t, Refusal refusal)
{
    m_stage = Stage::Over;
    m_parser.reset();
    closing::Attributes attributes{{"kind", refusal.kind}, {"text", refusal.text}};
    if (refusal.status != 0)
        attributes.emplace_back("status", std::int64_t{refusal.status});
    if (const auto location = m_answer.field("Location"))
        attributes.emplace_back("location", std::string(*location));
    if (!refusal.body.empty())
        attributes.emplace_back("body", std::move(refusal.body));
    m_journal.event(t, Event::HandshakeFailed, std::move(attributes));
    m_monitor.problem(std::move(refusal.text));
    enter(m_monitor.observe(Fact::HandshakeRefused, t));
}

void Observer::settleDoubt(Time t, bool opens)
{
    if (!opens) {
        refuse(t, std::move(m_refusal));
        return;
    }
    open(t, m_doubtfulDeflate);
    m_received.bytes(t, std::exchange(m_serverAhead, {}));
}

void Observer::enter(const std::optional<closing::StateChange> &change)
{
    if (!change)
        return;
    m_journal.state({change->t, change->state, change->previous});
    if (!closing::isFinal(change->state))
        return;
    m_stage = Stage::Over;
    m_journal.outcome(change->t, m_monitor.outcome());
}

} // namespace ajar::capture
