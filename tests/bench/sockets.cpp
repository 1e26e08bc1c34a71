// SPDX-License-Identifier: MIT
#include "sockets.h"

#include "wire/frameencoder.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace ajar::bench
{

namespace
{

constexpr timeval patience{60, 0};

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void prepare(int descriptor)
{
    const int on = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

} // namespace

void fail(const std::string &what)
{
    std::fprintf(stderr, "%s: %s\n", what.c_str(), std::strerror(errno));
    std::exit(1);
}

Socket::Socket(Socket &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{
}

Socket &Socket::operator=(Socket &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

Socket::~Socket()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Socket Socket::connectTo(std::uint16_t port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    prepare(descriptor);
    const sockaddr_in address = loopback(port);
    if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        fail("connecting to port " + std::to_string(port));
    return Socket(descriptor);
}

void Socket::sendAll(wire::Bytes bytes) const
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(m_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            fail("sending");
        bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
}

void Socket::sendAll(const std::string &text) const
{
    sendAll(wire::Bytes(reinterpret_cast<const std::uint8_t *>(text.data()), text.size()));
}

wire::Bytes Socket::receive(std::vector<std::uint8_t> &buffer) const
{
    const ssize_t size = ::recv(m_descriptor, buffer.data(), buffer.size(), 0);
    if (size < 0 && errno != ECONNRESET)
        fail("receiving");
    return wire::Bytes(buffer.data(), size < 0 ? 0 : static_cast<std::size_t>(size));
}

void Socket::receiveAll(std::vector<std::uint8_t> &out) const
{
    const ssize_t size = ::recv(m_descriptor, out.data(), out.size(), MSG_WAITALL);
    if (size != static_cast<ssize_t>(out.size()))
        fail("receiving");
}

std::string Socket::receiveHead() const
{
    std::string head;
    std::vector<std::uint8_t> buffer(4096);
    while (!head.ends_with("\r\n\r\n")) {
        const wire::Bytes bytes = receive(buffer);
        if (bytes.empty() || head.size() > 65536)
            fail("receiving the opening handshake");
        head.append(bytes.begin(), bytes.end());
    }
    return head;
}

void Socket::shutdownSend() const
{
    ::shutdown(m_descriptor, SHUT_WR);
}

Listener::Listener()
    : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(m_descriptor, reinterpret_cast<const sockaddr *>(&address), size) != 0 ||
        ::listen(m_descriptor, 8) != 0 ||
        ::getsockname(m_descriptor, reinterpret_cast<sockaddr *>(&address), &size) != 0)
        fail("listening");
    m_port = ntohs(address.sin_port);
    setsockopt(m_descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

Listener::~Listener()
{
    ::close(m_descriptor);
}

Socket Listener::accept() const
{
    const int descriptor = ::accept4(m_descriptor, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0)
        fail("accepting");
    prepare(descriptor);
    return Socket(descriptor);
}

std::vector<std::uint8_t> frames(wire::Opcode opcode, std::size_t size, std::size_t count,
                                 bool masked)
{
    constexpr std::array<std::uint8_t, 4> key{0x37, 0xfa, 0x21, 0x3d};
    const std::vector<std::uint8_t> payload(size, 'a');
    const wire::FrameHeader header = wire::makeHeader(opcode, size, true, masked ? &key : nullptr);
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < count; ++i)
        wire::appendFrame(bytes, header, payload);
    return bytes;
}

} // namespace ajar::bench
