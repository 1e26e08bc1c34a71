// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;
using namespace std::chrono_literals;

namespace
{

Policy holding()
{
    Policy policy;
    policy.holdReceived = true;
    return policy;
}

} // namespace

class HoldReceivedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void data_isDeliveredOnceReleased();
    void droppedData_isNeverDelivered();
    void editedData_isDeliveredAsEdited();
    void ping_isAnsweredOnceReleased();
    void pong_isNotHeld();
    void close_changesTheStateAtOnce_andIsAnsweredOnceReleased();
    void closeAfterOurs_tcpEndWaitsForTheRelease();
    void droppedClose_isNeverAnswered();
    void secondClose_isHeldButNotAnswered();
    void faultyFrame_failsTheConnectionAtOnce();
    void tooManyBytes_areTooMuch();
    void end_dropsWhatIsHeld();
};

void HoldReceivedTest::data_isDeliveredOnceReleased()
{
    Conversation gate(holding());
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> text("one") >> text("two");
    SAYS(gate.delivered(), "");
    SAYS(gate.told(), "held #1 text received, held #2 text received");
    gate.release(2);
    gate.release(1);
    SAYS(gate.delivered(), "text two, text one");
    SAYS(gate.recorded(), "#1 received held: text one\n"
                          "#2 received held: text two\n"
                          "#3 received released #2: text two\n"
                          "#4 received released #1: text one");
}

void HoldReceivedTest::droppedData_isNeverDelivered()
{
    Conversation gate(holding());
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> text("one") >> text("two");
    gate.drop(1);
    gate.release(2);
    SAYS(gate.delivered(), "text two");
}

void HoldReceivedTest::editedData_isDeliveredAsEdited()
{
    Conversation gate(holding());
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> text("one");
    gate.edit(1, "another");
    SAYS(gate.delivered(), "text another");
    SAYS(gate.recorded("edited"), "#2 received edited #1: text another");
}

void HoldReceivedTest::ping_isAnsweredOnceReleased()
{
    Conversation gate(holding());
    Peer peer(gate);
    peer >> ping("a") >> ping("b");
    SAYS(peer.heard(), "");
    gate.release(2);
    gate.drop(1);
    SAYS(peer.heard(), "pong b");
}

void HoldReceivedTest::pong_isNotHeld()
{
    Conversation gate(holding());
    Peer peer(gate);
    gate.sendPing("p");
    gate.after(20ms);
    gate.told();
    peer >> pong("p");
    SAYS(gate.told(), "pong cancelled, pong p 20ms");
}

void HoldReceivedTest::close_changesTheStateAtOnce_andIsAnsweredOnceReleased()
{
    Conversation gate(holding());
    Peer peer(gate);
    peer >> closeFrame(1001);
    SAYS(gate.state(), "half-closed-remote");
    SAYS(peer.heard(), "");
    gate.after(2s);
    gate.release(1);
    SAYS(peer.heard(), "close 1001");
    SAYS(gate.state(), "close-exchanged");
}

void HoldReceivedTest::closeAfterOurs_tcpEndWaitsForTheRelease()
{
    Policy policy = holding();
    policy.tcpEnd = TcpEndPolicy::Fin;
    Conversation gate(policy);
    Peer peer(gate);
    gate.sendClose(1000);
    peer >> closeFrame(1000);
    SAYS(gate.state(), "close-exchanged");
    SAYS(peer.heard(), "close 1000");
    gate.release(2);
    SAYS(peer.heard(), "fin");
}

void HoldReceivedTest::droppedClose_isNeverAnswered()
{
    Conversation gate(holding());
    Peer peer(gate);
    peer >> closeFrame(1000);
    gate.drop(1);
    gate.after(60s);
    SAYS(peer.heard(), "");
    SAYS(gate.state(), "half-closed-remote");
}

void HoldReceivedTest::secondClose_isHeldButNotAnswered()
{
    Conversation gate(holding());
    Peer peer(gate);
    peer >> closeFrame(1000) >> closeFrame(1001);
    gate.release(1);
    gate.release(2);
    SAYS(peer.heard(), "close 1000");
}

void HoldReceivedTest::faultyFrame_failsTheConnectionAtOnce()
{
    Conversation gate(holding());
    Peer peer(gate);
    peer >> rsv(1, text("x"));
    SAYS(peer.heard(), "close 1002 rsv-not-negotiated");
}

void HoldReceivedTest::tooManyBytes_areTooMuch()
{
    GateLogic::Options options;
    options.limits.held = 5;
    Conversation gate(holding(), options);
    Peer peer(gate);
    peer >> text("12345");
    QVERIFY(!gate.logic.heldTooMuch(closing::Direction::Received));
    peer >> text("6");
    QVERIFY(gate.logic.heldTooMuch(closing::Direction::Received));
    QVERIFY(!gate.logic.heldTooMuch(closing::Direction::Sent)); // a Close of ours gets through
    gate.release(1);
    QVERIFY(!gate.logic.heldTooMuch(closing::Direction::Received));
}

void HoldReceivedTest::end_dropsWhatIsHeld()
{
    Conversation gate(holding());
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> text("one") >> reset;
    SAYS(gate.recorded("#"), "#1 received held: text one\n#2 received dropped #1: text one");
    SAYS(gate.delivered(), "");
}

QTEST_APPLESS_MAIN(HoldReceivedTest)
#include "tst_holdreceived.moc"
