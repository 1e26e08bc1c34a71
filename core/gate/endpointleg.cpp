// SPDX-License-Identifier: MIT
#include "gate/endpointleg.h"

#include "gate/random.h"
#include "wire/frameencoder.h"
#include "wire/handshake.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/use_awaitable.hpp>

#include <utility>

namespace ajar::gate
{

using asio::ip::tcp;

namespace
{

constexpr auto asTuple = asio::experimental::as_tuple(asio::use_awaitable);
constexpr std::size_t maxCandidates = 16;
constexpr auto lateEndpoint = std::chrono::seconds(5);

wire::FrameDecoder::Options fromEndpoint()
{
    wire::FrameDecoder::Options options;
    options.sender = wire::Role::Client;
    options.maxFrameLength = std::uint64_t{1} << 40;
    options.maxMessageLength = std::uint64_t{1} << 40;
    return options;
}

} // namespace

std::shared_ptr<EndpointLeg> EndpointLeg::create(asio::io_context &context)
{
    asio::error_code error;
    tcp::acceptor acceptor(context);
    const tcp::endpoint loopback(asio::ip::address_v4::loopback(), 0);
    acceptor.open(loopback.protocol(), error);
    if (!error)
        acceptor.bind(loopback, error);
    if (!error)
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return nullptr;
    return std::shared_ptr<EndpointLeg>(new EndpointLeg(context, std::move(acceptor)));
}

EndpointLeg::EndpointLeg(asio::io_context &context, tcp::acceptor acceptor)
    : m_context(context)
    , m_acceptor(std::move(acceptor))
    , m_port(m_acceptor.local_endpoint().port())
    , m_token(randomToken())
    , m_resume(context)
    , m_decoder(fromEndpoint())
{
}

void EndpointLeg::start(FrameHandler onFrame, std::function<void()> onDrained)
{
    m_onFrame = std::move(onFrame);
    m_onDrained = std::move(onDrained);
    asio::co_spawn(
        m_context, [self = shared_from_this()] { return self->run(); }, asio::detached);
}

asio::awaitable<void> EndpointLeg::run()
{
    while (!m_stopped) {
        auto [error, socket] = co_await m_acceptor.async_accept(asTuple);
        if (error == asio::error::connection_aborted)
            continue;
        if (error || m_stopped)
            break;
        if (m_candidates.size() >= maxCandidates) {
            m_candidates.front()->close();
            m_candidates.pop_front();
        }
        socket.set_option(tcp::no_delay(true), error);
        m_candidates.push_back(std::make_shared<Leg>(std::move(socket), [weak = weak_from_this()] {
            return std::static_pointer_cast<void>(weak.lock());
        }));
        asio::co_spawn(
            m_context,
            [self = shared_from_this(), candidate = m_candidates.back()] {
                return self->examine(candidate);
            },
            asio::detached);
    }
}

/// Anybody on this machine may connect: only the QWebSocket knows the token.
asio::awaitable<void> EndpointLeg::examine(std::shared_ptr<Leg> candidate)
{
    wire::HttpHeadParser parser;
    std::vector<std::uint8_t> early; // what came behind the request
    auto status = wire::HttpHeadParser::Status::NeedMore;
    while (status == wire::HttpHeadParser::Status::NeedMore) {
        const Leg::Read read = co_await candidate->read();
        if (read.end != Leg::End::None)
            break;
        std::size_t consumed = 0;
        status = parser.feed(read.bytes, consumed);
        early.assign(read.bytes.begin() + static_cast<std::ptrdiff_t>(consumed), read.bytes.end());
    }
    std::erase(m_candidates, candidate);
    if (m_stopped || status != wire::HttpHeadParser::Status::Done ||
        wire::requestTarget(parser.head()) != "/" + m_token ||
        wire::checkRequest(parser.head()) != wire::RequestProblem::None) {
        candidate->close();
        co_return;
    }
    m_key = std::string(parser.head().field("Sec-WebSocket-Key").value_or(""));
    take(std::move(candidate));
    co_await readFrames(std::move(early));
}

void EndpointLeg::take(std::shared_ptr<Leg> leg)
{
    m_leg = std::move(leg);
    Leg::Callbacks callbacks;
    callbacks.drained = [this] { m_onDrained(); };
    callbacks.failed = [this](Leg::End, const std::string &) { m_onDrained(); };
    m_leg->setCallbacks(std::move(callbacks));
    stopAccepting();
    respondIfReady();
    if (m_finished) {
        m_resume.cancel();
        m_leg->shutdownSend();
    }
}

void EndpointLeg::stopAccepting()
{
    m_stopped = true;
    asio::error_code ignored;
    m_acceptor.close(ignored);
    for (const auto &candidate : std::exchange(m_candidates, {}))
        candidate->close();
}

void EndpointLeg::open()
{
    m_opened = true;
    respondIfReady();
}

void EndpointLeg::respondIfReady()
{
    if (m_responded || !m_leg || !m_opened)
        return;
    m_responded = true;
    // No subprotocol, whatever the peer chose: this QWebSocket offered none and would refuse one.
    const std::string text = wire::buildResponse(m_key, {});
    std::vector<std::uint8_t> bytes(text.begin(), text.end());
    bytes.insert(bytes.end(), m_waiting.begin(), m_waiting.end());
    m_waiting = {};
    m_leg->write(bytes);
}

void EndpointLeg::write(std::vector<std::uint8_t> &bytes)
{
    if (m_finished) {
        bytes.clear();
    } else if (m_responded) {
        m_leg->write(bytes);
    } else {
        m_waiting.insert(m_waiting.end(), bytes.begin(), bytes.end());
        bytes.clear();
    }
}

asio::awaitable<void> EndpointLeg::readFrames(std::vector<std::uint8_t> early)
{
    Leg::Read read;
    read.bytes = early;
    while (read.end == Leg::End::None) {
        // After the end what it still sends is read and forgotten: to close the socket over unread
        // bytes would reset it, and what is on its way to the endpoint would be lost.
        if (!m_finished)
            m_decoder.feed(read.bytes);
        while (const auto frame = m_finished ? std::nullopt : m_decoder.next()) {
            if (!wire::isControl(frame->header.opcode) ||
                frame->header.opcode == wire::Opcode::Ping)
                m_onFrame(*frame);
        }
        while (m_paused && !m_finished) {
            m_resume.expires_at(asio::steady_timer::time_point::max());
            co_await m_resume.async_wait(asTuple);
        }
        read = co_await m_leg->read();
    }
    m_leg->close();
    m_onDrained();
}

void EndpointLeg::setPaused(bool paused)
{
    if (std::exchange(m_paused, paused) && !paused)
        m_resume.cancel();
}

void EndpointLeg::finish(std::optional<std::vector<std::uint8_t>> closeBody)
{
    if (m_finished)
        return;
    m_finished = true;
    m_resume.cancel();
    if (m_opened && closeBody) {
        std::vector<std::uint8_t> bytes;
        wire::appendFrame(bytes, wire::makeHeader(wire::Opcode::Close, closeBody->size()),
                          *closeBody);
        if (m_responded)
            m_leg->write(bytes);
        else
            m_waiting.insert(m_waiting.end(), bytes.begin(), bytes.end());
    }
    if (m_leg) {
        // The endpoint's answer or its end wakes the reading coroutine, which closes the leg.
        m_leg->shutdownSend();
    } else if (!m_opened) {
        stopAccepting();
    } else {
        m_resume.expires_after(lateEndpoint);
        m_resume.async_wait([self = shared_from_this()](const asio::error_code &error) {
            if (!error)
                self->stopAccepting();
        });
    }
}

} // namespace ajar::gate
