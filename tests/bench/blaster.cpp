// SPDX-License-Identifier: MIT
//
// A WebSocket server that sends COUNT text messages of SIZE bytes as fast as the socket takes them,
// then Close 1000, and waits for the answer. It prints "listening PORT", then for each of
// CONNECTIONS connections how long that took, from the first byte to the answer.
//
//   blaster COUNT SIZE CONNECTIONS
#include "sockets.h"

#include "wire/framedecoder.h"
#include "wire/handshake.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

using namespace ajar;

namespace
{

constexpr std::size_t blockSize = 1 << 20;
constexpr unsigned life = 900; // seconds

void awaitClose(const bench::Socket &peer)
{
    wire::FrameDecoder decoder({.sender = wire::Role::Client});
    std::vector<std::uint8_t> buffer(65536);
    for (;;) {
        const wire::Bytes bytes = peer.receive(buffer);
        if (bytes.empty())
            bench::fail("the peer ended TCP without a Close");
        decoder.feed(bytes);
        while (const auto frame = decoder.next()) {
            if (frame->header.opcode == wire::Opcode::Close)
                return;
        }
    }
}

void openHandshake(const bench::Socket &peer)
{
    wire::HttpHeadParser parser;
    const std::string head = peer.receiveHead();
    std::size_t consumed = 0;
    parser.feed(wire::Bytes(reinterpret_cast<const std::uint8_t *>(head.data()), head.size()),
                consumed);
    const auto key = parser.head().field("Sec-WebSocket-Key");
    if (!key)
        bench::fail("the request has no Sec-WebSocket-Key");
    peer.sendAll(wire::buildResponse(*key, {}));
}

double serve(const bench::Socket &peer, wire::Bytes block, std::size_t frameSize, std::size_t count)
{
    openHandshake(peer);
    constexpr std::uint8_t close[] = {0x88, 2, 0x03, 0xe8};
    const std::size_t framesInBlock = block.size() / frameSize;
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t left = count; left > 0;) {
        const std::size_t now = std::min(left, framesInBlock);
        peer.sendAll(block.first(now * frameSize));
        left -= now;
    }
    peer.sendAll(close);
    awaitClose(peer);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 4) {
        std::fputs("usage: blaster COUNT SIZE CONNECTIONS\n", stderr);
        return 2;
    }
    alarm(life);
    const std::size_t count = std::strtoul(argv[1], nullptr, 10);
    const std::size_t size = std::strtoul(argv[2], nullptr, 10);
    const std::size_t frameSize = bench::frames(wire::Opcode::Text, size, 1).size();
    const auto block =
        bench::frames(wire::Opcode::Text, size, std::max<std::size_t>(1, blockSize / frameSize));
    const bench::Listener listener;
    std::printf("listening %d\n", listener.port());
    std::fflush(stdout);
    for (unsigned long i = std::strtoul(argv[3], nullptr, 10); i > 0; --i) {
        const bench::Socket peer = listener.accept();
        std::printf("%.6f\n", serve(peer, block, frameSize, count));
        std::fflush(stdout);
        peer.shutdownSend();
        std::vector<std::uint8_t> rest(4096);
        while (!peer.receive(rest).empty()) {
        }
    }
}
