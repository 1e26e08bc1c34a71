// SPDX-License-Identifier: MIT
#include "gate/clientgate.h"
#include "gate/refusal.h"

#include <asio/experimental/as_tuple.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

// The part of the client gate that reaches its target: proxy, addresses, TCP, TLS.
namespace ajar::gate
{

using asio::ip::tcp;
using closing::Event;

namespace
{

constexpr auto asTuple = asio::experimental::as_tuple(asio::use_awaitable);
constexpr std::size_t maxSocketPath = 107; // what sockaddr_un holds beside its final zero
constexpr std::size_t maxAddresses = 32;

} // namespace

/// Each connection is a leg of its own; what an earlier one still has to say is not heard.
void ClientGate::useLeg(Leg::Socket socket)
{
    if (m_leg) {
        m_leg->setCallbacks({});
        m_leg->close();
    }
    m_leg = std::make_shared<Leg>(
        std::move(socket), [this] { return std::static_pointer_cast<void>(shared_from_this()); });
    Leg::Callbacks callbacks;
    callbacks.finSent = [this] {
        m_logic.finSent(now());
        pump();
    };
    callbacks.closeNotifySent = [this] {
        m_logic.closeNotify(now(), closing::Direction::Sent);
        pump();
    };
    callbacks.drained = [this] { throttle(); };
    callbacks.failed = [this](Leg::End end, const std::string &problem) {
        // Until the peer's direction has ended, its reader sees the end behind what came before it.
        if (m_logic.ended() || !m_finSeen)
            return;
        if (end == Leg::End::Reset)
            m_logic.resetReceived(now());
        else
            m_logic.silence(now(), problem);
        pump();
    };
    m_leg->setCallbacks(std::move(callbacks));
}

asio::awaitable<bool> ClientGate::connect()
{
    ProxyOptions proxy = m_options.proxy;
    if (m_options.findProxy && m_target.socketPath.empty() && !isLoopback(m_target.host)) {
        m_stage = "the system's proxy settings were being read";
        const std::function<ProxyOptions()> find = [find = m_options.findProxy, target = m_target] {
            return find(target);
        };
        const auto found = co_await m_proxySearch.run(find);
        if (m_logic.ended())
            co_return false;
        proxy = found.value_or(ProxyOptions{});
    }
    const bool direct = proxy.kind == ProxyOptions::Kind::None || !m_target.socketPath.empty();
    closing::Attributes attributes;
    if (!m_target.socketPath.empty())
        attributes = {{"host", m_target.socketPath}};
    else if (direct)
        attributes = {{"host", m_target.host}, {"port", std::int64_t{m_target.port}}};
    else
        attributes = {
            {"host", proxy.host}, {"port", std::int64_t{proxy.port}}, {"proxy", nameOf(proxy)}};
    m_logic.journal().event(now(), Event::TcpConnecting, std::move(attributes));
    pump();
    bool done = false;
    if (!m_target.socketPath.empty())
        done = co_await connectUnix();
    else if (direct)
        done = co_await connectTcp(m_target.host, m_target.port, false);
    else
        done = co_await connectTcp(proxy.host, proxy.port, true);
    if (done && !direct)
        done = co_await openTunnel(std::move(proxy));
    co_return done;
}

asio::awaitable<bool> ClientGate::connectTcp(std::string host, std::uint16_t port, bool toProxy)
{
    const std::string whose = toProxy ? "the proxy can't be used: " : "";
    m_stage = "the name \"" + host + "\" was being resolved";
    Addresses addresses;
    if (isAddress(host)) {
        addresses = m_options.lookup(host);
    } else {
        const std::function<Addresses()> resolve = [lookup = m_options.lookup, host] {
            return lookup(host);
        };
        const auto found = co_await m_resolution.run(resolve);
        if (m_logic.ended())
            co_return false;
        addresses = found.value_or(Addresses{});
    }
    if (addresses.list.empty()) {
        refuseUnreachable(toProxy ? "proxy" : "dns",
                          whose + "the name \"" + host +
                              "\" can't be resolved: " + addresses.problem);
        co_return false;
    }
    std::vector<tcp::endpoint> field;
    for (const asio::ip::address &address : alternated(addresses.list))
        field.emplace_back(address, port);
    field.resize(std::min(field.size(), maxAddresses));
    m_stage = "TCP was connecting to " + hostAndPort(host, port);
    std::string problem;
    const TcpRace::Lost lost = [&](const tcp::endpoint &endpoint, const asio::error_code &error) {
        const std::string text =
            connectText(hostAndPort(endpoint.address().to_string(), endpoint.port()), error);
        problem += (problem.empty() ? "" : "; ") + text;
        m_logic.journal().event(now(), Event::TcpFailed, {{"problem", text}});
    };
    m_race = TcpRace::create(m_context, std::move(field), lost);
    auto socket = co_await m_race->run();
    const std::chrono::duration<double> roundTrip = m_race->roundTrip();
    m_race.reset();
    if (m_logic.ended())
        co_return false;
    if (!socket) {
        refuseUnreachable(toProxy ? "proxy" : "connect", whose + problem);
        co_return false;
    }
    asio::error_code ignored;
    socket->set_option(tcp::no_delay(true), ignored);
    const tcp::endpoint remote = socket->remote_endpoint(ignored);
    const tcp::endpoint local = socket->local_endpoint(ignored);
    useLeg(std::move(*socket));
    m_logic.journal().event(now(), Event::TcpConnected,
                            {{"address", remote.address().to_string()},
                             {"port", std::int64_t{remote.port()}},
                             {"localAddress", local.address().to_string()},
                             {"localPort", std::int64_t{local.port()}},
                             {"roundTrip", roundTrip.count()}});
    pump();
    co_return true;
}

asio::awaitable<bool> ClientGate::connectUnix()
{
    const std::string path = m_target.socketPath;
    m_stage = "the Unix socket was connecting";
    asio::error_code error = asio::error::name_too_long;
    if (path.size() <= maxSocketPath) {
        useLeg(asio::local::stream_protocol::socket(m_context));
        const Leg::Socket::endpoint_type endpoint = asio::local::stream_protocol::endpoint(path);
        const auto [failure] = co_await m_leg->socket().async_connect(endpoint, asTuple);
        error = failure;
    }
    if (m_logic.ended())
        co_return false;
    if (error) {
        const std::string text = connectText("the Unix socket " + path, error);
        m_logic.journal().event(now(), Event::TcpFailed, {{"problem", text}});
        refuseUnreachable("connect", text);
        co_return false;
    }
    m_logic.journal().event(now(), Event::TcpConnected, {{"address", path}});
    pump();
    co_return true;
}

asio::awaitable<bool> ClientGate::openTunnel(ProxyOptions proxy)
{
    const std::string name = nameOf(proxy);
    m_stage = "the proxy " + name + " was opening a tunnel";
    const auto conversation =
        askForTunnel(proxy, m_target.host, m_target.port, m_options.headLimits);
    auto status = ProxyConversation::Status::NeedMore;
    RefusedNotice notice;
    notice.kind = "proxy";
    while (status == ProxyConversation::Status::NeedMore) {
        m_leg->write(conversation->output());
        const Leg::Read read = co_await m_leg->read();
        if (m_logic.ended())
            co_return false;
        std::size_t consumed = 0;
        if (!read.bytes.empty())
            status = conversation->feed(read.bytes, consumed);
        if (status == ProxyConversation::Status::Done)
            m_leg->unread(read.bytes.subspan(consumed));
        if (status == ProxyConversation::Status::NeedMore && read.end != Leg::End::None) {
            notice.text =
                "the proxy " + name +
                (read.end == Leg::End::Fin     ? " closed TCP before its answer was complete"
                 : read.end == Leg::End::Reset ? " reset TCP before its answer was complete"
                                               : " failed: " + read.problem);
            notice.head = conversation->answer();
            refuse(std::move(notice));
            co_return false;
        }
    }
    if (status == ProxyConversation::Status::Failed) {
        noteLimit(conversation->headError());
        notice.text = "the proxy " + name + " " + conversation->problem();
        notice.head = conversation->answer();
        refuse(std::move(notice));
        co_return false;
    }
    m_logic.journal().event(
        now(), Event::ProxyConnected,
        {{"proxy", name}, {"target", hostAndPort(m_target.host, m_target.port)}});
    pump();
    co_return true;
}

TlsOptions ClientGate::tlsOptions() const
{
    TlsOptions options = m_options.tlsOptions;
    options.host = m_target.host;
    for (const TrustException &exception : m_options.trustExceptions) {
        if (wire::equalsIgnoringCase(exception.host, m_target.host) &&
            exception.port == m_target.port)
            options.trustedFingerprints.push_back(exception.fingerprint);
    }
    return options;
}

asio::awaitable<bool> ClientGate::establishTls()
{
    m_stage = "TLS was being established";
    // Reading some hundred authorities takes a while, in which others would have to wait.
    const std::function<MadeTls()> make = [options = tlsOptions()] {
        MadeTls made;
        made.tls = Tls::create(options, made.problem);
        return made;
    };
    auto made = co_await m_tlsSetup.run(make);
    if (m_logic.ended() || !made)
        co_return false;
    std::string problem = made->problem;
    TlsInfo info;
    if (made->tls) {
        m_leg->setTls(std::move(made->tls));
        const Leg::Read result = co_await m_leg->handshake();
        if (m_logic.ended())
            co_return false;
        info = m_leg->tls()->info();
        if (result.end == Leg::End::None) {
            m_logic.journal().event(now(), Event::TlsEstablished, attributesOf(info));
            if (m_onNotices)
                m_onNotices({TlsNotice{info, true}});
            pump();
            co_return true;
        }
        problem = result.end == Leg::End::TlsFailed ? result.problem
                  : result.end == Leg::End::Fin     ? "the server ended TCP"
                  : result.end == Leg::End::Reset   ? "the server reset TCP"
                                                    : "TCP failed: " + result.problem;
    }
    info.problem = problem;
    refuseTls(std::move(info));
    co_return false;
}

void ClientGate::refuseTls(TlsInfo info)
{
    m_logic.journal().event(now(), Event::TlsFailed, attributesOf(info));
    const std::string text = "TLS failed: " + info.problem;
    if (m_onNotices)
        m_onNotices({TlsNotice{std::move(info), false}});
    refuseUnreachable("tls", text);
}

/// What the opening may be waiting for ends.
void ClientGate::stopOpening()
{
    m_proxySearch.cancel();
    m_resolution.cancel();
    m_tlsSetup.cancel();
    if (m_race)
        m_race->cancel();
}

} // namespace ajar::gate
