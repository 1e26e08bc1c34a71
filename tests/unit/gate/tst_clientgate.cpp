// SPDX-License-Identifier: MIT
#include "gaterun.h"
#include "gatetest.h"
#include "rawpeer.h"

#include <cstring>

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;
using namespace std::chrono_literals;
using closing::LinkState;
using wire::Opcode;

namespace
{

std::string closeBody(int code, const std::string &reason = {})
{
    return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)} + reason;
}

/// The endpoint's connection, once the gate has answered its handshake.
RawSocket endpointOf(GateRun &run, RawClient &client)
{
    RawSocket endpoint =
        client.connectWebSocket(run.gate().endpointPort(), "/" + run.gate().endpointToken());
    if (endpoint.isOpen())
        endpoint.readHead();
    return endpoint;
}

RawSocket::Frame frame(Opcode opcode, const std::string &payload)
{
    return {opcode, payload, true};
}

constexpr std::size_t mebibyte = 1u << 20;

} // namespace

/// The gate with real sockets: a server and an endpoint that block, and no Qt below the gate.
class ClientGateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void peerCloses_isAnsweredAndEndsClean();
    void weClose_endsCleanWithTheServersFin();
    void frameBehindTheResponse_isNotLost();
    void localhost_fallsBackToTheAddressThatListens();
    void nobodyListens_isRefused();
    void refusals_data();
    void refusals();
    void serverNeverAnswers_handshakeTimeoutRefuses();
    void resetWhileConnecting_givesUp();

    void theirReset_isTold();
    void theirResetWithUnreadBytesOfOurs_isTold();
    void theirFinThenTheirReset_isTold();
    void theirFin_neverEnding_weStillSend();
    void ourFin_theyStillSend();
    void closeTimeout_resets();
    void ourReset_isReset();

    void endpoint_messagesGoBothWays();
    void endpoint_messagesOnlyWhileWanted();
    void endpoint_pingIsACloseBehindTheMessages();
    void endpoint_getsEverythingThatCameBeforeTheEnd();
    void endpoint_sendsWhileThePeerEnds_losesNothingThatCame();
    void endpoint_dies_theLinkGoesOn();
    void stranger_withoutTheToken_getsNothing();
    void stranger_thatSaysNothing_doesNotKeepTheEndpointOut();
    void manySilentStrangers_doNotKeepTheEndpointOut();
    void secondEndpoint_isNotAccepted();

    void sinkFull_readingStopsUntilThereIsRoom();
    void sinkFull_sendingStopsUntilThereIsRoom();
    void sinkFull_abandonDoesNotWait();
    void peerThatDoesNotRead_makesTheEndpointWait();
    void peerThatPingsAndDoesNotRead_getsNoMorePongs();
    void heldBytes_makeTheEndpointWait();

    void abandon_whileConnecting();
    void abandon_beforeTheAnswer();
    void abandon_whileOpen();
    void abandon_whileHalfClosed();
    void abandon_afterTheEnd();
    void gateIsFreedAfterItsEnd();
    void gateIsFreedAfterAbandonWithASilentStranger();
    void networkEndsBeforeTheConnection();
};

void ClientGateTest::peerCloses_isAnsweredAndEndsClean()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    peer.sendFrame(Opcode::Close, closeBody(1001, "bye"));
    QCOMPARE(peer.readFrame(), frame(Opcode::Close, closeBody(1001, "bye")));
    peer.sendFin();
    QCOMPARE(peer.readToEnd(), Ended::Fin);
    SAYS(run.end(), "closed");
    QCOMPARE(run.outcome().tcpEndedBy, std::optional(closing::Side::Peer));
    QCOMPARE(run.ends(), 1);
}

void ClientGateTest::weClose_endsCleanWithTheServersFin()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    run.gate().sendClose(4000, "done");
    QCOMPARE(peer.readFrame(), frame(Opcode::Close, closeBody(4000, "done")));
    peer.sendFrame(Opcode::Close, closeBody(4000, "done"));
    QVERIFY(run.waitForState(LinkState::CloseExchanged));
    peer.close();
    SAYS(run.end(), "closed");
}

void ClientGateTest::frameBehindTheResponse_isNotLost()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket(std::string("\x89\x02hi", 4));
    QCOMPARE(peer.readFrame(), frame(Opcode::Pong, "hi"));
}

void ClientGateTest::localhost_fallsBackToTheAddressThatListens()
{
    RawServer server; // on 127.0.0.1 only
    GateRun run(server.port(), {}, nullptr,
                [](ClientGate::Options &options) { options.host = "localhost"; });
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
}

void ClientGateTest::nobodyListens_isRefused()
{
    std::uint16_t port = 0;
    {
        const RawServer server;
        port = server.port();
    }
    GateRun run(port);
    SAYS(run.end(), "refused");
    SAYS(run.refusal()->kind, "connect");
}

void ClientGateTest::refusals_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("endsTcp");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const char *answer, bool ends, const char *kind,
                        const char *body) {
        QTest::newRow(name) << QByteArray(answer) << ends << QString::fromUtf8(kind)
                            << QByteArray(body);
    };
    row("403 with a length", "HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nno!\n", false,
        "status", "no!\n");
    row("404 until FIN", "HTTP/1.1 404 Not Found\r\n\r\nnothing here", true, "status",
        "nothing here");
    row("503 chunked",
        "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbusy\r\n0\r\n\r\n", false,
        "status", "4\r\nbusy\r\n0\r\n\r\n");
    row("200 without end", "HTTP/1.1 200 OK\r\n\r\nhello", false, "status", "hello");
    row("101 with a wrong accept",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: wrong\r\n\r\n",
        false, "accept-wrong", "");
    row("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n", false, "not-http", "");
    row("nothing, FIN", "", true, "eof", "");
    row("half a head, FIN", "HTTP/1.1 101 Swi", true, "eof", "");
}

void ClientGateTest::refusals()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, endsTcp);
    QFETCH(QString, kind);
    QFETCH(QByteArray, body);
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.accept();
    QVERIFY(peer.readHead().starts_with("GET / HTTP/1.1\r\n"));
    peer.send(answer.toStdString());
    if (endsTcp)
        peer.sendFin();
    SAYS(run.end(), "refused");
    QCOMPARE(QString::fromStdString(run.refusal()->kind), kind);
    QCOMPARE(QByteArray::fromStdString(run.refusal()->body), body);
    QCOMPARE(run.ends(), 1);
    QVERIFY(peer.readToEnd() != Ended::Timeout);
}

void ClientGateTest::serverNeverAnswers_handshakeTimeoutRefuses()
{
    RawServer server;
    Policy policy;
    policy.timeouts.handshake = 1s; // a busy machine too has connected by then
    GateRun run(server.port(), policy);
    RawSocket peer = server.accept();
    SAYS(run.end(), "refused");
    SAYS(run.refusal()->kind, "timeout");
    QCOMPARE(run.outcome().timedOut, std::optional(closing::Timer::Handshake));
    QVERIFY(peer.readToEnd() != Ended::Timeout);
}

void ClientGateTest::resetWhileConnecting_givesUp()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.accept();
    run.gate().reset();
    SAYS(run.end(), "refused");
    SAYS(run.refusal()->kind, "cancelled");
    QVERIFY(peer.readToEnd() != Ended::Timeout);
}

void ClientGateTest::theirReset_isTold()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    peer.sendReset();
    SAYS(run.end(), "aborted");
    QCOMPARE(run.outcome().tcpEnd, std::optional(closing::TcpEnd::Reset));
    QCOMPARE(run.outcome().tcpEndedBy, std::optional(closing::Side::Peer));
}

void ClientGateTest::theirResetWithUnreadBytesOfOurs_isTold()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    // Writes are under way when the reset comes: one of them may take the error off the socket.
    std::vector<std::uint8_t> bytes;
    wire::appendFrame(bytes, wire::makeHeader(Opcode::Binary, mebibyte),
                      std::vector<std::uint8_t>(mebibyte));
    std::thread sender([&] {
        for (int i = 0; i < 64 && endpoint.send(bytes); ++i) {
        }
    });
    QVERIFY(peer.readFrame().has_value());
    peer.sendReset();
    const std::string end = run.end();
    sender.join();
    SAYS(end, "aborted");
    QCOMPARE(run.outcome().tcpEnd, std::optional(closing::TcpEnd::Reset));
    QCOMPARE(run.outcome().tcpEndedBy, std::optional(closing::Side::Peer));
}

void ClientGateTest::theirFinThenTheirReset_isTold()
{
    RawServer server;
    Policy policy;
    policy.tcpEnd = TcpEndPolicy::Never;
    GateRun run(server.port(), policy);
    RawSocket peer = server.acceptWebSocket();
    peer.sendFin();
    QVERIFY(run.waitFor([&] { return run.tcp().finReceived; }));
    QCOMPARE(run.ends(), 0);
    peer.sendReset();
    SAYS(run.end(), "aborted");
    QVERIFY(run.tcp().resetReceived);
    QCOMPARE(run.outcome().tcpEnd, std::optional(closing::TcpEnd::Fin));
}

void ClientGateTest::theirFin_neverEnding_weStillSend()
{
    RawServer server;
    Policy policy;
    policy.tcpEnd = TcpEndPolicy::Never;
    GateRun run(server.port(), policy);
    RawSocket peer = server.acceptWebSocket();
    peer.sendFin();
    QVERIFY(run.waitFor([&] { return run.tcp().finReceived; }));
    run.gate().sendClose(1000, "still here");
    QCOMPARE(peer.readFrame(), frame(Opcode::Close, closeBody(1000, "still here")));
    run.gate().fin();
    QCOMPARE(peer.readToEnd(), Ended::Fin);
    SAYS(run.end(), "aborted");
}

void ClientGateTest::ourFin_theyStillSend()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink);
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    run.gate().fin();
    QCOMPARE(peer.readToEnd(), Ended::Fin);
    peer.sendFrame(Opcode::Text, "one");
    peer.sendFrame(Opcode::Close, closeBody(1000));
    peer.sendFin();
    SAYS(run.end(), "aborted");
    QCOMPARE(sink.frames(closing::Direction::Received), 2);
    QCOMPARE(run.outcome().tcpEndedBy, std::optional(closing::Side::Us));
}

void ClientGateTest::closeTimeout_resets()
{
    RawServer server;
    Policy policy;
    policy.timeouts.close = 50ms;
    GateRun run(server.port(), policy);
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    run.gate().sendClose(1000, "");
    SAYS(run.end(), "aborted");
    QCOMPARE(peer.readToEnd(), Ended::Reset);
    QCOMPARE(run.outcome().timedOut, std::optional(closing::Timer::Close));
}

void ClientGateTest::ourReset_isReset()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    run.gate().reset();
    QCOMPARE(peer.readToEnd(), Ended::Reset);
    SAYS(run.end(), "aborted");
    QCOMPARE(run.outcome().tcpEndedBy, std::optional(closing::Side::Us));
}

void ClientGateTest::endpoint_messagesGoBothWays()
{
    RawServer server;
    GateRun run(server.port());
    run.gate().wantMessages(true);
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    endpoint.sendFrame(Opcode::Text, "up", true);
    QCOMPARE(peer.readFrame(), frame(Opcode::Text, "up"));
    peer.sendFrame(Opcode::Binary, "down");
    QCOMPARE(endpoint.readFrame(), frame(Opcode::Binary, "down"));
}

void ClientGateTest::endpoint_messagesOnlyWhileWanted()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    peer.sendFrame(Opcode::Text, "unseen");
    peer.sendFrame(Opcode::Ping, "sync");
    QCOMPARE(peer.readFrame(), frame(Opcode::Pong, "sync"));
    run.gate().wantMessages(true);
    run.sync();
    peer.sendFrame(Opcode::Text, "seen");
    QCOMPARE(endpoint.readFrame(), frame(Opcode::Text, "seen"));
}

void ClientGateTest::endpoint_pingIsACloseBehindTheMessages()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    for (int i = 0; i < 1000; ++i)
        endpoint.sendFrame(Opcode::Text, std::to_string(i), true);
    endpoint.sendFrame(Opcode::Ping, closeBody(4001, "last"), true);
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(peer.readFrame(), frame(Opcode::Text, std::to_string(i)));
    QCOMPARE(peer.readFrame(), frame(Opcode::Close, closeBody(4001, "last")));
}

void ClientGateTest::endpoint_getsEverythingThatCameBeforeTheEnd()
{
    RawServer server;
    GateRun run(server.port());
    run.gate().wantMessages(true);
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    for (int i = 0; i < 8; ++i)
        peer.sendFrame(Opcode::Binary, std::string(mebibyte, char('a' + i)));
    peer.sendFrame(Opcode::Close, closeBody(1001, "bye"));
    peer.sendFin();
    SAYS(run.end(), "closed");
    for (int i = 0; i < 8; ++i)
        QCOMPARE(endpoint.readFrame(), frame(Opcode::Binary, std::string(mebibyte, char('a' + i))));
    QCOMPARE(endpoint.readFrame(), frame(Opcode::Close, closeBody(1001, "bye")));
    QCOMPARE(endpoint.readToEnd(), Ended::Fin);
}

void ClientGateTest::endpoint_sendsWhileThePeerEnds_losesNothingThatCame()
{
    RawServer server;
    GateRun run(server.port());
    run.gate().wantMessages(true);
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    for (int i = 0; i < 8; ++i)
        peer.sendFrame(Opcode::Binary, std::string(mebibyte, char('a' + i)));
    peer.sendFrame(Opcode::Close, closeBody(1001, "bye"));
    peer.sendFin();
    SAYS(run.end(), "closed");
    // It has not heard of the end yet, and answers each message.
    for (int i = 0; i < 8; ++i) {
        endpoint.sendFrame(Opcode::Text, "answer", true);
        QCOMPARE(endpoint.readFrame(), frame(Opcode::Binary, std::string(mebibyte, char('a' + i))));
    }
    QCOMPARE(endpoint.readFrame(), frame(Opcode::Close, closeBody(1001, "bye")));
}

void ClientGateTest::endpoint_dies_theLinkGoesOn()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink);
    run.gate().wantMessages(true);
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    // More than the leg takes before it makes the peer wait, and nobody reads.
    std::thread sender([&] {
        for (int i = 0; i < 40; ++i)
            peer.sendFrame(Opcode::Binary, std::string(mebibyte, 'x'));
        peer.sendFrame(Opcode::Close, closeBody(1000));
    });
    const bool backlog = eventually([&] { return sink.payloadBytes() > 16 * mebibyte; });
    endpoint.sendReset();
    const auto reply = peer.readFrame();
    sender.join();
    QVERIFY(backlog);
    QCOMPARE(reply, frame(Opcode::Close, closeBody(1000)));
}

void ClientGateTest::stranger_withoutTheToken_getsNothing()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    RawClient client;
    for (const char *path : {"/", "/0123456789abcdef0123456789abcdef", "/chat"}) {
        RawSocket stranger = client.connectWebSocket(run.gate().endpointPort(), path);
        QVERIFY(stranger.isOpen());
        QVERIFY(stranger.readToEnd() != Ended::Timeout);
        QCOMPARE(stranger.bytesRead(), std::size_t{0});
    }
    RawSocket endpoint = endpointOf(run, client);
    endpoint.sendFrame(Opcode::Text, "I am the one", true);
    QCOMPARE(peer.readFrame(), frame(Opcode::Text, "I am the one"));
}

void ClientGateTest::stranger_thatSaysNothing_doesNotKeepTheEndpointOut()
{
    RawServer server;
    GateRun run(server.port());
    RawClient client;
    RawSocket stranger = client.connect(run.gate().endpointPort());
    RawSocket peer = server.acceptWebSocket();
    RawSocket endpoint = endpointOf(run, client);
    endpoint.sendFrame(Opcode::Text, "I am the one", true);
    QCOMPARE(peer.readFrame(), frame(Opcode::Text, "I am the one"));
    QVERIFY(stranger.readToEnd() != Ended::Timeout);
    QCOMPARE(stranger.bytesRead(), std::size_t{0});
}

void ClientGateTest::manySilentStrangers_doNotKeepTheEndpointOut()
{
    RawServer server;
    GateRun run(server.port());
    RawClient client;
    std::vector<RawSocket> strangers;
    for (int i = 0; i < 100; ++i)
        strangers.push_back(client.connect(run.gate().endpointPort()));
    RawSocket peer = server.acceptWebSocket();
    RawSocket endpoint = endpointOf(run, client);
    endpoint.sendFrame(Opcode::Text, "I am the one", true);
    QCOMPARE(peer.readFrame(), frame(Opcode::Text, "I am the one"));
}

void ClientGateTest::secondEndpoint_isNotAccepted()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    RawSocket second = client.connect(run.gate().endpointPort());
    QVERIFY(!second.isOpen() || second.readToEnd() != Ended::Timeout);
    endpoint.sendFrame(Opcode::Text, "first", true);
    QCOMPARE(peer.readFrame(), frame(Opcode::Text, "first"));
}

void ClientGateTest::sinkFull_readingStopsUntilThereIsRoom()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink);
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    for (int round = 0; round < 3; ++round) {
        sink.setFull(true);
        std::thread sender([&] {
            for (int i = 0; i < 32; ++i)
                peer.sendFrame(Opcode::Binary, std::string(mebibyte, 'x'));
            peer.sendFrame(Opcode::Ping, "done");
        });
        const bool waits = eventually([&] { return sink.waiting() > 0; });
        const std::size_t atMost = sink.payloadBytes() + 4 * mebibyte;
        run.sync();
        const bool stopped = sink.payloadBytes() <= atMost;
        sink.setFull(false);
        const auto pong = peer.readFrame();
        sender.join();
        QVERIFY(waits);
        QVERIFY(stopped);
        QCOMPARE(pong, frame(Opcode::Pong, "done"));
    }
}

void ClientGateTest::sinkFull_sendingStopsUntilThereIsRoom()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink);
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    std::thread reader([&] {
        while (const auto next = peer.readFrame()) {
            if (next->opcode == Opcode::Text)
                break;
        }
    });
    sink.setFull(true);
    // The peer reads as fast as it can, so only the sink can slow the endpoint down.
    std::vector<std::uint8_t> bytes;
    const std::array<std::uint8_t, 4> key{1, 2, 3, 4};
    wire::appendFrame(bytes, wire::makeHeader(Opcode::Binary, mebibyte, true, &key),
                      std::vector<std::uint8_t>(mebibyte));
    std::thread sender([&] {
        for (int i = 0; i < 64; ++i)
            endpoint.send(bytes);
        endpoint.sendFrame(Opcode::Text, "done", true);
    });
    const bool waits = eventually([&] { return sink.waiting() > 0; });
    for (int i = 0; i < 200; ++i)
        run.sync();
    const std::size_t taken = sink.payloadBytes();
    sink.setFull(false);
    sender.join();
    reader.join();
    QVERIFY(waits);
    QVERIFY2(taken < 8 * mebibyte, qPrintable(QString::number(taken)));
}

void ClientGateTest::sinkFull_abandonDoesNotWait()
{
    RawServer server;
    LineSink sink;
    {
        GateRun run(server.port(), {}, &sink);
        RawSocket peer = server.acceptWebSocket();
        QVERIFY(run.waitForState(LinkState::Open));
        sink.setFull(true);
        peer.sendFrame(Opcode::Text, "x");
        QVERIFY(eventually([&] { return sink.waiting() > 0; }));
        run.gate().abandon();
        QCOMPARE(peer.readToEnd(), Ended::Reset);
    }
    sink.setFull(false); // calls back into a gate that is gone
}

void ClientGateTest::peerThatDoesNotRead_makesTheEndpointWait()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink);
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    std::vector<std::uint8_t> bytes;
    const std::array<std::uint8_t, 4> key{1, 2, 3, 4};
    wire::appendFrame(bytes, wire::makeHeader(Opcode::Binary, mebibyte, true, &key),
                      std::vector<std::uint8_t>(mebibyte));
    std::thread sender([&] {
        for (int i = 0; i < 100; ++i)
            endpoint.send(bytes);
        endpoint.sendFrame(Opcode::Text, "done", true);
    });
    const bool filled = eventually([&] { return sink.payloadBytes() > 16 * mebibyte; });
    for (int i = 0; i < 200; ++i)
        run.sync();
    const std::size_t taken = sink.payloadBytes();
    std::size_t got = 0;
    std::optional<RawSocket::Frame> next;
    while ((next = peer.readFrame()) && next->opcode == Opcode::Binary)
        ++got;
    sender.join();
    QVERIFY(filled);
    QVERIFY2(taken < 40 * mebibyte, qPrintable(QString::number(taken)));
    QCOMPARE(got, std::size_t{100});
    QCOMPARE(next, frame(Opcode::Text, "done"));
}

void ClientGateTest::peerThatPingsAndDoesNotRead_getsNoMorePongs()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink);
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    std::vector<std::uint8_t> bytes;
    for (int i = 0; i < 10'000; ++i) {
        wire::appendFrame(bytes, wire::makeHeader(Opcode::Ping, 125),
                          std::vector<std::uint8_t>(125));
    }
    bool sent = true;
    for (int i = 0; i < 60 && sent && sink.count(closing::Event::LimitReached) == 0; ++i)
        sent = peer.send(bytes);
    QVERIFY(sent);
    QVERIFY(eventually([&] { return sink.count(closing::Event::LimitReached) > 0; }));
    run.sync();
    QVERIFY(sink.frames(closing::Direction::Sent) < sink.frames(closing::Direction::Received));
    peer.sendReset();
    SAYS(run.end(), "aborted");
}

void ClientGateTest::heldBytes_makeTheEndpointWait()
{
    RawServer server;
    LineSink sink;
    Policy policy;
    policy.holdSent = true;
    GateRun run(server.port(), policy, &sink);
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    std::vector<std::uint8_t> bytes;
    const std::array<std::uint8_t, 4> key{1, 2, 3, 4};
    wire::appendFrame(bytes, wire::makeHeader(Opcode::Binary, mebibyte, true, &key),
                      std::vector<std::uint8_t>(mebibyte));
    std::thread sender([&] {
        for (int i = 0; i < 200 && endpoint.send(bytes); ++i) {
        }
    });
    const bool filled = eventually([&] { return sink.payloadBytes() > 64 * mebibyte; });
    for (int i = 0; i < 200; ++i)
        run.sync();
    const std::size_t taken = sink.payloadBytes();
    run.gate().reset();
    SAYS(run.end(), "aborted");
    sender.join(); // after the end, what it sends is read and forgotten
    QVERIFY(filled);
    QVERIFY2(taken < 80 * mebibyte, qPrintable(QString::number(taken)));
}

void ClientGateTest::abandon_whileConnecting()
{
    RawServer server;
    GateRun run(server.port());
    run.gate().abandon();
    QCOMPARE(run.ends(), 1);
}

void ClientGateTest::abandon_beforeTheAnswer()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.accept();
    peer.readHead();
    run.gate().abandon();
    QVERIFY(peer.readToEnd() != Ended::Timeout);
}

void ClientGateTest::abandon_whileOpen()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    run.gate().abandon();
    QCOMPARE(run.ends(), 1);
    QCOMPARE(peer.readToEnd(), Ended::Reset);
}

void ClientGateTest::abandon_whileHalfClosed()
{
    RawServer server;
    Policy policy;
    policy.replyClose.mode = Reply::Mode::Hold;
    policy.tcpEnd = TcpEndPolicy::Never;
    GateRun run(server.port(), policy);
    RawSocket peer = server.acceptWebSocket();
    peer.sendFrame(Opcode::Close, closeBody(1000));
    peer.sendFin();
    QVERIFY(run.waitFor([&] { return run.tcp().finReceived; }));
    run.gate().abandon();
    QCOMPARE(peer.readToEnd(), Ended::Reset);
}

void ClientGateTest::abandon_afterTheEnd()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    peer.sendReset();
    run.end();
    run.gate().abandon();
    QCOMPARE(run.ends(), 1);
}

void ClientGateTest::gateIsFreedAfterItsEnd()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.acceptWebSocket();
    RawClient client;
    RawSocket endpoint = endpointOf(run, client);
    peer.sendFrame(Opcode::Close, closeBody(1000));
    peer.sendFin();
    SAYS(run.end(), "closed");
    const auto weak = run.weak();
    run.take().reset();
    QVERIFY(eventually([&] { return weak.expired(); }));
}

void ClientGateTest::gateIsFreedAfterAbandonWithASilentStranger()
{
    RawServer server;
    GateRun run(server.port());
    RawClient client;
    RawSocket stranger = client.connect(run.gate().endpointPort());
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    const auto weak = run.weak();
    run.gate().abandon();
    run.take().reset();
    QVERIFY(eventually([&] { return weak.expired(); }));
    QVERIFY(stranger.readToEnd() != Ended::Timeout);
}

void ClientGateTest::networkEndsBeforeTheConnection()
{
    RawServer server;
    RawSocket peer;
    {
        GateRun run(server.port());
        peer = server.acceptWebSocket();
        QVERIFY(run.waitForState(LinkState::Open));
        run.take().reset(); // nobody abandons it
    }
    QVERIFY(peer.readToEnd() != Ended::Timeout);
}

QTEST_APPLESS_MAIN(ClientGateTest)
#include "tst_clientgate.moc"
