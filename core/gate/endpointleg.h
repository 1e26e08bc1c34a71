// SPDX-License-Identifier: MIT
#pragma once

#include "gate/leg.h"
#include "wire/framedecoder.h"
#include "wire/opcode.h"

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ajar::gate
{

/// The loopback leg to the endpoint, a QWebSocket: it listens on 127.0.0.1 and takes one
/// connection, the first that names the one-time token in its path; strangers don't keep it
/// waiting. It carries whole messages; Close frames on it mean nothing to the wire. A Ping on it is
/// the endpoint's wish for a Close with the Ping's payload as its body, or, with a payload of one
/// byte, for the next raw frame; in order behind the messages that went before. Made on any thread,
/// then the network thread's.
class EndpointLeg : public std::enable_shared_from_this<EndpointLeg>
{
public:
    using FrameHandler = std::function<void(const wire::FrameView &)>;

    /// Null if no loopback port can be had.
    static std::shared_ptr<EndpointLeg> create(asio::io_context &context);

    std::uint16_t port() const { return m_port; }
    const std::string &token() const { return m_token; }

    /// Waits for the endpoint in the background; frames of its messages, and its Pings, come
    /// through `onFrame`. `onDrained` tells that everything written is with the kernel.
    void start(FrameHandler onFrame, std::function<void()> onDrained);
    /// The peer's handshake is done: the endpoint gets its 101.
    void open();
    /// Encoded frames for the endpoint; they wait until it is there. Empties `bytes`.
    void write(std::vector<std::uint8_t> &bytes);
    /// Bytes that the endpoint has not taken yet.
    std::size_t pending() const { return m_waiting.size() + (m_leg ? m_leg->pending() : 0); }
    /// While paused, nothing more is read from the endpoint: its messages wait in its socket.
    void setPaused(bool paused);
    /// Ends the leg: with a Close frame of this body if the connection was open, else without. An
    /// endpoint that has not come yet still gets what waits for it, if it comes within seconds.
    void finish(std::optional<std::vector<std::uint8_t>> closeBody);

private:
    EndpointLeg(asio::io_context &context, asio::ip::tcp::acceptor acceptor);
    asio::awaitable<void> run();
    asio::awaitable<void> examine(std::shared_ptr<Leg> candidate);
    void take(std::shared_ptr<Leg> leg);
    void stopAccepting();
    asio::awaitable<void> readFrames(std::vector<std::uint8_t> early);
    void respondIfReady();

    asio::io_context &m_context;
    asio::ip::tcp::acceptor m_acceptor;
    std::uint16_t m_port = 0;
    std::string m_token;
    FrameHandler m_onFrame;
    std::function<void()> m_onDrained;
    std::shared_ptr<Leg> m_leg;
    std::deque<std::shared_ptr<Leg>> m_candidates; ///< that have not named the token yet
    asio::steady_timer m_resume;
    wire::FrameDecoder m_decoder;
    std::vector<std::uint8_t> m_waiting;
    std::string m_key;
    bool m_opened = false; ///< the peer's handshake is done
    bool m_responded = false;
    bool m_paused = false;
    bool m_finished = false;
    bool m_stopped = false; ///< nobody is accepted any more
};

} // namespace ajar::gate
