// SPDX-License-Identifier: MIT
#include "gate/clientgate.h"

#include <asio/connect.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

// The part of the client gate that connects and conducts the opening handshake.
namespace ajar::gate
{

using asio::ip::tcp;
using closing::Event;

namespace
{

constexpr auto asTuple = asio::experimental::as_tuple(asio::use_awaitable);
constexpr std::size_t maxBody = 64 * 1024;
constexpr auto bodyPatience = std::chrono::seconds(2);

std::string addressText(const tcp::endpoint &endpoint)
{
    const std::string address = endpoint.address().to_string();
    const std::string port = std::to_string(endpoint.port());
    return endpoint.address().is_v6() ? "[" + address + "]:" + port : address + ":" + port;
}

std::string connectText(const std::string &where, const asio::error_code &error)
{
    if (error == asio::error::connection_refused)
        return where + " refused the TCP connection: nothing listens there";
    if (error == asio::error::timed_out)
        return where + " did not answer";
    return where + " can't be reached: " + error.message();
}

std::string responseText(const wire::ResponseCheck &check, const wire::HttpHead &head)
{
    using Problem = wire::ResponseProblem;
    switch (check.problem) {
    case Problem::Status:
        return "the server answered \"" + head.startLine + "\" instead of 101 Switching Protocols";
    case Problem::Upgrade:
        return "the server's 101 has no \"Upgrade: websocket\"";
    case Problem::Connection:
        return "the server's 101 has no \"Connection: Upgrade\"";
    case Problem::AcceptMissing:
        return "the server's 101 has no Sec-WebSocket-Accept";
    case Problem::AcceptWrong:
        return "Sec-WebSocket-Accept is wrong: \"" + check.found + "\" came, \"" + check.expected +
               "\" was due";
    case Problem::Subprotocol:
        return "the server chose the subprotocol \"" + check.found + "\", which was not offered";
    case Problem::Extension:
        return "the server chose the extension \"" + check.found + "\", which was not offered";
    case Problem::None:
        break;
    }
    return {};
}

} // namespace

asio::awaitable<void> ClientGate::run()
{
    const auto self = shared_from_this();
    m_logic.connecting(now());
    m_logic.journal().event(now(), Event::TcpConnecting,
                            {{"host", m_options.host}, {"port", std::int64_t{m_options.port}}});
    pump();
    // One co_await a statement: g++ 12 awaits both sides of && and || whatever the first one says.
    bool ready = co_await connect();
    if (ready && m_options.tls)
        ready = co_await establishTls();
    if (ready)
        ready = co_await shakeHands();
    if (ready)
        co_await readLoop();
}

asio::awaitable<bool> ClientGate::connect()
{
    const auto [resolveError, results] =
        co_await m_resolver.async_resolve(m_options.host, std::to_string(m_options.port), asTuple);
    if (m_logic.ended())
        co_return false;
    if (resolveError) {
        refuseUnreachable("dns", "the name \"" + m_options.host +
                                     "\" can't be resolved: " + resolveError.message());
        co_return false;
    }
    std::string problem;
    for (const auto &entry : results) {
        const tcp::endpoint endpoint = entry.endpoint();
        asio::error_code ignored;
        m_leg.socket().close(ignored);
        const auto [error] = co_await m_leg.socket().async_connect(endpoint, asTuple);
        if (m_logic.ended())
            co_return false;
        if (error) {
            const std::string text = connectText(addressText(endpoint), error);
            problem += (problem.empty() ? "" : "; ") + text;
            m_logic.journal().event(now(), Event::TcpFailed, {{"problem", text}});
            continue;
        }
        m_leg.socket().set_option(tcp::no_delay(true), ignored);
        const tcp::endpoint local = m_leg.socket().local_endpoint(ignored);
        m_logic.journal().event(now(), Event::TcpConnected,
                                {{"address", endpoint.address().to_string()},
                                 {"port", std::int64_t{endpoint.port()}},
                                 {"localAddress", local.address().to_string()},
                                 {"localPort", std::int64_t{local.port()}}});
        pump();
        co_return true;
    }
    refuseUnreachable("connect", problem);
    co_return false;
}

asio::awaitable<bool> ClientGate::establishTls()
{
    std::string problem;
    auto tls = Tls::create(m_options.tlsOptions, problem);
    if (tls) {
        m_leg.setTls(std::move(tls));
        const Leg::Read result = co_await m_leg.handshake();
        if (m_logic.ended())
            co_return false;
        if (result.end == Leg::End::None) {
            const TlsInfo info = m_leg.tls()->info();
            closing::Attributes attributes{
                {"protocol", info.protocol}, {"cipher", info.cipher},
                {"verified", info.verified}, {"subject", info.subject},
                {"issuer", info.issuer},     {"fingerprint", info.fingerprint}};
            if (!info.problem.empty())
                attributes.emplace_back("problem", info.problem);
            m_logic.journal().event(now(), Event::TlsEstablished, std::move(attributes));
            if (m_onNotices)
                m_onNotices({TlsNotice{info}});
            pump();
            co_return true;
        }
        problem = result.end == Leg::End::TlsFailed ? result.problem
                  : result.end == Leg::End::Fin     ? "the server closed TCP"
                                                    : "TCP failed: " + result.problem;
    }
    m_logic.journal().event(now(), Event::TlsFailed, {{"problem", problem}});
    refuseUnreachable("tls", "TLS failed: " + problem);
    co_return false;
}

asio::awaitable<bool> ClientGate::shakeHands()
{
    m_options.request.key = wire::encodeKey(randomNonce());
    const std::string request = wire::buildRequest(m_options.request);
    m_logic.journal().event(now(), Event::HandshakeRequest, {{"raw", request}});
    std::vector<std::uint8_t> bytes(request.begin(), request.end());
    m_leg.write(bytes);
    pump();

    wire::HttpHeadParser parser;
    auto status = wire::HttpHeadParser::Status::NeedMore;
    while (status == wire::HttpHeadParser::Status::NeedMore) {
        const Leg::Read read = co_await m_leg.read();
        if (m_logic.ended())
            co_return false;
        std::size_t consumed = 0;
        if (!read.bytes.empty())
            status = parser.feed(read.bytes, consumed);
        m_early.assign(read.bytes.begin() + static_cast<std::ptrdiff_t>(consumed),
                       read.bytes.end());
        if (status == wire::HttpHeadParser::Status::NeedMore && read.end != Leg::End::None) {
            RefusedNotice notice;
            notice.kind = "eof";
            notice.head = parser.raw();
            notice.text = read.end == Leg::End::Fin
                              ? "the server closed TCP before its answer was complete"
                          : read.end == Leg::End::Reset
                              ? "the server reset TCP before its answer was complete"
                              : "TCP failed before the answer: " + read.problem;
            refuse(std::move(notice));
            co_return false;
        }
    }
    const wire::HttpHead &head = parser.head();
    if (status == wire::HttpHeadParser::Status::Failed) {
        RefusedNotice notice;
        notice.kind = parser.error() == wire::HeadError::NotHttp ? "not-http" : "head";
        notice.text = "the server's answer is no HTTP response: " +
                      std::string(wire::headErrorText(parser.error()));
        notice.head = parser.raw().substr(0, maxBody);
        m_logic.journal().event(now(), Event::HandshakeResponse, {{"raw", notice.head}});
        refuse(std::move(notice));
        co_return false;
    }
    m_logic.journal().event(now(), Event::HandshakeResponse,
                            {{"status", std::int64_t{head.status()}}, {"raw", head.raw}});
    const wire::ResponseCheck check = wire::checkResponse(head, m_options.request);
    if (check.problem != wire::ResponseProblem::None) {
        RefusedNotice notice;
        notice.kind = std::string(wire::responseProblemId(check.problem));
        notice.text = responseText(check, head);
        notice.status = head.status();
        notice.head = head.raw;
        if (check.problem == wire::ResponseProblem::Status)
            notice.body = co_await readBody(head, std::string(m_early.begin(), m_early.end()));
        refuse(std::move(notice));
        co_return false;
    }
    m_logic.opened(now(), check.subprotocol);
    m_endpoint->open();
    pump();
    co_return !m_logic.ended();
}

/// The start of a plain HTTP answer's body, as far as it comes within moments.
asio::awaitable<std::string> ClientGate::readBody(const wire::HttpHead &head, std::string body)
{
    std::size_t wanted = maxBody;
    if (const auto length = head.field("Content-Length"))
        wanted =
            std::min<std::size_t>(wanted, std::strtoull(std::string(*length).c_str(), nullptr, 10));
    asio::steady_timer patience(m_context, bodyPatience);
    patience.async_wait([this, self = shared_from_this()](const asio::error_code &error) {
        if (!error)
            m_leg.close();
    });
    while (body.size() < wanted) {
        const Leg::Read read = co_await m_leg.read();
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
                                         describe(m_logic.policy().timeouts.handshake));
}

} // namespace ajar::gate
