// SPDX-License-Identifier: MIT
#include "linktest.h"

#include <QElapsedTimer>
#include <QWebSocket>

using namespace ajar;
using namespace ajar::link;
using namespace ajar::link::test;
using closing::LinkState;

/// The QWebSocket inside a link, and who may reach it.
class DataPlaneTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesReachIt_onlyWhileSomebodyListens();
    void stranger_getsNothing_andTheLinkWorks();
    void itsDeath_doesNotEndTheLink();
    void slowListener_getsEveryMessageBeforeTheEnd();
    void busyOwner_pingFlood_isBounded();

private:
    Network m_network;
};

void DataPlaneTest::messagesReachIt_onlyWhileSomebodyListens()
{
    Open open(m_network);
    auto *webSocket = open.link.findChild<QWebSocket *>();
    QVERIFY(webSocket);
    QSignalSpy frames(webSocket, &QWebSocket::textFrameReceived);
    const auto sync = [&](const std::string &payload) {
        QSignalSpy pings(&open.link, &ClientLink::pingReceived);
        open.peer.sendFrame(Opcode::Ping, payload);
        return open.peer.readFrame() == frame(Opcode::Pong, payload) && pings.wait(patience);
    };
    open.peer.sendFrame(Opcode::Text, "nobody listens");
    QVERIFY(sync("1"));
    QCOMPARE(frames.size(), 0);
    const auto connection =
        connect(&open.link, &ClientLink::textMessageReceived, this, [](const QString &) {});
    open.peer.sendFrame(Opcode::Text, "somebody listens");
    QTRY_COMPARE_WITH_TIMEOUT(frames.size(), 1, patience);
    QCOMPARE(frames[0][0].toString(), QStringLiteral("somebody listens"));
    disconnect(connection);
    QCoreApplication::processEvents(); // it is noticed in the next turn of the event loop
    open.peer.sendFrame(Opcode::Text, "nobody again");
    QVERIFY(sync("2"));
    QSignalSpy binaries(&open.link, &ClientLink::binaryMessageReceived);
    open.peer.sendFrame(Opcode::Binary, "a listener for the other kind");
    QVERIFY(binaries.wait(patience));
    QCOMPARE(frames.size(), 1);
}

void DataPlaneTest::stranger_getsNothing_andTheLinkWorks()
{
    RawServer server;
    ClientLink link(m_network);
    QSignalSpy connected(&link, &ClientLink::connected);
    link.open(urlOf(server));
    const int port = link.findChild<QWebSocket *>()->requestUrl().port();
    RawClient client;
    RawSocket silent = client.connect(std::uint16_t(port));
    RawSocket guessing = client.connectWebSocket(std::uint16_t(port), "/guess");
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(connected.wait(patience));
    QSignalSpy texts(&link, &ClientLink::textMessageReceived);
    peer.sendFrame(Opcode::Text, "secret");
    QVERIFY(texts.wait(patience));
    for (RawSocket *stranger : {&silent, &guessing}) {
        QVERIFY(stranger->readToEnd() != Ended::Timeout);
        QCOMPARE(stranger->bytesRead(), std::size_t{0});
    }
}

void DataPlaneTest::itsDeath_doesNotEndTheLink()
{
    Open open(m_network);
    open.link.findChild<QWebSocket *>()->abort();
    QCOMPARE(open.link.sendTextMessage(QStringLiteral("no way out")), qint64(0));
    open.peer.sendFrame(Opcode::Ping, "p");
    QCOMPARE(open.peer.readFrame(), frame(Opcode::Pong, "p"));
    QSignalSpy disconnected(&open.link, &ClientLink::disconnected);
    open.link.close(4000);
    QCOMPARE(open.peer.readFrame(), frame(Opcode::Close, closeBody(4000)));
    open.peer.sendFrame(Opcode::Close, closeBody(4000));
    open.peer.sendFin();
    QVERIFY(disconnected.wait(patience));
    QCOMPARE(open.link.state(), LinkState::Closed);
}

void DataPlaneTest::slowListener_getsEveryMessageBeforeTheEnd()
{
    Open open(m_network);
    int count = 0;
    connect(&open.link, &ClientLink::textMessageReceived, this, [&count](const QString &) {
        ++count;
        QElapsedTimer busy; // longer than any patience with a data plane that has stalled
        busy.start();
        while (count <= 2 && busy.elapsed() < 1500) {
        }
    });
    QSignalSpy disconnected(&open.link, &ClientLink::disconnected);
    for (int i = 0; i < 2000; ++i)
        open.peer.sendFrame(Opcode::Text, std::string(2000, 'x'));
    open.peer.sendFrame(Opcode::Close, closeBody(1000));
    open.peer.sendFin();
    QTRY_COMPARE_WITH_TIMEOUT(disconnected.size(), 1, patience);
    QCOMPARE(count, 2000);
}

void DataPlaneTest::busyOwner_pingFlood_isBounded()
{
    Open open(m_network);
    QSignalSpy pings(&open.link, &ClientLink::pingReceived);
    // The owner's thread is in this loop and takes nothing; the gate answers all the same.
    for (int batch = 0; batch < 100; ++batch) {
        std::vector<std::uint8_t> bytes;
        for (int i = 0; i < 1000; ++i)
            wire::appendFrame(bytes, wire::makeHeader(Opcode::Ping, 0), {});
        QVERIFY(open.peer.send(bytes));
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(open.peer.readFrame(), frame(Opcode::Pong, ""));
    }
    QSignalSpy closed(&open.link, &ClientLink::closeFrameReceived);
    open.peer.sendFrame(Opcode::Close, closeBody(1000));
    QVERIFY(closed.wait(patience));
    QVERIFY2(pings.size() >= 1000 && pings.size() <= 30'000,
             qPrintable(QString::number(pings.size())));
}

QTEST_GUILESS_MAIN(DataPlaneTest)
#include "tst_dataplane.moc"
