// SPDX-License-Identifier: MIT
#include "rawpeer.h"

#include "wire/handshake.h"

#include <asio/buffer.hpp>
#include <asio/write.hpp>

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <utility>

namespace ajar::gate::test
{

using asio::ip::tcp;

namespace
{

constexpr int patienceSeconds = 20;

bool readable(int descriptor)
{
    pollfd entry{descriptor, POLLIN, 0};
    return ::poll(&entry, 1, patienceSeconds * 1000) > 0;
}

} // namespace

RawSocket::RawSocket(asio::generic::stream_protocol::socket socket,
                     std::shared_ptr<asio::io_context> context)
    : m_context(std::move(context))
    , m_socket(std::move(socket))
{
    const timeval patience{patienceSeconds, 0};
    ::setsockopt(m_socket->native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    ::setsockopt(m_socket->native_handle(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    asio::error_code ignored;
    m_socket->set_option(tcp::no_delay(true), ignored);
}

bool RawSocket::send(const std::vector<std::uint8_t> &bytes)
{
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::send(m_socket->native_handle(), bytes.data() + done,
                                     bytes.size() - done, MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        done += static_cast<std::size_t>(count);
    }
    return true;
}

bool RawSocket::send(const std::string &text)
{
    return send(std::vector<std::uint8_t>(text.begin(), text.end()));
}

std::size_t RawSocket::sendWhatFits(const std::vector<std::uint8_t> &bytes)
{
    const ssize_t count =
        ::send(m_socket->native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

bool RawSocket::sendFrame(wire::Opcode opcode, const std::string &payload, bool masked)
{
    const std::array<std::uint8_t, 4> key{1, 2, 3, 4};
    std::vector<std::uint8_t> bytes;
    wire::appendFrame(bytes,
                      wire::makeHeader(opcode, payload.size(), true, masked ? &key : nullptr),
                      {reinterpret_cast<const std::uint8_t *>(payload.data()), payload.size()});
    return send(bytes);
}

bool RawSocket::fill()
{
    if (m_ended != Ended::No)
        return false;
    m_input.resize(1u << 16);
    const ssize_t count = ::recv(m_socket->native_handle(), m_input.data(), m_input.size(), 0);
    if (count > 0) {
        m_input.resize(static_cast<std::size_t>(count));
        m_bytesRead += m_input.size();
        return true;
    }
    m_ended = count == 0 ? Ended::Fin : errno == ECONNRESET ? Ended::Reset : Ended::Timeout;
    m_input.clear();
    return false;
}

std::string RawSocket::readHead()
{
    std::string head;
    char byte = 0;
    while (!head.ends_with("\r\n\r\n") && ::recv(m_socket->native_handle(), &byte, 1, 0) == 1)
        head.push_back(byte);
    return head;
}

std::string RawSocket::readExactly(std::size_t size)
{
    std::string bytes(size, '\0');
    const ssize_t count =
        ::recv(m_socket->native_handle(), bytes.data(), bytes.size(), MSG_WAITALL);
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
}

std::optional<RawSocket::Frame> RawSocket::readFrame()
{
    while (m_nextFrame == m_frames.size()) {
        m_frames.clear();
        m_nextFrame = 0;
        if (!fill())
            return std::nullopt;
        m_decoder.feed(m_input);
        while (const auto frame = m_decoder.next())
            m_frames.push_back({frame->header.opcode,
                                {frame->payload.begin(), frame->payload.end()},
                                frame->header.fin});
    }
    return std::move(m_frames[m_nextFrame++]);
}

Ended RawSocket::readToEnd()
{
    while (fill()) {
    }
    return m_ended;
}

void RawSocket::sendFin()
{
    ::shutdown(m_socket->native_handle(), SHUT_WR);
}

void RawSocket::sendReset()
{
    asio::error_code ignored;
    m_socket->set_option(asio::socket_base::linger(true, 0), ignored);
    m_socket->close(ignored);
}

void RawSocket::close()
{
    asio::error_code ignored;
    m_socket->close(ignored);
}

RawServer::RawServer()
    : m_acceptor(*m_context, tcp::endpoint(asio::ip::address_v4::loopback(), 0))
{
}

std::uint16_t RawServer::port() const
{
    return m_acceptor.local_endpoint().port();
}

RawSocket RawServer::accept()
{
    if (!readable(m_acceptor.native_handle()))
        return {};
    asio::error_code error;
    tcp::socket socket = m_acceptor.accept(error);
    return error ? RawSocket() : RawSocket(std::move(socket), m_context);
}

RawSocket RawServer::acceptWebSocket(const std::string &behindTheHead)
{
    RawSocket peer = accept();
    if (peer.isOpen())
        peer.send(responseTo(peer.readHead()) + behindTheHead);
    return peer;
}

RawSocket RawClient::connect(std::uint16_t port)
{
    tcp::socket socket(*m_context);
    asio::error_code error;
    socket.connect({asio::ip::address_v4::loopback(), port}, error);
    return error ? RawSocket() : RawSocket(std::move(socket), m_context);
}

RawSocket RawClient::connectWebSocket(std::uint16_t port, const std::string &path)
{
    RawSocket socket = connect(port);
    if (socket.isOpen()) {
        socket.send("GET " + path +
                    " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }
    return socket;
}

std::string responseTo(const std::string &requestHead, const std::string &subprotocol)
{
    wire::HttpHeadParser parser;
    std::size_t consumed = 0;
    parser.feed({reinterpret_cast<const std::uint8_t *>(requestHead.data()), requestHead.size()},
                consumed);
    return wire::buildResponse(parser.head().field("Sec-WebSocket-Key").value_or(""), subprotocol);
}

} // namespace ajar::gate::test
