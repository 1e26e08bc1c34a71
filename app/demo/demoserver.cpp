// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demoserver.h"

#include "wire/closebody.h"
#include "wire/framedecoder.h"
#include "wire/frameencoder.h"
#include "wire/handshake.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>

#include <array>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace ajar::app
{

using asio::ip::tcp;
using wire::Opcode;
using namespace std::chrono_literals;

namespace
{

constexpr auto asTuple = asio::experimental::as_tuple(asio::use_awaitable);
constexpr auto tickInterval = 250ms;
constexpr int ticksPerPing = 4;
constexpr int ticksBeforeClose = 16;
constexpr auto closePatience = 30s;

wire::Bytes bytesOf(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

/// One visitor: a reader and a script, which share the socket.
class Visit : public std::enable_shared_from_this<Visit>
{
public:
    explicit Visit(tcp::socket socket)
        : m_socket(std::move(socket))
        , m_timer(m_socket.get_executor())
    {
    }

    asio::awaitable<void> run()
    {
        const auto self = shared_from_this();
        std::vector<std::uint8_t> early;
        if (!co_await shakeHands(early))
            co_return;
        asio::co_spawn(
            m_socket.get_executor(), [self] { return self->script(); }, asio::detached);
        co_await read(std::move(early));
        m_ended = true;
        m_timer.cancel();
        asio::error_code ignored;
        m_socket.close(ignored);
    }

private:
    asio::awaitable<bool> shakeHands(std::vector<std::uint8_t> &early)
    {
        wire::HttpHeadParser parser;
        std::array<std::uint8_t, 4096> buffer{};
        for (auto status = wire::HttpHeadParser::Status::NeedMore;
             status != wire::HttpHeadParser::Status::Done;) {
            const auto [error, size] =
                co_await m_socket.async_read_some(asio::buffer(buffer), asTuple);
            std::size_t consumed = 0;
            if (!error)
                status = parser.feed(wire::Bytes(buffer).first(size), consumed);
            if (error || status == wire::HttpHeadParser::Status::Failed)
                co_return false;
            early.assign(buffer.begin() + static_cast<std::ptrdiff_t>(consumed),
                         buffer.begin() + static_cast<std::ptrdiff_t>(size));
        }
        std::string answer = "HTTP/1.1 426 Upgrade Required\r\nUpgrade: websocket\r\n"
                             "Connection: close\r\nContent-Length: 0\r\n\r\n";
        const bool accepted = wire::checkRequest(parser.head()) == wire::RequestProblem::None;
        if (accepted)
            answer = wire::buildResponse(*parser.head().field("Sec-WebSocket-Key"), {});
        const auto [error, written] =
            co_await asio::async_write(m_socket, asio::buffer(answer), asTuple);
        co_return accepted && !error;
    }

    asio::awaitable<void> read(std::vector<std::uint8_t> early)
    {
        wire::FrameDecoder::Options options;
        options.sender = wire::Role::Client;
        wire::FrameDecoder decoder(options);
        std::array<std::uint8_t, 16 * 1024> buffer{};
        wire::Bytes bytes(early);
        while (!m_ended) {
            decoder.feed(bytes);
            while (const auto frame = decoder.next()) {
                if (!answer(*frame))
                    co_return;
            }
            if (decoder.lost())
                co_return;
            const auto [error, size] =
                co_await m_socket.async_read_some(asio::buffer(buffer), asTuple);
            if (error)
                co_return;
            bytes = wire::Bytes(buffer).first(size);
        }
    }

    /// False when the conversation is over.
    bool answer(const wire::FrameView &frame)
    {
        switch (frame.header.opcode) {
        case Opcode::Text:
            if (!m_closeSent)
                send(Opcode::Text, frame.payload);
            return true;
        case Opcode::Ping:
            send(Opcode::Pong, frame.payload);
            return true;
        case Opcode::Close:
            if (!m_closeSent)
                send(Opcode::Close, frame.payload);
            flush(true);
            return false;
        default:
            return true;
        }
    }

    asio::awaitable<void> script()
    {
        for (int tick = 1; tick <= ticksBeforeClose && !m_closeSent && !m_ended; ++tick) {
            send(Opcode::Text, bytesOf("{\"type\":\"tick\",\"n\":" + std::to_string(tick) +
                                       ",\"price\":" + std::to_string(100 + tick * 7 % 13) + "}"));
            if (tick % ticksPerPing == 0)
                send(Opcode::Ping, bytesOf("demo " + std::to_string(tick / ticksPerPing)));
            m_timer.expires_after(tickInterval);
            co_await m_timer.async_wait(asTuple);
        }
        if (m_closeSent || m_ended)
            co_return;
        send(Opcode::Close, wire::encodeCloseBody(1001, "server restart"));
        m_timer.expires_after(closePatience);
        co_await m_timer.async_wait(asTuple);
        asio::error_code ignored;
        m_socket.close(ignored);
    }

    void send(Opcode opcode, wire::Bytes payload)
    {
        if (m_ended)
            return;
        m_closeSent |= opcode == Opcode::Close;
        wire::appendFrame(m_pending, wire::makeHeader(opcode, payload.size()), payload);
        flush(false);
    }

    /// The demo's frames are few and small: they fit into the kernel's buffer at once.
    void flush(bool fin)
    {
        asio::error_code ignored;
        asio::write(m_socket, asio::buffer(m_pending), ignored);
        m_pending.clear();
        if (fin)
            m_socket.shutdown(tcp::socket::shutdown_send, ignored);
    }

    tcp::socket m_socket;
    asio::steady_timer m_timer;
    std::vector<std::uint8_t> m_pending;
    bool m_closeSent = false;
    bool m_ended = false;
};

} // namespace

class DemoServer::Private
{
public:
    Private()
        : acceptor(context)
    {
        const tcp::endpoint loopback(asio::ip::address_v4::loopback(), 0);
        asio::error_code error;
        acceptor.open(loopback.protocol(), error);
        if (!error)
            acceptor.bind(loopback, error);
        if (!error)
            acceptor.listen(16, error);
        if (error)
            return;
        port = acceptor.local_endpoint().port();
        asio::co_spawn(
            context, [this] { return accept(); }, asio::detached);
        thread = std::thread([this] { context.run(); });
    }

    ~Private()
    {
        context.stop();
        if (thread.joinable())
            thread.join();
    }

    asio::awaitable<void> accept()
    {
        for (;;) {
            auto [error, socket] = co_await acceptor.async_accept(asTuple);
            if (error)
                co_return;
            const auto visit = std::make_shared<Visit>(std::move(socket));
            asio::co_spawn(
                context, [visit] { return visit->run(); }, asio::detached);
        }
    }

    asio::io_context context{1};
    tcp::acceptor acceptor;
    std::thread thread;
    int port = 0;
};

DemoServer::DemoServer()
    : d(std::make_unique<Private>())
{
}

DemoServer::~DemoServer() = default;

QUrl DemoServer::url() const
{
    if (d->port == 0)
        return {};
    QUrl url;
    url.setScheme(QStringLiteral("ws"));
    url.setHost(QStringLiteral("127.0.0.1"));
    url.setPort(d->port);
    url.setPath(QStringLiteral("/demo"));
    return url;
}

} // namespace ajar::app
