// SPDX-License-Identifier: MIT
//
// What a proxy link does with bytes, and no more: a relay of two legs that decodes the frames of
// both directions and records nothing. It prints "listening PORT" and relays each connection to
// TARGET, a port on loopback.
//
//   relay TARGET
#include "gate/leg.h"
#include "wire/framedecoder.h"
#include "wire/httphead.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/signal_set.hpp>
#include <asio/use_awaitable.hpp>

#include <cstdio>
#include <cstdlib>

using namespace ajar;
using asio::ip::tcp;

namespace
{

constexpr auto asTuple = asio::experimental::as_tuple(asio::use_awaitable);
constexpr std::size_t maxBacklog = 4u << 20; // bytes that wait for a slow reader

/// One connection: two legs, and a reader for each that feeds the other.
class Relay : public std::enable_shared_from_this<Relay>
{
public:
    Relay(asio::io_context &context, tcp::socket application)
        : m_context(context)
        , m_application(context, std::move(application), *this, wire::Role::Client)
        , m_server(context, tcp::socket(context), *this, wire::Role::Server)
    {
    }

    asio::awaitable<void> run(std::uint16_t target)
    {
        const auto self = shared_from_this();
        const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), target);
        const auto [error] = co_await m_server.leg.socket().async_connect(endpoint, asTuple);
        if (error) {
            m_application.leg.reset();
            co_return;
        }
        m_application.leg.socket().set_option(tcp::no_delay(true));
        m_server.leg.socket().set_option(tcp::no_delay(true));
        asio::co_spawn(
            m_context, [self] { return self->move(self->m_application, self->m_server); },
            asio::detached);
        co_await move(m_server, m_application);
    }

private:
    struct Side {
        Side(asio::io_context &context, tcp::socket socket, Relay &relay, wire::Role sender)
            : leg(std::move(socket), [&relay] { return relay.shared_from_this(); })
            , drained(context)
            , decoder({.sender = sender})
        {
            drained.expires_at(asio::steady_timer::time_point::max());
            leg.setCallbacks({.finSent = {},
                              .closeNotifySent = {},
                              .drained = [this] { drained.cancel(); },
                              .failed = [this](auto, auto) { drained.cancel(); }});
        }

        void follow(wire::Bytes bytes)
        {
            if (!headDone) {
                std::size_t consumed = 0;
                headDone = head.feed(bytes, consumed) == wire::HttpHeadParser::Status::Done;
                bytes = bytes.subspan(consumed);
            }
            decoder.feed(bytes);
            while (decoder.next()) {
            }
        }

        gate::Leg leg;
        asio::steady_timer drained;
        wire::FrameDecoder decoder; ///< of what this side sends
        wire::HttpHeadParser head;
        bool headDone = false;
    };

    asio::awaitable<void> move(Side &from, Side &to)
    {
        const auto self = shared_from_this();
        std::vector<std::uint8_t> bytes;
        for (;;) {
            const gate::Leg::Read read = co_await from.leg.read();
            from.follow(read.bytes); // first: a frame may be one to hold
            bytes.assign(read.bytes.begin(), read.bytes.end());
            to.leg.write(bytes);
            if (read.end == gate::Leg::End::Fin) {
                to.leg.shutdownSend();
                co_return;
            }
            if (read.end != gate::Leg::End::None) {
                to.leg.reset();
                co_return;
            }
            if (to.leg.pending() > maxBacklog)
                co_await to.drained.async_wait(asTuple);
        }
    }

    asio::io_context &m_context;
    Side m_application;
    Side m_server;
};

asio::awaitable<void> acceptAll(asio::io_context &context, std::uint16_t target)
{
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    std::printf("listening %d\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    for (;;) {
        auto [error, socket] = co_await acceptor.async_accept(asTuple);
        if (error)
            co_return;
        const auto relay = std::make_shared<Relay>(context, std::move(socket));
        asio::co_spawn(
            context, [relay, target] { return relay->run(target); }, asio::detached);
    }
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fputs("usage: relay TARGET\n", stderr);
        return 2;
    }
    const auto target = static_cast<std::uint16_t>(std::strtoul(argv[1], nullptr, 10));
    asio::io_context context(1);
    asio::signal_set signals(context, SIGTERM, SIGINT);
    signals.async_wait([&context](auto, auto) { context.stop(); });
    asio::steady_timer life(context, std::chrono::minutes(15));
    life.async_wait([&context](const asio::error_code &error) {
        if (!error)
            context.stop();
    });
    asio::co_spawn(
        context, [&] { return acceptAll(context, target); }, asio::detached);
    context.run();
}
