// SPDX-License-Identifier: MIT
#include "gate/clientgate.h"
#include "wire/answertext.h"

#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

// The part of the client gate that conducts the opening handshake and follows redirections.
namespace ajar::gate
{

using closing::Event;
using wire::guessText;

namespace
{

constexpr std::size_t maxBody = 64 * 1024;
constexpr auto bodyPatience = std::chrono::seconds(2);
constexpr int maxInterim = 16; ///< answers with a status below 200, other than 101

/// The statuses whose Location is to be asked instead (RFC 9110 15.4).
bool isRedirection(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string endText(const Leg::Read &read)
{
    if (read.closeNotify)
        return "the server ended TLS before its answer was complete";
    if (read.end == Leg::End::Fin)
        return "the server closed TCP before its answer was complete";
    if (read.end == Leg::End::Reset)
        return "the server reset TCP before its answer was complete";
    return "TCP failed before the answer: " + read.problem;
}

} // namespace

asio::awaitable<void> ClientGate::run()
{
    const auto self = shared_from_this();
    m_logic.connecting(now());
    pump();
    Answer answer = Answer::Redirected;
    while (answer == Answer::Redirected) {
        // One co_await a statement: g++ 12 awaits both sides of && and || whatever the first says.
        bool ready = co_await connect();
        if (ready && m_target.tls)
            ready = co_await establishTls();
        if (!ready)
            co_return;
        answer = co_await shakeHands();
    }
    if (answer == Answer::Opened)
        co_await readLoop();
}

/// The next answer's head. Nothing, when the handshake is over: it has been refused then.
asio::awaitable<std::optional<wire::HttpHead>> ClientGate::readHead()
{
    wire::HttpHeadParser parser(m_options.headLimits);
    auto status = wire::HttpHeadParser::Status::NeedMore;
    while (status == wire::HttpHeadParser::Status::NeedMore) {
        const Leg::Read read = co_await m_leg->read();
        if (m_logic.ended())
            co_return std::nullopt;
        std::size_t consumed = 0;
        if (!read.bytes.empty())
            status = parser.feed(read.bytes, consumed);
        m_leg->unread(read.bytes.subspan(consumed));
        const bool over = read.end != Leg::End::None || read.closeNotify;
        if (status == wire::HttpHeadParser::Status::NeedMore && over) {
            refuseEnd(read, parser.raw());
            co_return std::nullopt;
        }
    }
    if (status == wire::HttpHeadParser::Status::Done)
        co_return parser.head();
    RefusedNotice notice;
    notice.kind = parser.error() == wire::HeadError::NotHttp ? "not-http" : "head";
    notice.text = "the server's answer is no HTTP response: " +
                  std::string(wire::headErrorText(parser.error())) + guessText(parser.raw());
    notice.head = parser.raw().substr(0, maxBody);
    noteLimit(parser.error());
    m_logic.journal().event(now(), Event::HandshakeResponse, {{"raw", notice.head}});
    refuse(std::move(notice));
    co_return std::nullopt;
}

/// The stream has ended inside the answer.
void ClientGate::refuseEnd(const Leg::Read &read, const std::string &head)
{
    if (read.end == Leg::End::TlsFailed) {
        TlsInfo info = m_leg->tls()->info();
        info.problem = read.problem;
        refuseTls(std::move(info));
        return;
    }
    if (read.closeNotify) {
        m_logic.closeNotify(now(), closing::Direction::Received);
        pump(); // ours goes out
    }
    if (read.truncated)
        m_logic.journal().event(now(), Event::TlsTruncated);
    RefusedNotice notice;
    notice.kind = "eof";
    notice.head = head;
    notice.text = endText(read) + guessText(head);
    // Some servers say no more when they don't like it.
    if (m_leg->tls() && m_leg->tls()->info().clientCertificateAsked)
        notice.text += "; it had asked for a client certificate";
    refuse(std::move(notice));
}

asio::awaitable<ClientGate::Answer> ClientGate::shakeHands()
{
    m_stage = "the server's answer was awaited";
    m_options.request.key = wire::encodeKey(randomNonce());
    const std::string request = wire::buildRequest(m_options.request);
    m_logic.journal().event(now(), Event::HandshakeRequest, {{"raw", request}});
    std::vector<std::uint8_t> bytes(request.begin(), request.end());
    m_leg->write(bytes);
    pump();

    wire::HttpHead head;
    for (int interim = 0;; ++interim) {
        std::optional<wire::HttpHead> next = co_await readHead();
        if (!next)
            co_return Answer::Refused;
        head = std::move(*next);
        m_logic.journal().event(now(), Event::HandshakeResponse,
                                {{"status", std::int64_t{head.status()}}, {"raw", head.raw}});
        // RFC 9110 15.2: interim answers may come first; 101 is none for a WebSocket client.
        if (head.status() < 100 || head.status() >= 200 || head.status() == 101 ||
            interim == maxInterim)
            break;
    }
    const wire::ResponseCheck check = wire::checkResponse(head, m_options.request);
    if (check.problem == wire::ResponseProblem::None) {
        m_logic.opened(now(), check.subprotocol, check.deflate);
        m_endpoint->open();
        pump();
        co_return m_logic.ended() ? Answer::Refused : Answer::Opened;
    }
    RefusedNotice notice;
    notice.kind = std::string(wire::responseProblemId(check.problem));
    notice.text = wire::responseText(check, head);
    notice.status = head.status();
    notice.head = head.raw;
    if (isRedirection(head.status()) && redirect(head, notice))
        co_return Answer::Redirected;
    if (check.problem == wire::ResponseProblem::Status)
        notice.body = co_await readBody(head);
    refuse(std::move(notice));
    co_return Answer::Refused;
}

/// Turns to where a redirection leads. False, with the reason in `notice`, if it is not followed.
bool ClientGate::redirect(const wire::HttpHead &head, RefusedNotice &notice)
{
    if (head.count("Location") == 0)
        return false;
    Location location = resolveLocation(m_target, head.field("Location").value_or(""));
    if (head.count("Location") > 1)
        location = {std::nullopt, "it has more than one Location"};
    const std::string url = location.target ? urlOf(*location.target) : std::string();
    notice.location = url;
    std::string why;
    if (!location.target)
        why = "the server redirects, but " + location.problem;
    else if (m_options.maxRedirects == 0)
        why = notice.text + "; it redirects to " + url;
    else if (m_target.tls && !location.target->tls)
        why = "the server redirects from TLS to a connection without it: " + url;
    else if (std::ranges::find(m_visited, *location.target) != m_visited.end())
        why = "the redirections go round in a circle: the server redirects to " + url + " again";
    else if (static_cast<int>(m_visited.size()) > m_options.maxRedirects)
        why = "the server redirects once more, to " + url + ", after " +
              std::to_string(m_options.maxRedirects) + " redirections that were followed";
    if (!why.empty()) {
        if (m_options.maxRedirects > 0)
            notice.kind = "redirect";
        notice.text = std::move(why);
        return false;
    }
    const bool same = sameOrigin(m_target, *location.target);
    m_logic.journal().event(
        now(), Event::Redirected,
        {{"status", std::int64_t{head.status()}}, {"location", url}, {"sameOrigin", same}});
    if (!same)
        leaveOrigin();
    m_target = std::move(*location.target);
    m_visited.push_back(m_target);
    m_options.request.host = hostField(m_target);
    m_options.request.target = m_target.resource;
    pump();
    return true;
}

/// What the user gave for one origin is not sent to another, nor when a redirection leads back.
void ClientGate::leaveOrigin()
{
    m_options.request = withoutSecrets(m_options.request);
    m_options.tlsOptions.clientCertificateFile.clear();
    m_options.tlsOptions.clientKeyFile.clear();
}

void ClientGate::noteLimit(wire::HeadError error)
{
    const wire::HttpHeadParser::Limits &limits = m_options.headLimits;
    if (error == wire::HeadError::TooLarge)
        m_logic.journal().event(now(), Event::LimitReached,
                                {{"limit", std::string("header-bytes")},
                                 {"value", static_cast<std::int64_t>(limits.bytes)}});
    else if (error == wire::HeadError::TooManyFields)
        m_logic.journal().event(now(), Event::LimitReached,
                                {{"limit", std::string("headers")},
                                 {"value", static_cast<std::int64_t>(limits.fields)}});
}

/// The start of a plain HTTP answer's body, as far as it comes within moments.
asio::awaitable<std::string> ClientGate::readBody(const wire::HttpHead &head)
{
    std::string body;
    std::size_t wanted = maxBody;
    if (const auto length = head.field("Content-Length"))
        wanted =
            std::min<std::size_t>(wanted, std::strtoull(std::string(*length).c_str(), nullptr, 10));
    asio::steady_timer patience(m_context, bodyPatience);
    patience.async_wait([this, self = shared_from_this()](const asio::error_code &error) {
        if (!error)
            m_leg->close();
    });
    while (body.size() < wanted) {
        const Leg::Read read = co_await m_leg->read();
        body.append(read.bytes.begin(), read.bytes.end());
        if (read.end != Leg::End::None)
            break;
        // The last chunk of a chunked body.
        if (head.hasToken("Transfer-Encoding", "chunked") && body.ends_with("0\r\n\r\n"))
            break;
    }
    patience.cancel();
    body.resize(std::min(body.size(), wanted));
    co_return body;
}

void ClientGate::refuseUnreachable(std::string kind, std::string text)
{
    RefusedNotice notice;
    notice.kind = std::move(kind);
    notice.text = std::move(text);
    refuse(std::move(notice));
}

void ClientGate::refuse(RefusedNotice notice)
{
    m_logic.refused(now(), std::move(notice));
    pump();
}

void ClientGate::giveUp(GivenUp why)
{
    if (m_givenUp != GivenUp::No)
        return;
    m_givenUp = why;
    if (why == GivenUp::User)
        refuseUnreachable("cancelled", "the attempt was given up by the user");
    else
        refuseUnreachable("timeout", "no complete answer within the handshake timeout of " +
                                         describe(m_logic.policy().timeouts.handshake) +
                                         (m_stage.empty() ? "" : ": " + m_stage));
}

} // namespace ajar::gate
