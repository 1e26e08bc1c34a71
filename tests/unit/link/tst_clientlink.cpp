// SPDX-License-Identifier: MIT
#include "linktest.h"

#include "closing/names.h"

using namespace ajar;
using namespace ajar::link;
using namespace ajar::link::test;
using closing::LinkState;

namespace
{

QStringList namesOf(const QSignalSpy &states)
{
    QStringList names;
    for (const auto &arguments : states) {
        const auto name = closing::name(arguments[0].value<LinkState>());
        names << QString::fromUtf8(name.data(), qsizetype(name.size()));
    }
    return names;
}

} // namespace

/// What a program sees of a link that it drives through its signals.
class ClientLinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void request_namesHostPathHeadersAndSubprotocols();
    void echo_textAndBinaryComeBack();
    void largeMessage_comesBack();
    void sendThenClose_keepsTheOrder();
    void sendBeforeConnected_goesOutFirst();
    void closeWhileConnecting_goesOutOnceOpen();
    void sendAfterCloseWhileConnecting_isNotTaken();
    void peerCloses_signalsTellTheWholeStory();
    void weClose_signalsTellTheWholeStory();
    void emptyClose_isCode1005();
    void peerVanishes_isCode1006();
    void peerResets_isTold();
    void peerSaysEverythingAtOnce_messageThenEnd();
    void refused_tellsStatusHeadAndBody();
    void nobodyListens_isRefused();
    void handshakeTimeout_isRefused();
    void resetWhileConnecting_isRefused();
    void openTwice_isIgnored();
    void beforeOpen_nothingHappens();
    void pingAndPong_tellTheRoundTrip();
    void pingFromThePeer_isTold();
    void shutdownSend_halfClosesTcp();
    void reset_endsAtOnce();
    void twoLinks_doNotMix();

private:
    Network m_network;
};

void ClientLinkTest::request_namesHostPathHeadersAndSubprotocols()
{
    RawServer server;
    ClientLink link(m_network);
    ClientOptions options;
    options.url = QUrl(QStringLiteral("ws://127.0.0.1:%1/a b/ü?q=x#part").arg(server.port()));
    options.headers = {{QStringLiteral("X-Trace"), QStringLiteral("42")}};
    options.subprotocols = {QStringLiteral("chat"), QStringLiteral("superchat")};
    link.open(options);
    RawSocket peer = server.accept();
    const std::string head = peer.readHead();
    peer.send(gate::test::responseTo(head, "superchat"));
    QVERIFY(head.starts_with("GET /a%20b/%C3%BC?q=x HTTP/1.1\r\n"));
    QVERIFY(head.find("\r\nHost: 127.0.0.1:" + std::to_string(server.port()) + "\r\n") !=
            std::string::npos);
    QVERIFY(head.find("\r\nX-Trace: 42\r\n") != std::string::npos);
    QVERIFY(head.find("\r\nSec-WebSocket-Protocol: chat, superchat\r\n") != std::string::npos);
    QSignalSpy connected(&link, &ClientLink::connected);
    QVERIFY(connected.wait(patience));
    QCOMPARE(link.subprotocol(), QStringLiteral("superchat"));
    QCOMPARE(link.requestUrl(), options.url);
    QCOMPARE(link.connectionId(), 0u);
}

void ClientLinkTest::echo_textAndBinaryComeBack()
{
    Open open(m_network);
    QSignalSpy texts(&open.link, &ClientLink::textMessageReceived);
    QSignalSpy binaries(&open.link, &ClientLink::binaryMessageReceived);
    QCOMPARE(open.link.sendTextMessage(QStringLiteral("grüße €")), qint64(11));
    QCOMPARE(open.link.sendBinaryMessage(QByteArray("\0\1\xFF", 3)), qint64(3));
    open.link.sendTextMessage(QString());
    open.link.close();
    QCOMPARE(awaiting([&] { return echo(open.peer); }), 3);
    QTRY_COMPARE_WITH_TIMEOUT(texts.size() + binaries.size(), 3, patience);
    QCOMPARE(texts[0][0].toString(), QStringLiteral("grüße €"));
    QCOMPARE(texts[1][0].toString(), QString());
    QCOMPARE(binaries[0][0].toByteArray(), QByteArray("\0\1\xFF", 3));
}

void ClientLinkTest::largeMessage_comesBack()
{
    Open open(m_network);
    QSignalSpy binaries(&open.link, &ClientLink::binaryMessageReceived);
    QSignalSpy disconnected(&open.link, &ClientLink::disconnected);
    QByteArray large(8 << 20, '\0');
    for (qsizetype i = 0; i < large.size(); ++i)
        large[i] = char(i * 7 + i / 251);
    open.link.sendBinaryMessage(large);
    open.link.close();
    QCOMPARE(awaiting([&] { return echo(open.peer); }), 1);
    QTRY_COMPARE_WITH_TIMEOUT(disconnected.size(), 1, patience);
    QCOMPARE(binaries.size(), 1);
    QVERIFY(binaries[0][0].toByteArray() == large);
}

void ClientLinkTest::sendThenClose_keepsTheOrder()
{
    Open open(m_network);
    for (int i = 0; i < 1000; ++i)
        open.link.sendTextMessage(QString::number(i));
    open.link.close(4001, QStringLiteral("last"));
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(awaiting([&] { return open.peer.readFrame(); }),
                 frame(Opcode::Text, std::to_string(i)));
    QCOMPARE(awaiting([&] { return open.peer.readFrame(); }),
             frame(Opcode::Close, closeBody(4001, "last")));
}

void ClientLinkTest::sendBeforeConnected_goesOutFirst()
{
    RawServer server;
    ClientLink link(m_network);
    link.open(urlOf(server));
    QCOMPARE(link.sendTextMessage(QStringLiteral("early")), qint64(5));
    link.close(4000);
    RawSocket peer = server.acceptWebSocket();
    QCOMPARE(awaiting([&] { return peer.readFrame(); }), frame(Opcode::Text, "early"));
    QCOMPARE(awaiting([&] { return peer.readFrame(); }), frame(Opcode::Close, closeBody(4000)));
}

void ClientLinkTest::closeWhileConnecting_goesOutOnceOpen()
{
    RawServer server;
    ClientLink link(m_network);
    link.open(urlOf(server));
    RawSocket peer = server.accept();
    const std::string head = peer.readHead();
    link.close(4000, QStringLiteral("never mind"));
    peer.send(gate::test::responseTo(head));
    QCOMPARE(awaiting([&] { return peer.readFrame(); }),
             frame(Opcode::Close, closeBody(4000, "never mind")));
}

void ClientLinkTest::sendAfterCloseWhileConnecting_isNotTaken()
{
    RawServer server;
    ClientLink link(m_network);
    link.open(urlOf(server));
    link.close(4000);
    QCOMPARE(link.sendTextMessage(QStringLiteral("late")), qint64(0));
    QCOMPARE(link.sendBinaryMessage("late"), qint64(0));
    link.close(4001);
    RawSocket peer = server.acceptWebSocket();
    QCOMPARE(awaiting([&] { return peer.readFrame(); }), frame(Opcode::Close, closeBody(4000)));
}

void ClientLinkTest::peerCloses_signalsTellTheWholeStory()
{
    Open open(m_network);
    ClientLink &link = open.link;
    QSignalSpy states(&link, &ClientLink::stateChanged);
    QSignalSpy received(&link, &ClientLink::closeFrameReceived);
    QSignalSpy sent(&link, &ClientLink::closeFrameSent);
    QSignalSpy tcpEnded(&link, &ClientLink::tcpEnded);
    QSignalSpy disconnected(&link, &ClientLink::disconnected);
    QCOMPARE(link.state(), LinkState::Open);
    open.peer.sendFrame(Opcode::Close, closeBody(1012, "again later"));
    QCOMPARE(open.peer.readFrame(), frame(Opcode::Close, closeBody(1012, "again later")));
    open.peer.sendFin();
    QVERIFY(disconnected.wait(patience));
    QCOMPARE(namesOf(states).join(u' '),
             QStringLiteral("half-closed-remote close-exchanged closed"));
    QCOMPARE(received[0][0].toInt(), 1012);
    QCOMPARE(received[0][1].toString(), QStringLiteral("again later"));
    QCOMPARE(sent[0][0].toInt(), 1012);
    QCOMPARE(tcpEnded.size(), 1);
    QCOMPARE(tcpEnded[0][0].value<closing::TcpEnd>(), closing::TcpEnd::Fin);
    QCOMPARE(tcpEnded[0][1].value<closing::Side>(), closing::Side::Peer);
    QCOMPARE(link.closeCode(), quint16(1012));
    QCOMPARE(link.closeReason(), QStringLiteral("again later"));
    QVERIFY(link.outcome().clean);
    QVERIFY(link.tcpState().finSent && link.tcpState().finReceived);
    QTest::qWait(0);
    QCOMPARE(disconnected.size(), 1);
}

void ClientLinkTest::weClose_signalsTellTheWholeStory()
{
    Open open(m_network);
    QSignalSpy states(&open.link, &ClientLink::stateChanged);
    QSignalSpy disconnected(&open.link, &ClientLink::disconnected);
    open.link.close(1000, QStringLiteral("done"));
    awaiting([&] { return echo(open.peer); });
    QTRY_COMPARE_WITH_TIMEOUT(disconnected.size(), 1, patience);
    QCOMPARE(namesOf(states).join(u' '),
             QStringLiteral("half-closed-local close-exchanged closed"));
    QCOMPARE(open.link.sendTextMessage(QStringLiteral("late")), qint64(0));
}

void ClientLinkTest::emptyClose_isCode1005()
{
    Open open(m_network);
    QSignalSpy sent(&open.link, &ClientLink::closeFrameSent);
    QSignalSpy received(&open.link, &ClientLink::closeFrameReceived);
    open.link.closeWithoutCode();
    QCOMPARE(awaiting([&] { return open.peer.readFrame(); }), frame(Opcode::Close, ""));
    open.peer.sendFrame(Opcode::Close, "");
    QTRY_COMPARE_WITH_TIMEOUT(received.size(), 1, patience);
    QCOMPARE(sent[0][0].toInt(), 1005);
    QCOMPARE(received[0][0].toInt(), 1005);
    QCOMPARE(open.link.closeCode(), quint16(1005));
}

void ClientLinkTest::peerVanishes_isCode1006()
{
    Open open(m_network);
    QSignalSpy disconnected(&open.link, &ClientLink::disconnected);
    open.peer.close();
    QVERIFY(disconnected.wait(patience));
    QCOMPARE(open.link.state(), LinkState::Aborted);
    QCOMPARE(open.link.closeCode(), quint16(1006));
}

void ClientLinkTest::peerResets_isTold()
{
    Open open(m_network);
    QSignalSpy tcpEnded(&open.link, &ClientLink::tcpEnded);
    open.peer.sendReset();
    QVERIFY(tcpEnded.wait(patience));
    QCOMPARE(tcpEnded[0][0].value<closing::TcpEnd>(), closing::TcpEnd::Reset);
    QVERIFY(open.link.tcpState().resetReceived);
}

void ClientLinkTest::peerSaysEverythingAtOnce_messageThenEnd()
{
    // The whole life of the link may be over before the data plane is up.
    for (int round = 0; round < 20; ++round) {
        RawServer server;
        ClientLink link(m_network);
        QSignalSpy connected(&link, &ClientLink::connected);
        QSignalSpy texts(&link, &ClientLink::textMessageReceived);
        QSignalSpy disconnected(&link, &ClientLink::disconnected);
        bool inOrder = false;
        connect(&link, &ClientLink::disconnected, this, [&] { inOrder = texts.size() == 1; });
        link.open(urlOf(server));
        RawSocket peer =
            server.acceptWebSocket(std::string("\x81\x05hello\x88\x02", 9) + closeBody(4001));
        peer.sendFin();
        peer.readToEnd();
        QTRY_COMPARE_WITH_TIMEOUT(disconnected.size(), 1, patience);
        QCOMPARE(connected.size(), 1);
        QCOMPARE(texts.size(), 1);
        QVERIFY(inOrder);
        QCOMPARE(link.closeCode(), quint16(4001));
    }
}

void ClientLinkTest::refused_tellsStatusHeadAndBody()
{
    RawServer server;
    ClientLink link(m_network);
    QSignalSpy refused(&link, &ClientLink::refused);
    QSignalSpy connected(&link, &ClientLink::connected);
    QSignalSpy disconnected(&link, &ClientLink::disconnected);
    link.open(urlOf(server));
    RawSocket peer = server.accept();
    peer.readHead();
    peer.send(std::string("HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno!"));
    QVERIFY(refused.wait(patience));
    QTRY_COMPARE_WITH_TIMEOUT(disconnected.size(), 1, patience);
    QCOMPARE(link.state(), LinkState::Refused);
    QCOMPARE(link.refusal().kind, QStringLiteral("status"));
    QCOMPARE(link.refusal().status, 403);
    QVERIFY(link.refusal().head.startsWith(u"HTTP/1.1 403"));
    QCOMPARE(link.refusal().body, QByteArray("no!"));
    QCOMPARE(connected.size(), 0);
    QCOMPARE(refused.size(), 1);
}

void ClientLinkTest::nobodyListens_isRefused()
{
    QUrl url;
    {
        const RawServer server;
        url = urlOf(server);
    }
    ClientLink link(m_network);
    QSignalSpy refused(&link, &ClientLink::refused);
    link.open(url);
    QVERIFY(refused.wait(patience));
    QCOMPARE(link.refusal().kind, QStringLiteral("connect"));
}

void ClientLinkTest::handshakeTimeout_isRefused()
{
    RawServer server;
    ClientLink link(m_network);
    link.setHandshakeTimeout(50);
    QSignalSpy refused(&link, &ClientLink::refused);
    link.open(urlOf(server));
    QVERIFY(refused.wait(patience));
    QCOMPARE(link.refusal().kind, QStringLiteral("timeout"));
}

void ClientLinkTest::resetWhileConnecting_isRefused()
{
    RawServer server;
    ClientLink link(m_network);
    QSignalSpy refused(&link, &ClientLink::refused);
    link.open(urlOf(server));
    link.reset();
    QVERIFY(refused.wait(patience));
    QCOMPARE(link.refusal().kind, QStringLiteral("cancelled"));
}

void ClientLinkTest::openTwice_isIgnored()
{
    Open open(m_network);
    RawServer other;
    open.link.open(urlOf(other));
    QCOMPARE(open.link.requestUrl(), urlOf(open.server));
    open.link.sendTextMessage(QStringLiteral("still the first"));
    QCOMPARE(awaiting([&] { return open.peer.readFrame(); }),
             frame(Opcode::Text, "still the first"));
}

void ClientLinkTest::beforeOpen_nothingHappens()
{
    ClientLink link(m_network);
    QCOMPARE(link.sendTextMessage(QStringLiteral("x")), qint64(0));
    QCOMPARE(link.sendBinaryMessage("x"), qint64(0));
    link.ping();
    link.close();
    link.release(1);
    link.drop(1);
    link.shutdownSend();
    link.reset();
    QCOMPARE(link.state(), LinkState::Connecting);
    QCOMPARE(link.closeCode(), quint16(1006));
}

void ClientLinkTest::pingAndPong_tellTheRoundTrip()
{
    Open open(m_network);
    QSignalSpy pongs(&open.link, &ClientLink::pong);
    open.link.ping("are you there?");
    QCOMPARE(open.peer.readFrame(), frame(Opcode::Ping, "are you there?"));
    open.peer.sendFrame(Opcode::Pong, "are you there?");
    QVERIFY(pongs.wait(patience));
    QCOMPARE(pongs[0][1].toByteArray(), QByteArray("are you there?"));
    QVERIFY(pongs[0][0].toULongLong() < quint64(patience));
}

void ClientLinkTest::pingFromThePeer_isTold()
{
    Open open(m_network);
    QSignalSpy pings(&open.link, &ClientLink::pingReceived);
    open.peer.sendFrame(Opcode::Ping, "hello");
    QCOMPARE(open.peer.readFrame(), frame(Opcode::Pong, "hello"));
    QVERIFY(pings.size() == 1 || pings.wait(patience));
    QCOMPARE(pings[0][0].toByteArray(), QByteArray("hello"));
}

void ClientLinkTest::shutdownSend_halfClosesTcp()
{
    Open open(m_network);
    QSignalSpy texts(&open.link, &ClientLink::textMessageReceived);
    open.link.shutdownSend();
    QCOMPARE(open.peer.readToEnd(), Ended::Fin);
    open.peer.sendFrame(Opcode::Text, "still here");
    QVERIFY(texts.wait(patience));
    QCOMPARE(open.link.state(), LinkState::Open);
    QVERIFY(open.link.tcpState().finSent);
    QVERIFY(!open.link.tcpState().finReceived);
}

void ClientLinkTest::reset_endsAtOnce()
{
    Open open(m_network);
    QSignalSpy disconnected(&open.link, &ClientLink::disconnected);
    open.link.reset();
    QCOMPARE(open.peer.readToEnd(), Ended::Reset);
    QVERIFY(disconnected.wait(patience));
    QCOMPARE(open.link.state(), LinkState::Aborted);
}

void ClientLinkTest::twoLinks_doNotMix()
{
    Open one(m_network);
    Open two(m_network);
    QSignalSpy first(&one.link, &ClientLink::textMessageReceived);
    QSignalSpy second(&two.link, &ClientLink::textMessageReceived);
    two.peer.sendFrame(Opcode::Text, "for two");
    one.peer.sendFrame(Opcode::Text, "for one");
    QTRY_COMPARE_WITH_TIMEOUT(first.size() + second.size(), 2, patience);
    QCOMPARE(first[0][0].toString(), QStringLiteral("for one"));
    QCOMPARE(second[0][0].toString(), QStringLiteral("for two"));
    one.peer.sendReset();
    QTRY_COMPARE_WITH_TIMEOUT(one.link.state(), LinkState::Aborted, patience);
    QCOMPARE(two.link.state(), LinkState::Open);
}

QTEST_GUILESS_MAIN(ClientLinkTest)
#include "tst_clientlink.moc"
