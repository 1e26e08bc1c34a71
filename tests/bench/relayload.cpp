// SPDX-License-Identifier: MIT
//
// Load for a relay: a server and a client, each in a thread of its own, that talk through it. It
// prints "listening PORT", the port to relay to, then obeys lines on standard input, where VIA is
// the port to connect to (the relay's, or this program's own for no relay):
//
//   throughput VIA SIZE COUNT   the server sends COUNT messages; prints the seconds that they took
//   latency VIA SIZE COUNT      the client sends one message after another and waits for each one's
//                               echo; prints the median and the 99th percentile in microseconds
#include "sockets.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <thread>

using namespace ajar;
using bench::Listener;
using bench::Socket;
using Clock = std::chrono::steady_clock;

namespace
{

constexpr std::size_t blockSize = 1 << 20;
constexpr unsigned life = 900; // seconds

const std::string request = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const std::string response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                             "Connection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

/// Runs `server` for the connection that the client makes, and `client`, until both have ended.
void converse(const Listener &listener, std::uint16_t via,
              const std::function<void(const Socket &)> &server,
              const std::function<void(const Socket &)> &client)
{
    std::thread other([&] {
        const Socket peer = listener.accept();
        peer.receiveHead();
        peer.sendAll(response);
        server(peer);
    });
    {
        const Socket peer = Socket::connectTo(via);
        peer.sendAll(request);
        std::vector<std::uint8_t> head(response.size()); // frames may follow at once
        peer.receiveAll(head);
        client(peer);
    }
    other.join();
}

double throughput(const Listener &listener, std::uint16_t via, std::size_t size, std::size_t count)
{
    const std::size_t frameSize = bench::frames(wire::Opcode::Binary, size, 1).size();
    const auto block =
        bench::frames(wire::Opcode::Binary, size, std::max<std::size_t>(1, blockSize / frameSize));
    const auto send = [&](const Socket &peer) {
        for (std::size_t left = count * frameSize; left > 0;) {
            const std::size_t now = std::min(left, block.size());
            peer.sendAll(wire::Bytes(block).first(now));
            left -= now;
        }
        peer.shutdownSend();
        std::vector<std::uint8_t> end(4096);
        peer.receive(end);
    };
    std::size_t received = 0;
    double seconds = 0;
    const auto receive = [&](const Socket &peer) {
        std::vector<std::uint8_t> buffer(1 << 18);
        Clock::time_point start;
        for (;;) {
            const wire::Bytes bytes = peer.receive(buffer);
            if (bytes.empty())
                break;
            if (received == 0)
                start = Clock::now();
            received += bytes.size();
        }
        seconds = std::chrono::duration<double>(Clock::now() - start).count();
    };
    converse(listener, via, send, receive);
    if (received != count * frameSize)
        bench::fail("bytes are missing");
    return seconds;
}

std::vector<double> latency(const Listener &listener, std::uint16_t via, std::size_t size,
                            std::size_t count)
{
    const auto question = bench::frames(wire::Opcode::Binary, size, 1, true);
    const auto answer = bench::frames(wire::Opcode::Binary, size, 1);
    const auto echo = [&](const Socket &peer) {
        std::vector<std::uint8_t> in(question.size());
        for (std::size_t i = 0; i < count; ++i) {
            peer.receiveAll(in);
            peer.sendAll(answer);
        }
        peer.receive(in); // until the client ends
    };
    std::vector<double> times;
    const auto ask = [&](const Socket &peer) {
        std::vector<std::uint8_t> in(answer.size());
        for (std::size_t i = 0; i < count; ++i) {
            const auto start = Clock::now();
            peer.sendAll(question);
            peer.receiveAll(in);
            times.push_back(
                std::chrono::duration<double, std::micro>(Clock::now() - start).count());
        }
    };
    converse(listener, via, echo, ask);
    std::sort(times.begin(), times.end());
    return times;
}

} // namespace

int main()
{
    alarm(life);
    const Listener listener;
    std::printf("listening %d\n", listener.port());
    std::fflush(stdout);
    std::string what;
    std::uint16_t via = 0;
    std::size_t size = 0;
    std::size_t count = 0;
    while (std::cin >> what >> via >> size >> count) {
        if (what == "throughput") {
            std::printf("%.6f\n", throughput(listener, via, size, count));
        } else if (what == "latency") {
            const auto times = latency(listener, via, size, count);
            std::printf("%.1f %.1f\n", times[times.size() / 2], times[times.size() * 99 / 100]);
        } else {
            return 2;
        }
        std::fflush(stdout);
    }
}
