// SPDX-License-Identifier: MIT
#include "capture/observer.h"
#include "wire/answertext.h"

#include <algorithm>
#include <charconv>

// The part of an observer that finds opening handshakes, and connections without one.
namespace ajar::capture
{

using closing::Direction;
using closing::Event;
using closing::Time;

namespace
{

constexpr std::size_t mostBody = 64 * 1024;
constexpr std::size_t mostEarly = 12; ///< segments looked at for frames without a handshake
constexpr std::size_t mostEarlyBytes = 64 * 1024;
constexpr std::size_t mostStrange = 3; ///< segments that look like no frames, before any that do

std::string_view textOf(wire::Bytes bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// Whether they begin, or may begin, a GET request, which is what asks for a WebSocket.
bool beginsGet(wire::Bytes bytes)
{
    constexpr std::string_view get = "GET ";
    return textOf(bytes).substr(0, get.size()) == get.substr(0, bytes.size());
}

/// RFC 8446 5.1: a handshake's record, or one of data where the capture begins later.
bool beginsTls(wire::Bytes bytes)
{
    return bytes.size() >= 3 && bytes[0] >= 0x14 && bytes[0] <= 0x17 && bytes[1] == 3 &&
           bytes[2] <= 4;
}

/// The request in the form that answers are checked against.
wire::HandshakeRequest requestOf(const wire::HttpHead &head)
{
    wire::HandshakeRequest request;
    request.target = wire::requestTarget(head);
    request.headers = head.fields;
    return request;
}

} // namespace

void Observer::lookAtBeginning(Time t, bool fromFirst, wire::Bytes bytes)
{
    if (m_kind == Kind::Tls)
        return;
    if (m_kind == Kind::Unknown && beginsTls(bytes)) {
        m_kind = Kind::Tls;
        return;
    }
    const bool unknown = m_kind == Kind::Unknown;
    m_kind = Kind::Other;
    // Of a connection whose beginning is not there the client is who sends requests.
    if (!m_clientIsKnown && beginsGet(bytes) && bytes.size() >= 4) {
        m_firstIsClient = fromFirst;
        m_clientIsKnown = true;
    }
    if (directionOf(fromFirst) == Direction::Sent)
        takeRequests(t, bytes);
    if (m_stage != Stage::Http || m_parser || !m_openingIsMissing || (!unknown && m_early.empty()))
        return;
    m_early.push_back({t,
                       fromFirst,
                       {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                           bytes.size(), mostEarlyBytes))}});
    std::size_t kept = 0;
    for (const Early &early : m_early)
        kept += early.bytes.size();
    const bool strange =
        m_early.size() >= mostStrange && std::ranges::none_of(m_early, [](const Early &early) {
            return looksLikeFrames(early.bytes, wire::Role::Client) ||
                   looksLikeFrames(early.bytes, wire::Role::Server);
        });
    if (strange || bytes.size() > mostEarlyBytes || kept > mostEarlyBytes ||
        m_early.size() >= mostEarly) {
        // It would have shown by now.
        m_early = {};
        return;
    }
    if (looksBegun())
        openBegun(t);
}

/// Whether what came so far are frames of a connection that was open already. Chance makes a
/// segment look so once in a few thousand; so several have to, and each end keeps to masking or
/// not.
bool Observer::looksBegun() const
{
    std::array<int, 2> masked{};
    std::array<int, 2> plain{};
    int strange = 0;
    for (const Early &early : m_early) {
        const std::size_t from = early.fromFirst ? 0 : 1;
        if (looksLikeFrames(early.bytes, wire::Role::Client))
            ++masked[from];
        else if (looksLikeFrames(early.bytes, wire::Role::Server))
            ++plain[from];
        else
            ++strange;
    }
    for (const std::size_t client : {0U, 1U}) {
        const std::size_t server = 1 - client;
        const int fits = masked[client] + plain[server];
        if (plain[client] == 0 && masked[server] == 0 && fits > strange &&
            (masked[client] >= 2 || fits >= 3))
            return true;
    }
    return false;
}

void Observer::openBegun(Time t)
{
    for (const Early &early : m_early) {
        if (looksLikeFrames(early.bytes, wire::Role::Client))
            m_firstIsClient = early.fromFirst;
        else if (looksLikeFrames(early.bytes, wire::Role::Server))
            m_firstIsClient = !early.fromFirst;
    }
    m_clientIsKnown = true;
    m_begunBefore = true;
    const std::vector<Early> early = std::exchange(m_early, {});
    const Time began = early.empty() ? t : early.front().t;
    beginRecords();
    m_journal.event(began, Event::Gap,
                    {{"reason", std::string("no-handshake")},
                     {"text", std::string("the opening handshake is not in the capture")}});
    openBlindly(began);
    for (const Early &one : early)
        lane(directionOf(one.fromFirst)).bytes(one.t, one.bytes);
}

/// Each request that begins with a segment, or behind another one. What stands between them is not
/// looked at.
void Observer::takeRequests(Time t, wire::Bytes bytes)
{
    while (!bytes.empty()) {
        if (!m_parser) {
            if (!beginsGet(bytes))
                return;
            m_parser = std::make_unique<wire::HttpHeadParser>();
        }
        std::size_t consumed = 0;
        const auto status = m_parser->feed(bytes, consumed);
        bytes = bytes.subspan(consumed);
        if (status == wire::HttpHeadParser::Status::NeedMore)
            return;
        const std::unique_ptr<wire::HttpHeadParser> parser = std::move(m_parser);
        if (status == wire::HttpHeadParser::Status::Failed)
            return;
        if (!parser->head().hasToken("Upgrade", "websocket"))
            continue;
        if (m_stage == Stage::Over) {
            const std::string &raw = parser->raw();
            m_again.assign(raw.begin(), raw.end());
            m_again.insert(m_again.end(), bytes.begin(), bytes.end());
            return;
        }
        m_request = parser->head();
        onRequest(t);
        if (!bytes.empty())
            fromClient(t, bytes);
        return;
    }
}

void Observer::onRequest(Time t)
{
    m_stage = Stage::Asked;
    m_early = {};
    beginRecords();
    m_journal.event(t, Event::HandshakeRequest, {{"raw", m_request.raw}});
}

void Observer::takeAnswer(Time t, wire::Bytes bytes)
{
    while (!bytes.empty() && m_stage == Stage::Asked) {
        if (!m_parser)
            m_parser = std::make_unique<wire::HttpHeadParser>();
        std::size_t consumed = 0;
        const auto status = m_parser->feed(bytes, consumed);
        bytes = bytes.subspan(consumed);
        if (status == wire::HttpHeadParser::Status::NeedMore)
            return;
        if (status == wire::HttpHeadParser::Status::Failed) {
            onNoAnswer(t);
            return;
        }
        m_answer = m_parser->head();
        m_parser.reset();
        m_journal.event(t, Event::HandshakeResponse,
                        {{"status", std::int64_t{m_answer.status()}}, {"raw", m_answer.raw}});
        // RFC 9110 15.2: interim answers may come first; 101 is none for a WebSocket client.
        if (m_answer.status() < 100 || m_answer.status() >= 200 || m_answer.status() == 101)
            onAnswer(t);
    }
    if (!bytes.empty())
        fromServer(t, bytes);
}

void Observer::onNoAnswer(Time t)
{
    const wire::HeadError error = m_parser->error();
    const std::string head = m_parser->raw().substr(0, mostBody);
    m_journal.event(t, Event::HandshakeResponse, {{"raw", head}});
    refuse(t, {error == wire::HeadError::NotHttp ? "not-http" : "head",
               "the server's answer is no HTTP response: " +
                   std::string(wire::headErrorText(error)) + wire::guessText(head)});
}

void Observer::onAnswer(Time t)
{
    const wire::ResponseCheck check = wire::checkResponse(m_answer, requestOf(m_request));
    if (check.problem == wire::ResponseProblem::None) {
        open(t, check.deflate);
        return;
    }
    m_refusal = {std::string(wire::responseProblemId(check.problem)),
                 wire::responseText(check, m_answer), m_answer.status()};
    if (check.problem != wire::ResponseProblem::Status) {
        m_stage = Stage::Doubtful;
        m_doubtfulDeflate = check.deflate;
        return;
    }
    m_stage = Stage::Refused;
    m_refusal.chunked = m_answer.hasToken("Transfer-Encoding", "chunked");
    m_refusal.wanted = mostBody;
    if (const auto length = m_answer.field("Content-Length"); length && !m_refusal.chunked) {
        std::size_t value = 0;
        std::from_chars(length->data(), length->data() + length->size(), value);
        m_refusal.wanted = std::min(value, mostBody);
    }
    if (m_refusal.wanted == 0)
        refuse(t, std::move(m_refusal));
}

/// The start of a plain HTTP answer's body.
void Observer::takeBody(Time t, wire::Bytes bytes)
{
    const std::size_t room = m_refusal.wanted - m_refusal.body.size();
    m_refusal.body.append(textOf(bytes).substr(0, room));
    if (m_refusal.body.size() == m_refusal.wanted ||
        (m_refusal.chunked && m_refusal.body.ends_with("0\r\n\r\n")))
        refuse(t, std::move(m_refusal));
}

} // namespace ajar::capture
