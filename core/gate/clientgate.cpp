// SPDX-License-Identifier: MIT
#include "gate/clientgate.h"

#include "gate/random.h"
#include "wire/closebody.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>

#include <future>
#include <utility>

namespace ajar::gate
{

using closing::Event;
using closing::Time;
using namespace std::chrono_literals;

namespace
{

constexpr auto asTuple = asio::experimental::as_tuple(asio::use_awaitable);
constexpr std::size_t maxEndpointBacklog = 16u << 20; ///< bytes that wait for a slow endpoint
constexpr auto tlsPatience = 2s;
constexpr auto tlsSetupPatience = 5s; ///< it reads files and thinks: that ends by itself

closing::ConnectionInfo infoOf(const ClientGate::Options &options, Time t)
{
    closing::ConnectionInfo info;
    info.url = options.url;
    info.t = t;
    info.wallNanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(
                               std::chrono::system_clock::now().time_since_epoch())
                               .count();
    info.options = recordedOptions(options);
    return info;
}

GateLogic::Options logicOptions(const ClientGate::Options &options, bool record, MaskKeys &keys)
{
    GateLogic::Options logic;
    logic.role = wire::Role::Client;
    logic.limits = options.limits;
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
    , m_target(targetOf(m_options))
    , m_visited{m_target}
    , m_proxySearch(context, 0ms)
    , m_resolution(context, 0ms)
    , m_tlsSetup(context, tlsSetupPatience)
    , m_timer(context)
    , m_room(context)
{
    useLeg(Leg::Socket(context));
    if (m_sink)
        m_connection = m_sink->addConnection(infoOf(m_options, now()));
}

Time ClientGate::now() const
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() -
                                                                m_start)
        .count();
}

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

void ClientGate::sendRaw(wire::RawFrame frame, bool inTurn)
{
    post([self = this, inTurn, frame = std::move(frame)](GateLogic &logic, Time t) mutable {
        if (inTurn && !logic.ended())
            self->m_raw.push_back(std::move(frame));
        else
            logic.sendRaw(t, frame);
    });
}

void ClientGate::edit(std::uint64_t number, std::vector<std::uint8_t> payload)
{
    post([number, payload = std::move(payload)](GateLogic &logic, Time t) {
        logic.edit(t, number, payload);
    });
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

asio::awaitable<void> ClientGate::readLoop()
{
    Leg::End end = Leg::End::None;
    while (end == Leg::End::None && !m_logic.ended()) {
        co_await waitForRoom();
        Leg::Read read = co_await m_leg->read();
        if (m_logic.ended())
            co_return;
        if (!read.bytes.empty())
            m_logic.received(now(), read.bytes);
        if (read.closeNotify)
            m_logic.closeNotify(now(), closing::Direction::Received);
        if (read.end == Leg::End::TlsFailed)
            read = co_await outliveTls(std::move(read.problem));
        if (m_logic.ended())
            co_return;
        const Time t = now();
        end = read.end;
        if (read.truncated)
            m_logic.journal().event(t, Event::TlsTruncated);
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
    const Leg::End after = co_await m_leg->waitForReset();
    if (m_logic.ended() || after == Leg::End::None)
        co_return;
    if (after == Leg::End::Reset)
        m_logic.resetReceived(now());
    else
        m_logic.silence(now(), "TCP failed");
    pump();
}

/// TLS has failed, by an alert or by a fault, and nothing can be read or sent any more. Whoever has
/// broken it off ends TCP within moments, or we do.
asio::awaitable<Leg::Read> ClientGate::outliveTls(std::string problem)
{
    m_logic.journal().event(now(), Event::TlsFailed, {{"problem", std::move(problem)}});
    pump();
    asio::steady_timer patience(m_context, tlsPatience);
    patience.async_wait([self = shared_from_this()](const asio::error_code &error) {
        if (error || self->m_logic.ended())
            return;
        self->m_logic.reset(self->now());
        self->pump();
    });
    Leg::Read read = co_await m_leg->discard();
    patience.cancel();
    read.truncated = false;
    co_return read;
}

asio::awaitable<void> ClientGate::waitForRoom()
{
    while (!m_logic.ended() && !mayRead()) {
        m_room.expires_at(asio::steady_timer::time_point::max());
        co_await m_room.async_wait(asTuple);
    }
}

void ClientGate::fromEndpoint(const wire::FrameView &frame)
{
    if (frame.header.opcode == wire::Opcode::Ping && frame.payload.size() == 1) {
        if (!m_raw.empty()) {
            m_logic.sendRaw(now(), m_raw.front());
            m_raw.pop_front();
        }
    } else if (frame.header.opcode == wire::Opcode::Ping) {
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
        m_leg->write(m_logic.toPeer());
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
        m_leg->reset();
        m_logic.resetSent(now());
    } else if (wishes.closeNotify && !wishes.fin) {
        m_leg->sendCloseNotify();
    } else if (wishes.fin) {
        m_leg->shutdownSend();
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

bool ClientGate::mayRead() const
{
    return !m_sinkFull && m_endpoint->pending() <= maxEndpointBacklog &&
           !m_logic.heldTooMuch(closing::Direction::Received);
}

/// A peer that does not read must not fill our memory: its endpoint waits. An endpoint that does
/// not read makes the peer wait.
void ClientGate::throttle()
{
    m_logic.setQueued(now(), m_leg->pending());
    m_endpoint->setPaused(m_logic.congested() || m_sinkFull ||
                          m_logic.heldTooMuch(closing::Direction::Sent));
    if (mayRead())
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
    stopOpening();
    m_timer.cancel();
    m_room.cancel();
    m_leg->close();
}

} // namespace ajar::gate
