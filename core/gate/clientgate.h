// SPDX-License-Identifier: MIT
#pragma once

#include "gate/aside.h"
#include "gate/endpointleg.h"
#include "gate/gatelogic.h"
#include "gate/leg.h"
#include "gate/openingoptions.h"
#include "gate/random.h"
#include "gate/tcprace.h"
#include "wire/handshake.h"

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ajar::gate
{

/// The gate of a client link: connects, conducts the opening handshake, then moves bytes between
/// its legs and a GateLogic that decides. All public functions may be called from any thread; the
/// work and the callbacks are the network thread's.
class ClientGate : public std::enable_shared_from_this<ClientGate>
{
public:
    struct Options : OpeningOptions {
        Limits limits;
    };
    /// Facts for the owner, in batches, on the network thread.
    using NoticeHandler = std::function<void(std::vector<Notice>)>;

    /// `sink` may be null and must outlive the gate's end. Null if no loopback port can be had.
    static std::shared_ptr<ClientGate> create(asio::io_context &context, Options options,
                                              Policy policy, closing::RecordSink *sink,
                                              NoticeHandler onNotices);

    std::uint32_t connectionId() const { return m_connection; }
    std::uint16_t endpointPort() const { return m_endpoint->port(); }
    const std::string &endpointToken() const { return m_endpoint->token(); }

    void start();
    void wantMessages(bool on);
    void sendPing(std::vector<std::uint8_t> payload);
    void sendClose(std::optional<std::uint16_t> code, std::string reason);
    /// `inTurn`: behind the messages on the loopback leg; then a Ping of one byte follows on it.
    void sendRaw(wire::RawFrame frame, bool inTurn);
    void release(std::uint64_t number);
    void drop(std::uint64_t number);
    void edit(std::uint64_t number, std::vector<std::uint8_t> payload);
    void fin();
    void reset(); ///< also gives up while connecting
    void setPolicy(Policy policy);
    /// Ends the connection by RST and returns when the sink and the notice handler are not used any
    /// more. Not from the network thread.
    void abandon();

private:
    enum class GivenUp { No, Timeout, User };
    enum class Answer { Opened, Refused, Redirected };
    struct MadeTls {
        std::unique_ptr<Tls> tls; ///< null: `problem` says why
        std::string problem;
    };

    ClientGate(asio::io_context &context, Options options, Policy policy, closing::RecordSink *sink,
               NoticeHandler onNotices, std::shared_ptr<EndpointLeg> endpoint);

    closing::Time now() const;
    /// Runs `action(logic, now)` on the network thread and carries out what comes of it.
    template<typename Action>
    void post(Action action);

    asio::awaitable<void> run();
    // clientconnect.cpp
    void useLeg(Leg::Socket socket);
    asio::awaitable<bool> connect();
    asio::awaitable<bool> connectTcp(std::string host, std::uint16_t port, bool toProxy);
    asio::awaitable<bool> connectUnix();
    asio::awaitable<bool> openTunnel(ProxyOptions proxy);
    TlsOptions tlsOptions() const;
    asio::awaitable<bool> establishTls();
    void refuseTls(TlsInfo info);
    void stopOpening();

    // clientopening.cpp
    asio::awaitable<Answer> shakeHands();
    asio::awaitable<std::optional<wire::HttpHead>> readHead();
    void refuseEnd(const Leg::Read &read, const std::string &head);
    bool redirect(const wire::HttpHead &head, RefusedNotice &notice);
    void leaveOrigin();
    void noteLimit(wire::HeadError error);
    asio::awaitable<std::string> readBody(const wire::HttpHead &head);
    asio::awaitable<void> readLoop();
    asio::awaitable<Leg::Read> outliveTls(std::string problem);
    asio::awaitable<void> waitForRoom();
    void fromEndpoint(const wire::FrameView &frame);

    void refuse(RefusedNotice notice);
    void refuseUnreachable(std::string kind, std::string text);
    void pump();
    void carryOut(const GateLogic::Wishes &wishes);
    void giveUp(GivenUp why);
    void submit();
    void awaitSink();
    void armTimer();
    bool mayRead() const;
    void throttle();
    void finishIfEnded();

    asio::io_context &m_context;
    Options m_options;
    closing::RecordSink *m_sink;
    NoticeHandler m_onNotices;
    std::chrono::steady_clock::time_point m_start;
    std::shared_ptr<EndpointLeg> m_endpoint;
    MaskKeys m_maskKeys;
    GateLogic m_logic;
    Target m_target;               ///< of the request under way
    std::vector<Target> m_visited; ///< by redirections, the first one included
    std::string m_stage;           ///< what the opening waits for, as a clause
    Aside<ProxyOptions> m_proxySearch;
    Aside<Addresses> m_resolution;
    Aside<MadeTls> m_tlsSetup;
    std::shared_ptr<TcpRace> m_race;
    std::shared_ptr<Leg> m_leg; ///< never null
    asio::steady_timer m_timer;
    asio::steady_timer m_room;        ///< its cancelling wakes the reader that waits for room
    std::deque<wire::RawFrame> m_raw; ///< whose turn has not come
    std::uint32_t m_connection = 0;
    std::optional<closing::Time> m_armed;
    GivenUp m_givenUp = GivenUp::No;
    bool m_sinkFull = false;
    bool m_finSeen = false;
    bool m_finished = false;
    bool m_pumping = false;
};

} // namespace ajar::gate
