// SPDX-License-Identifier: MIT
#include "linktest.h"

#include <QPointer>

using namespace ajar;
using namespace ajar::link;
using namespace ajar::link::test;
using closing::LinkState;

/// Links that end before, while and after things happen: nothing hangs, nothing comes afterwards.
class LinkLifeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neverOpened();
    void destroyedAtOnce();
    void destroyedBeforeTheAnswer();
    void destroyedWhileOpen_resets();
    void destroyedWhileHalfClosed();
    void destroyedAfterTheEnd();
    void destroyedWithMessagesUnderWay();
    void deletedInItsOwnSlot_data();
    void deletedInItsOwnSlot();
    void deletedLater_inItsOwnSlot();
    void manyLinks_comeAndGo();
    void networkGoesWithoutLinks();

private:
    Network m_network;
};

void LinkLifeTest::neverOpened()
{
    const ClientLink link(m_network);
    QCOMPARE(link.connectionId(), 0u);
}

void LinkLifeTest::destroyedAtOnce()
{
    RawServer server;
    {
        ClientLink link(m_network);
        link.open(urlOf(server));
    }
    QCoreApplication::processEvents();
}

void LinkLifeTest::destroyedBeforeTheAnswer()
{
    RawServer server;
    RawSocket peer;
    {
        ClientLink link(m_network);
        link.open(urlOf(server));
        peer = server.accept();
        peer.readHead();
    }
    QVERIFY(peer.readToEnd() != Ended::Timeout);
    QCoreApplication::processEvents();
}

void LinkLifeTest::destroyedWhileOpen_resets()
{
    auto open = std::make_unique<Open>(m_network);
    RawSocket peer = std::move(open->peer);
    open.reset();
    QCOMPARE(peer.readToEnd(), Ended::Reset);
    QCoreApplication::processEvents();
}

void LinkLifeTest::destroyedWhileHalfClosed()
{
    auto open = std::make_unique<Open>(m_network);
    open->link.setWithholdCloseReply(true);
    QSignalSpy held(&open->link, &ClientLink::frameHeld);
    open->peer.sendFrame(Opcode::Close, closeBody(1001));
    QVERIFY(held.wait(patience));
    RawSocket peer = std::move(open->peer);
    open.reset();
    QCOMPARE(peer.readToEnd(), Ended::Reset);
}

void LinkLifeTest::destroyedAfterTheEnd()
{
    Open open(m_network);
    QSignalSpy disconnected(&open.link, &ClientLink::disconnected);
    open.peer.sendReset();
    QVERIFY(disconnected.wait(patience));
}

void LinkLifeTest::destroyedWithMessagesUnderWay()
{
    for (int round = 0; round < 10; ++round) {
        auto open = std::make_unique<Open>(m_network);
        QSignalSpy texts(&open->link, &ClientLink::textMessageReceived);
        for (int i = 0; i < 200; ++i) {
            open->peer.sendFrame(Opcode::Text, std::string(1000, 'x'));
            open->link.sendTextMessage(QString(1000, u'y'));
        }
        QVERIFY(texts.wait(patience));
        RawSocket peer = std::move(open->peer);
        open.reset();
        QVERIFY(peer.readToEnd() != Ended::Timeout);
        QCoreApplication::processEvents();
    }
}

void LinkLifeTest::deletedInItsOwnSlot_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("stateChanged") << 0;
    QTest::newRow("closeFrameReceived") << 1;
    QTest::newRow("tcpEnded") << 2;
    QTest::newRow("disconnected") << 3;
    QTest::newRow("pingReceived") << 4;
    QTest::newRow("timerStarted") << 5;
}

void LinkLifeTest::deletedInItsOwnSlot()
{
    QFETCH(int, signal);
    RawServer server;
    QPointer<ClientLink> link = new ClientLink(m_network);
    QSignalSpy connected(link.data(), &ClientLink::connected);
    link->open(urlOf(server));
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(connected.wait(patience));
    const auto end = [&] { delete link.data(); };
    switch (signal) {
    case 0:
        connect(link, &ClientLink::stateChanged, this, end);
        break;
    case 1:
        connect(link, &ClientLink::closeFrameReceived, this, end);
        break;
    case 2:
        connect(link, &ClientLink::tcpEnded, this, end);
        break;
    case 3:
        connect(link, &ClientLink::disconnected, this, end, Qt::QueuedConnection);
        break;
    case 4:
        connect(link, &ClientLink::pingReceived, this, end);
        break;
    default:
        connect(link, &ClientLink::timerStarted, this, end);
        break;
    }
    // All in one batch of facts: those behind the deletion must find nothing.
    peer.send(std::string("\x89\x01p\x88\x02\x03\xE9", 7));
    peer.sendFin();
    QTRY_VERIFY_WITH_TIMEOUT(!link, patience);
    QCoreApplication::processEvents();
    disconnect(this);
}

void LinkLifeTest::deletedLater_inItsOwnSlot()
{
    RawServer server;
    QPointer<ClientLink> link = new ClientLink(m_network);
    connect(link, &ClientLink::disconnected, link, &QObject::deleteLater);
    link->open(urlOf(server));
    RawSocket peer = server.acceptWebSocket();
    peer.sendReset();
    QTRY_VERIFY_WITH_TIMEOUT(!link, patience);
}

void LinkLifeTest::manyLinks_comeAndGo()
{
    for (int round = 0; round < 50; ++round) {
        RawServer server;
        ClientLink link(m_network);
        link.open(urlOf(server));
        if (round % 2 == 0)
            server.acceptWebSocket().sendFrame(Opcode::Text, "hello");
        if (round % 3 == 0)
            QCoreApplication::processEvents();
    }
}

void LinkLifeTest::networkGoesWithoutLinks()
{
    for (int round = 0; round < 20; ++round) {
        Network network;
        RawServer server;
        ClientLink link(network);
        link.open(urlOf(server));
    }
}

QTEST_GUILESS_MAIN(LinkLifeTest)
#include "tst_linklife.moc"
