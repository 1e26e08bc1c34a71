// SPDX-License-Identifier: MIT
#include "linktest.h"

using namespace ajar;
using namespace ajar::link;
using namespace ajar::link::test;
using closing::LinkState;
using closing::Timer;

/// The policy of a link, before and during the connection.
class LinkPolicyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shorthands_areThePolicy();
    void settingTheSame_isNoChange();
    void withheldReply_isHeldAndReleased();
    void withheldReply_dropped();
    void withholding_turnedOnWhileOpen();
    void withheldPong_isReleased();
    void closeTimeout_resets();
    void closeTimeout_changedWhileItRuns();
    void pongTimeout_closes();
    void pingInterval_pings();
    void timers_areTold();
    void heldFrames_areGoneAtTheEnd();

private:
    Network m_network;
};

void LinkPolicyTest::shorthands_areThePolicy()
{
    ClientLink link(m_network);
    QSignalSpy changed(&link, &ClientLink::policyChanged);
    link.setCloseTimeout(1500);
    link.setHandshakeTimeout(2000);
    link.setPingInterval(3000);
    link.setPongTimeout(4000);
    link.setIdleTimeout(5000);
    link.setWithholdCloseReply(true);
    link.setWithholdPong(true);
    QCOMPARE(changed.size(), 7);
    QCOMPARE(link.closeTimeout(), 1500);
    QCOMPARE(link.handshakeTimeout(), 2000);
    QCOMPARE(link.pingInterval(), 3000);
    QCOMPARE(link.pongTimeout(), 4000);
    QCOMPARE(link.idleTimeout(), 5000);
    QVERIFY(link.withholdCloseReply());
    QVERIFY(link.withholdPong());
    QCOMPARE(link.policy().timeouts.close, std::chrono::nanoseconds(1'500'000'000));
    QCOMPARE(link.policy().replyClose.mode, gate::Reply::Mode::Hold);
    link.setWithholdCloseReply(false);
    QCOMPARE(link.policy().replyClose.mode, gate::Reply::Mode::Auto);
}

void LinkPolicyTest::settingTheSame_isNoChange()
{
    ClientLink link(m_network);
    QSignalSpy changed(&link, &ClientLink::policyChanged);
    link.setPolicy(link.policy());
    link.setCloseTimeout(link.closeTimeout());
    QCOMPARE(changed.size(), 0);
}

void LinkPolicyTest::withheldReply_isHeldAndReleased()
{
    Open open(m_network);
    open.link.setWithholdCloseReply(true);
    QSignalSpy held(&open.link, &ClientLink::frameHeld);
    QSignalSpy resolved(&open.link, &ClientLink::frameResolved);
    open.peer.sendFrame(Opcode::Close, closeBody(1001, "bye"));
    QVERIFY(held.wait(patience));
    QCOMPARE(open.link.state(), LinkState::HalfClosedRemote);
    const quint64 number = held[0][0].toULongLong();
    QCOMPARE(held[0][1].value<wire::Opcode>(), Opcode::Close);
    QCOMPARE(open.link.heldFrames().size(), 1);
    QCOMPARE(open.link.heldFrames()[0].number, number);
    QCOMPARE(open.link.heldFrames()[0].payload.toStdString(), closeBody(1001, "bye"));
    open.link.release(number);
    QCOMPARE(open.peer.readFrame(), frame(Opcode::Close, closeBody(1001, "bye")));
    QVERIFY(resolved.wait(patience));
    QCOMPARE(resolved[0][0].toULongLong(), number);
    QVERIFY(resolved[0][1].toBool());
    QVERIFY(open.link.heldFrames().isEmpty());
}

void LinkPolicyTest::withheldReply_dropped()
{
    Open open(m_network);
    open.link.setWithholdCloseReply(true);
    QSignalSpy held(&open.link, &ClientLink::frameHeld);
    QSignalSpy resolved(&open.link, &ClientLink::frameResolved);
    open.peer.sendFrame(Opcode::Close, closeBody(1001));
    QVERIFY(held.wait(patience));
    open.link.drop(held[0][0].toULongLong());
    QVERIFY(resolved.wait(patience));
    QVERIFY(!resolved[0][1].toBool());
    open.link.close(4000);
    QCOMPARE(awaiting([&] { return open.peer.readFrame(); }),
             frame(Opcode::Close, closeBody(4000)));
}

void LinkPolicyTest::withholding_turnedOnWhileOpen()
{
    Open open(m_network);
    QSignalSpy held(&open.link, &ClientLink::frameHeld);
    open.peer.sendFrame(Opcode::Ping, "1");
    QCOMPARE(open.peer.readFrame(), frame(Opcode::Pong, "1"));
    open.link.setWithholdPong(true);
    open.peer.sendFrame(Opcode::Ping, "2");
    QVERIFY(held.wait(patience));
    open.link.setWithholdPong(false);
    open.peer.sendFrame(Opcode::Ping, "3");
    QCOMPARE(open.peer.readFrame(), frame(Opcode::Pong, "3"));
}

void LinkPolicyTest::withheldPong_isReleased()
{
    Open open(m_network);
    open.link.setWithholdPong(true);
    QSignalSpy held(&open.link, &ClientLink::frameHeld);
    open.peer.sendFrame(Opcode::Ping, "p");
    QVERIFY(held.wait(patience));
    open.link.release(held[0][0].toULongLong());
    QCOMPARE(open.peer.readFrame(), frame(Opcode::Pong, "p"));
}

void LinkPolicyTest::closeTimeout_resets()
{
    Open open(m_network);
    open.link.setCloseTimeout(50);
    QSignalSpy disconnected(&open.link, &ClientLink::disconnected);
    open.link.close();
    QVERIFY(disconnected.wait(patience));
    QCOMPARE(open.peer.readToEnd(), Ended::Reset);
    QCOMPARE(open.link.outcome().timedOut, std::optional(Timer::Close));
}

void LinkPolicyTest::closeTimeout_changedWhileItRuns()
{
    Open open(m_network);
    QSignalSpy started(&open.link, &ClientLink::timerStarted);
    QSignalSpy disconnected(&open.link, &ClientLink::disconnected);
    open.link.close();
    QVERIFY(started.wait(patience));
    QCOMPARE(started[0][0].value<Timer>(), Timer::Close);
    QCOMPARE(started[0][1].toInt(), 30'000);
    open.link.setCloseTimeout(1);
    QVERIFY(disconnected.wait(patience));
    QCOMPARE(open.link.outcome().timedOut, std::optional(Timer::Close));
}

void LinkPolicyTest::pongTimeout_closes()
{
    Open open(m_network);
    open.link.setPongTimeout(50);
    QSignalSpy sent(&open.link, &ClientLink::closeFrameSent);
    open.link.ping("anyone?");
    QVERIFY(sent.wait(patience));
    QCOMPARE(sent[0][0].toInt(), 1011);
}

void LinkPolicyTest::pingInterval_pings()
{
    Open open(m_network);
    open.link.setPingInterval(20);
    QCOMPARE(open.peer.readFrame()->opcode, Opcode::Ping);
    QCOMPARE(open.peer.readFrame()->opcode, Opcode::Ping);
}

void LinkPolicyTest::timers_areTold()
{
    RawServer server;
    ClientLink link(m_network);
    QSignalSpy started(&link, &ClientLink::timerStarted);
    QSignalSpy ended(&link, &ClientLink::timerEnded);
    link.open(urlOf(server));
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(ended.wait(patience));
    QCOMPARE(started[0][0].value<Timer>(), Timer::Handshake);
    QCOMPARE(started[0][1].toInt(), 10'000);
    QCOMPARE(ended[0][0].value<Timer>(), Timer::Handshake);
    QVERIFY(!ended[0][1].toBool());
}

void LinkPolicyTest::heldFrames_areGoneAtTheEnd()
{
    Open open(m_network);
    open.link.setWithholdPong(true);
    QSignalSpy held(&open.link, &ClientLink::frameHeld);
    QSignalSpy disconnected(&open.link, &ClientLink::disconnected);
    open.peer.sendFrame(Opcode::Ping, "1");
    open.peer.sendFrame(Opcode::Ping, "2");
    QTRY_COMPARE_WITH_TIMEOUT(held.size(), 2, patience);
    open.peer.sendReset();
    QVERIFY(disconnected.wait(patience));
    QVERIFY(open.link.heldFrames().isEmpty());
}

QTEST_GUILESS_MAIN(LinkPolicyTest)
#include "tst_linkpolicy.moc"
