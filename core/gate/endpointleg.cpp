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
        acceptor.listen(4, error);
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
    for (bool done = m_finished; !done;) {
        const bool accepted = co_await acceptOne();
        done = accepted || m_finished;
    }
    asio::error_code ignored;
    m_acceptor.close(ignored);
    if (m_finished || !m_leg)
        co_return;
    respondIfReady();
    co_await readFrames(std::move(m_early));
}

/// True when nothing more is to be accepted: the endpoint is there, or the leg is finished.
asio::awaitable<bool> EndpointLeg::acceptOne()
{
    auto [error, socket] = co_await m_acceptor.async_accept(asTuple);
    if (error)
        co_return true;
    socket.set_option(tcp::no_delay(true), error);
    auto leg = std::make_unique<Leg>(std::move(socket), [weak = weak_from_this()] {
        return std::static_pointer_cast<void>(weak.lock());
    });
    wire::HttpHeadParser parser;
    for (auto status = wire::HttpHeadParser::Status::NeedMore;
         status != wire::HttpHeadParser::Status::Done;) {
        const Leg::Read read = co_await leg->read();
        if (read.end != Leg::End::None)
            co_return false;
        std::size_t consumed = 0;
        status = parser.feed(read.bytes, consumed);
        if (status == wire::HttpHeadParser::Status::Failed)
            co_return false;
        m_early.assign(read.bytes.begin() + static_cast<std::ptrdiff_t>(consumed),
                       read.bytes.end());
    }
    // Anybody on this machine may connect: only the QWebSocket knows the token.
    if (wire::requestTarget(parser.head()) != "/" + m_token ||
        wire::checkRequest(parser.head()) != wire::RequestProblem::None) {
        leg->close();
        co_return false;
    }
    m_key = std::string(parser.head().field("Sec-WebSocket-Key").value_or(""));
    m_leg = std::move(leg);
    Leg::Callbacks callbacks;
    callbacks.drained = [this] { m_onDrained(); };
    m_leg->setCallbacks(std::move(callbacks));
    co_return true;
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
    while (read.end == Leg::End::None && !m_finished) {
        m_decoder.feed(read.bytes);
        while (const auto frame = m_decoder.next()) {
            if (!wire::isControl(frame->header.opcode) ||
                frame->header.opcode == wire::Opcode::Ping)
                m_onFrame(*frame);
        }
        while (m_paused && !m_finished) {
            m_resume.expires_at(asio::steady_timer::time_point::max());
            co_await m_resume.async_wait(asTuple);
        }
        if (!m_finished)
            read = co_await m_leg->read();
    }
    m_leg->close();
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
    if (m_leg && m_responded && closeBody) {
        std::vector<std::uint8_t> bytes;
        wire::appendFrame(bytes, wire::makeHeader(wire::Opcode::Close, closeBody->size()),
                          *closeBody);
        m_leg->write(bytes);
    }
    m_finished = true;
    m_resume.cancel();
    asio::error_code ignored;
    m_acceptor.close(ignored);
    // The endpoint's answer or its end wakes the reading coroutine, which closes the leg.
    if (m_leg)
        m_leg->shutdownSend();
}

} // namespace ajar::gate
