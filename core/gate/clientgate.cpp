// SPDX-License-Identifier: MIT
#include "gate/clientgate.h"

#include "gate/random.h"
#include "wire/closebody.h"

#include <asio/co_spawn.hpp>
#include <asio/connect.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>

#include <cstdlib>
#include <future>
#include <utility>

namespace ajar::gate
{

using asio::ip::tcp;
using closing::Event;
using closing::Time;

namespace
{

constexpr auto asTuple = asio::experimental::as_tuple(asio::use_awaitable);
constexpr std::size_t maxLegBacklog = 16u << 20; ///< bytes that wait for a slow reader
constexpr std::size_t maxHeldBytes = 64u << 20;  ///< of frames that the user holds
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

closing::ConnectionInfo infoOf(const ClientGate::Options &options, Time t)
{
    closing::ConnectionInfo info;
    info.url = options.url;
    info.t = t;
    info.wallNanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
    if (options.tls) {
        info.options.emplace_back("insecure", options.tlsOptions.insecure);
        if (!options.tlsOptions.caFile.empty())
            info.options.emplace_back("ca", options.tlsOptions.caFile);
    }
    return info;
}

GateLogic::Options logicOptions(const ClientGate::Options &options, bool record, MaskKeys &keys)
{
    GateLogic::Options logic;
    logic.role = wire::Role::Client;
    logic.maxFrameLength = options.maxFrameLength;
    logic.maxMessageLength = options.maxMessageLength;
    logic.record = record;
    logic.maskKey = [&keys] { return keys.next(); };
    return logic;
}

} // namespace

std::shared_ptr<ClientGate> ClientGate::create(asio::io_context &context, Options options,
                                               Policy policy, closing::RecordSink *sink,
                                               NoticeHandler onNotices)
{
    auto endpoint = EndpointLeg::create(context);
    if (!endpoint)
        return nullptr;
    return std::shared_ptr<ClientGate>(new ClientGate(context, std::move(options),
                                                      std::move(policy), sink, std::move(onNotices),
                                                      std::move(endpoint)));
}

ClientGate::ClientGate(asio::io_context &context, Options options, Policy policy,
                       closing::RecordSink *sink, NoticeHandler onNotices,
                       std::shared_ptr<EndpointLeg> endpoint)
    : m_context(context)
    , m_options(std::move(options))
    , m_sink(sink)
    , m_onNotices(std::move(onNotices))
    , m_start(sink ? sink->start() : std::chrono::steady_clock::now())
    , m_endpoint(std::move(endpoint))
    , m_logic(logicOptions(m_options, sink != nullptr, m_maskKeys), std::move(policy), now())
    , m_leg(tcp::socket(context),
            [this] { return std::static_pointer_cast<void>(shared_from_this()); })
    , m_resolver(context)
    , m_timer(context)
    , m_room(context)
{
    if (m_sink)
        m_connection = m_sink->addConnection(infoOf(m_options, now()));
}

Time ClientGate::now() const
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() -
                                                                m_start)
        .count();
}

// ---------------------------------------------------------------- from any thread

template<typename Action>
void ClientGate::post(Action action)
{
    asio::post(m_context, [self = shared_from_this(), action = std::move(action)]() mutable {
        action(self->m_logic, self->now());
        self->pump();
    });
}

void ClientGate::start()
{
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
    m_leg.setCallbacks(std::move(callbacks));
    const auto weak = weak_from_this();
    m_endpoint->start(
        [weak](const wire::FrameView &frame) {
            if (const auto self = weak.lock())
                self->fromEndpoint(frame);
        },
        [weak] {
            if (const auto self = weak.lock())
                self->throttle();
        });
    asio::co_spawn(
        m_context, [self = shared_from_this()] { return self->run(); }, asio::detached);
}

void ClientGate::wantMessages(bool on)
{
    post([on](GateLogic &logic, Time) { logic.wantMessages(on); });
}

void ClientGate::sendPing(std::vector<std::uint8_t> payload)
{
    post([payload = std::move(payload)](GateLogic &logic, Time t) { logic.sendPing(t, payload); });
}

void ClientGate::sendClose(std::optional<std::uint16_t> code, std::string reason)
{
    post([code, reason = std::move(reason)](GateLogic &logic, Time t) {
        logic.sendClose(t, code, reason);
    });
}

void ClientGate::release(std::uint64_t number)
{
    post([number](GateLogic &logic, Time t) { logic.release(t, number); });
}

void ClientGate::drop(std::uint64_t number)
{
    post([number](GateLogic &logic, Time t) { logic.drop(t, number); });
}

void ClientGate::fin()
{
    post([](GateLogic &logic, Time t) { logic.fin(t); });
}

void ClientGate::reset()
{
    post([self = this](GateLogic &logic, Time t) {
        if (logic.monitor().state() == closing::LinkState::Connecting)
            self->giveUp(GivenUp::User);
        else
            logic.reset(t);
    });
}

void ClientGate::abandon()
{
    std::promise<void> done;
    asio::post(m_context, [self = shared_from_this(), &done] {
        if (self->m_logic.monitor().state() == closing::LinkState::Connecting)
            self->giveUp(GivenUp::User);
        else
            self->m_logic.reset(self->now());
        self->pump();
        self->m_sink = nullptr;
        self->m_onNotices = nullptr;
        done.set_value();
    });
    done.get_future().wait();
}

void ClientGate::setPolicy(Policy policy)
{
    post([policy = std::move(policy)](GateLogic &logic, Time t) mutable {
        logic.setPolicy(t, std::move(policy));
    });
}

// ---------------------------------------------------------------- the opening handshake

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

// ---------------------------------------------------------------- the open connection

asio::awaitable<void> ClientGate::readLoop()
{
    if (!m_early.empty()) {
        m_logic.received(now(), m_early);
        m_early = {};
        pump();
    }
    Leg::End end = Leg::End::None;
    while (end == Leg::End::None && !m_logic.ended()) {
        co_await waitForRoom();
        const Leg::Read read = co_await m_leg.read();
        if (m_logic.ended())
            co_return;
        const Time t = now();
        end = read.end;
        if (!read.bytes.empty())
            m_logic.received(t, read.bytes);
        if (read.closeNotify)
            m_logic.closeNotify(t, closing::Direction::Received);
        m_finSeen = end == Leg::End::Fin;
        if (m_finSeen)
            m_logic.finReceived(t);
        else if (end == Leg::End::Reset)
            m_logic.resetReceived(t);
        else if (end != Leg::End::None)
            m_logic.silence(t, read.problem);
        pump();
    }
    // TCP may stay half open for long: a reset still counts.
    if (end != Leg::End::Fin || m_logic.ended())
        co_return;
    const Leg::End after = co_await m_leg.waitForReset();
    if (m_logic.ended() || after == Leg::End::None)
        co_return;
    if (after == Leg::End::Reset)
        m_logic.resetReceived(now());
    else
        m_logic.silence(now(), "TCP failed");
    pump();
}

asio::awaitable<void> ClientGate::waitForRoom()
{
    while (!m_logic.ended() && (m_sinkFull || m_endpoint->pending() > maxLegBacklog)) {
        m_room.expires_at(asio::steady_timer::time_point::max());
        co_await m_room.async_wait(asTuple);
    }
}

void ClientGate::fromEndpoint(const wire::FrameView &frame)
{
    if (frame.header.opcode == wire::Opcode::Ping) {
        const wire::CloseBody body = wire::parseCloseBody(frame.payload);
        m_logic.sendClose(now(), body.code, body.reason);
    } else {
        m_logic.sendData(now(), frame.header.opcode, frame.payload, frame.header.fin);
    }
    pump();
}

void ClientGate::pump()
{
    if (m_pumping)
        return;
    m_pumping = true;
    for (;;) {
        m_leg.write(m_logic.toPeer());
        m_endpoint->write(m_logic.toEndpoint());
        const GateLogic::Wishes wishes = m_logic.takeWishes();
        if (!wishes.fin && !wishes.closeNotify && !wishes.reset && !wishes.abandon)
            break;
        carryOut(wishes);
    }
    m_pumping = false;
    submit();
    armTimer();
    throttle();
    finishIfEnded();
}

void ClientGate::carryOut(const GateLogic::Wishes &wishes)
{
    if (wishes.abandon) {
        giveUp(GivenUp::Timeout);
    } else if (wishes.reset) {
        m_leg.reset();
        m_logic.resetSent(now());
    } else if (wishes.closeNotify && !wishes.fin) {
        m_leg.sendCloseNotify();
    } else if (wishes.fin) {
        m_leg.shutdownSend();
    }
}

void ClientGate::submit()
{
    if (m_sink && !m_logic.journal().empty() &&
        !m_sink->submit(m_logic.journal().take(m_connection)) && !std::exchange(m_sinkFull, true))
        awaitSink();
    auto notices = m_logic.takeNotices();
    if (!notices.empty() && m_onNotices)
        m_onNotices(std::move(notices));
}

/// While the sink is full neither side is read.
void ClientGate::awaitSink()
{
    m_sink->whenRoom([weak = weak_from_this()] {
        if (const auto self = weak.lock()) {
            asio::post(self->m_context, [self] {
                self->m_sinkFull = false;
                self->throttle();
            });
        }
    });
}

void ClientGate::armTimer()
{
    const auto deadline = m_logic.ended() ? std::nullopt : m_logic.deadline();
    if (deadline == m_armed)
        return;
    m_armed = deadline;
    if (!deadline) {
        m_timer.cancel();
        return;
    }
    m_timer.expires_at(m_start + std::chrono::nanoseconds(*deadline));
    m_timer.async_wait([self = shared_from_this()](const asio::error_code &error) {
        if (error)
            return;
        self->m_armed.reset();
        self->m_logic.tick(self->now());
        self->pump();
    });
}

/// A peer that does not read must not fill our memory: its endpoint waits. An endpoint that does
/// not read makes the peer wait.
void ClientGate::throttle()
{
    const bool slow = m_leg.pending() > maxLegBacklog;
    m_logic.setCongested(slow);
    m_endpoint->setPaused(slow || m_sinkFull || m_logic.heldBytes() > maxHeldBytes);
    if (m_endpoint->pending() <= maxLegBacklog && !m_sinkFull)
        m_room.cancel();
}

void ClientGate::finishIfEnded()
{
    if (!m_logic.ended() || std::exchange(m_finished, true))
        return;
    const auto &received = m_logic.monitor().outcome().received;
    std::optional<std::vector<std::uint8_t>> body;
    if (received)
        body = wire::encodeCloseBody(received->code, received->reason);
    m_endpoint->finish(std::move(body));
    m_resolver.cancel();
    m_timer.cancel();
    m_room.cancel();
    m_leg.close();
}

} // namespace ajar::gate
