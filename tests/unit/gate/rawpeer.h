// SPDX-License-Identifier: MIT
#pragma once

#include "wire/framedecoder.h"
#include "wire/frameencoder.h"

#include <asio/generic/stream_protocol.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ajar::gate::test
{

/// How a blocking read ended.
enum class Ended { No, Fin, Reset, Timeout };

/// One end of a TCP connection, with blocking calls that give up after seconds: a peer that we did
/// not write would do the same. It knows HTTP heads and frames, and keeps no rules.
class RawSocket
{
public:
    RawSocket() = default;
    /// `context` is that of the socket, if nothing else keeps it.
    explicit RawSocket(asio::generic::stream_protocol::socket socket,
                       std::shared_ptr<asio::io_context> context = nullptr);

    RawSocket(RawSocket &&) = default;
    RawSocket &operator=(RawSocket &&other) noexcept
    {
        m_socket.reset();
        m_context = std::move(other.m_context);
        m_socket = std::move(other.m_socket);
        m_input = std::move(other.m_input);
        m_decoder = std::move(other.m_decoder);
        m_frames = std::move(other.m_frames);
        m_nextFrame = other.m_nextFrame;
        m_bytesRead = other.m_bytesRead;
        m_ended = other.m_ended;
        return *this;
    }

    bool isOpen() const { return m_socket && m_socket->is_open(); }
    bool send(const std::vector<std::uint8_t> &bytes);
    bool send(const std::string &text);
    /// Sends as much as the other end takes at once.
    std::size_t sendWhatFits(const std::vector<std::uint8_t> &bytes);
    bool sendFrame(wire::Opcode opcode, const std::string &payload, bool masked = false);

    /// Reads up to the empty line of an HTTP head.
    std::string readHead();
    std::string readExactly(std::size_t size);
    struct Frame {
        wire::Opcode opcode = wire::Opcode::Text;
        std::string payload;
        bool fin = true;
        bool operator==(const Frame &) const = default;
    };
    /// The next frame; nullopt when the stream ends, see ended().
    std::optional<Frame> readFrame();
    /// Reads and forgets until the stream ends; returns how it ended.
    Ended readToEnd();
    Ended ended() const { return m_ended; }
    std::size_t bytesRead() const { return m_bytesRead; }

    void sendFin();
    void sendReset();
    void close();
    asio::generic::stream_protocol::socket &socket() { return *m_socket; }

private:
    bool fill();

    std::shared_ptr<asio::io_context> m_context; ///< outlives the socket
    std::optional<asio::generic::stream_protocol::socket> m_socket;
    std::vector<std::uint8_t> m_input;
    wire::FrameDecoder m_decoder{{.sender = wire::Role::Server,
                                  .maxFrameLength = std::uint64_t{1} << 32,
                                  .maxMessageLength = std::uint64_t{1} << 32,
                                  .rsvAllowed = 0}};
    std::vector<RawSocket::Frame> m_frames;
    std::size_t m_nextFrame = 0;
    std::size_t m_bytesRead = 0;
    Ended m_ended = Ended::No;
};

/// A server's listening socket on 127.0.0.1.
class RawServer
{
public:
    RawServer();
    std::uint16_t port() const;
    /// The next connection; not open if none came within seconds.
    RawSocket accept();
    /// The same with the opening handshake done.
    RawSocket acceptWebSocket(const std::string &behindTheHead = {});

private:
    std::shared_ptr<asio::io_context> m_context = std::make_shared<asio::io_context>();
    asio::ip::tcp::acceptor m_acceptor;
};

/// A client of the loopback leg, as the QWebSocket is one.
class RawClient
{
public:
    RawSocket connect(std::uint16_t port);
    /// Sends the opening handshake for this path; what comes back is not read.
    RawSocket connectWebSocket(std::uint16_t port, const std::string &path);

private:
    std::shared_ptr<asio::io_context> m_context = std::make_shared<asio::io_context>();
};

/// The 101 response to a request's head.
std::string responseTo(const std::string &requestHead, const std::string &subprotocol = {});

} // namespace ajar::gate::test
