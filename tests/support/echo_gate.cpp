// SPDX-License-Identifier: MIT
//
// A WebSocket echo server that is nothing but the gate's logic in the server role on blocking
// sockets, for clients that we did not write. It prints "listening PORT", serves one connection
// after the other, and ends at the end of its standard input.
//
//   echo_gate [s] [c] [sBITS] [cBITS] [none]     what it agrees to of permessage-deflate
#include "gate/gatelogic.h"
#include "wire/framedecoder.h"
#include "wire/handshake.h"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>

#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include <unistd.h>

using namespace ajar;
using asio::ip::tcp;

namespace
{

closing::Time now()
{
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

std::optional<wire::DeflateOffer> limitsOf(int argc, char *argv[])
{
    wire::DeflateOffer limits;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "none")
            return std::nullopt;
        const auto bits = static_cast<std::uint8_t>(std::atoi(word.c_str() + 1));
        if (word == "s")
            limits.serverNoContextTakeover = true;
        else if (word == "c")
            limits.clientNoContextTakeover = true;
        else if (word[0] == 's')
            limits.serverMaxWindowBits = bits;
        else
            limits.clientMaxWindowBitsValue = bits;
    }
    return limits;
}

class Connection
{
public:
    Connection(tcp::socket socket, const std::optional<wire::DeflateOffer> &limits)
        : m_socket(std::move(socket))
        , m_logic(options(), {}, now())
    {
        m_socket.set_option(tcp::no_delay(true));
        if (shakeHands(limits))
            run();
    }

private:
    static gate::GateLogic::Options options()
    {
        gate::GateLogic::Options options;
        options.role = wire::Role::Server;
        options.record = false;
        return options;
    }

    bool shakeHands(const std::optional<wire::DeflateOffer> &limits)
    {
        m_logic.connecting(now());
        wire::HttpHeadParser parser;
        std::size_t consumed = 0;
        std::size_t got = 0;
        auto status = wire::HttpHeadParser::Status::NeedMore;
        while (status == wire::HttpHeadParser::Status::NeedMore) {
            got = m_socket.read_some(asio::buffer(m_buffer), m_error);
            if (m_error)
                return false;
            status = parser.feed(wire::Bytes(m_buffer).first(got), consumed);
        }
        const wire::HttpHead &head = parser.head();
        std::string extensions;
        std::optional<wire::DeflateParameters> agreed;
        if (const auto offered = head.field("Sec-WebSocket-Extensions"); offered && limits)
            agreed = wire::acceptDeflate(*offered, *limits, extensions);
        std::vector<wire::HeaderField> fields;
        if (agreed)
            fields.push_back({"Sec-WebSocket-Extensions", extensions});
        const std::string answer =
            wire::buildResponse(head.field("Sec-WebSocket-Key").value_or(""), "", fields);
        asio::write(m_socket, asio::buffer(answer), m_error);
        m_logic.opened(now(), "", agreed);
        m_logic.wantMessages(true);
        m_logic.received(now(), wire::Bytes(m_buffer).subspan(consumed, got - consumed));
        pump();
        return !m_error;
    }

    void run()
    {
        while (!m_error && !m_logic.ended()) {
            const std::size_t got = m_socket.read_some(asio::buffer(m_buffer), m_error);
            if (m_error == asio::error::eof) {
                m_error.clear();
                m_logic.finReceived(now());
                pump();
                break;
            }
            m_logic.received(now(), wire::Bytes(m_buffer).first(got));
            pump();
        }
    }

    void pump()
    {
        for (;;) {
            m_endpoint.feed(m_logic.toEndpoint());
            while (const auto frame = m_endpoint.next())
                m_logic.sendData(now(), frame->header.opcode, frame->payload);
            m_logic.toEndpoint().clear();
            asio::write(m_socket, asio::buffer(m_logic.toPeer()), m_error);
            m_logic.toPeer().clear();
            const auto wishes = m_logic.takeWishes();
            m_logic.takeNotices();
            if (wishes.reset)
                m_socket.close();
            if (!wishes.fin)
                return;
            m_socket.shutdown(tcp::socket::shutdown_send, m_error);
            m_logic.finSent(now());
        }
    }

    tcp::socket m_socket;
    gate::GateLogic m_logic;
    wire::FrameDecoder m_endpoint{wire::FrameDecoder::Options{.sender = wire::Role::Server}};
    std::vector<std::uint8_t> m_buffer = std::vector<std::uint8_t>(64 * 1024);
    asio::error_code m_error;
};

} // namespace

int main(int argc, char *argv[])
{
    asio::io_context context;
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    std::cout << "listening " << acceptor.local_endpoint().port() << std::endl;
    std::thread([] {
        char byte = 0;
        while (::read(STDIN_FILENO, &byte, 1) > 0) {
        }
        std::_Exit(0);
    }).detach();
    const auto limits = limitsOf(argc, argv);
    for (;;)
        Connection(acceptor.accept(), limits);
}
