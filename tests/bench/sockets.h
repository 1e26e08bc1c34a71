// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"
#include "wire/opcode.h"

#include <cstdint>
#include <string>
#include <vector>

/// Blocking loopback sockets for benchmarks: the plainest thing that can be on the other side. Any
/// failure, also of a peer that is silent for a minute, ends the program with a message.
namespace ajar::bench
{

[[noreturn]] void fail(const std::string &what);

class Socket
{
public:
    explicit Socket(int descriptor = -1)
        : m_descriptor(descriptor)
    {
    }
    Socket(Socket &&other) noexcept;
    Socket &operator=(Socket &&other) noexcept;
    ~Socket();

    static Socket connectTo(std::uint16_t port);

    void sendAll(wire::Bytes bytes) const;
    void sendAll(const std::string &text) const;
    /// What has come, at least one byte; empty after FIN or RST.
    wire::Bytes receive(std::vector<std::uint8_t> &buffer) const;
    /// Exactly as many bytes as `out` holds.
    void receiveAll(std::vector<std::uint8_t> &out) const;
    /// A message head up to its empty line. What follows must not have been sent yet.
    std::string receiveHead() const;
    void shutdownSend() const;

private:
    int m_descriptor;
};

class Listener
{
public:
    Listener();
    ~Listener();
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    std::uint16_t port() const { return m_port; }
    Socket accept() const;

private:
    int m_descriptor;
    std::uint16_t m_port = 0;
};

/// `count` equal frames one after another; masked when a client sends them.
std::vector<std::uint8_t> frames(wire::Opcode opcode, std::size_t size, std::size_t count,
                                 bool masked = false);

} // namespace ajar::bench
