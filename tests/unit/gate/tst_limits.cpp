// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;

class LimitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void frameSize_isToldWithTheLimit();
    void messageSize_isToldOnce();
    void fragments_fail1009();
    void fragments_lenient_areToldOnceAMessage();
    void queuedPongs_areBounded_andTheUserIsToldOnce();
    void sendQueue_isToldOnce_untilItHasShrunk();
    void heldBytes_areToldOnce_untilThereIsRoom();
    void heldFrames_areToldOnce_untilThereIsRoom();
};

void LimitsTest::frameSize_isToldWithTheLimit()
{
    GateLogic::Options options;
    options.limits.frame = 3;
    Conversation gate({}, options);
    Peer peer(gate);
    peer >> text("abc") >> text("abcd");
    SAYS(gate.recorded("limit"), "event limit-reached frame-size 3 2");
    SAYS(peer.heard(), "close 1009 frame-too-large");
}

void LimitsTest::messageSize_isToldOnce()
{
    GateLogic::Options options;
    options.limits.message = 3;
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy, options);
    Peer peer(gate);
    peer >> part(text("abc")) >> more("d") >> last("e");
    SAYS(gate.recorded("limit"), "event limit-reached message-size 3 2");
}

void LimitsTest::fragments_fail1009()
{
    GateLogic::Options options;
    options.limits.fragments = 3;
    Conversation gate({}, options);
    Peer peer(gate);
    peer >> part(text("a")) >> more("b") >> last("c");
    SAYS(peer.heard(), "");
    peer >> part(text("a")) >> more("b") >> ping("p") >> more("c") >> more("d");
    SAYS(peer.heard(), "pong p, close 1009 too many fragments");
    SAYS(gate.recorded("limit"), "event limit-reached fragments 3 9");
}

void LimitsTest::fragments_lenient_areToldOnceAMessage()
{
    GateLogic::Options options;
    options.limits.fragments = 2;
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy, options);
    Peer peer(gate);
    for (int i = 0; i < 2; ++i)
        peer >> part(text("a")) >> more("b") >> more("c") >> more("d") >> last("e");
    SAYS(gate.recorded("limit"),
         "event limit-reached fragments 2 3\nevent limit-reached fragments 2 8");
}

void LimitsTest::queuedPongs_areBounded_andTheUserIsToldOnce()
{
    GateLogic::Options options;
    options.limits.queuedPongs = 2;
    Conversation gate({}, options);
    Peer peer(gate);
    peer >> ping("a") >> ping("b") >> ping("c") >> ping("d");
    SAYS(peer.heard(), "pong a, pong b");
    SAYS(gate.recorded("limit"), "event limit-reached unread-pongs 2");
    gate.logic.setQueued(gate.now(), 10);
    peer >> ping("e");
    SAYS(peer.heard(), "");
    gate.logic.setQueued(gate.now(), 0);
    peer >> ping("f");
    SAYS(peer.heard(), "pong f");
}

void LimitsTest::sendQueue_isToldOnce_untilItHasShrunk()
{
    GateLogic::Options options;
    options.limits.sendQueue = 100;
    Conversation gate({}, options);
    for (const std::size_t bytes : {100u, 101u, 200u, 60u, 150u})
        gate.logic.setQueued(gate.now(), bytes);
    QVERIFY(gate.logic.congested());
    gate.logic.setQueued(gate.now(), 50);
    QVERIFY(!gate.logic.congested());
    gate.logic.setQueued(gate.now(), 300);
    gate.sendPing("p"); // hands the records out
    SAYS(gate.recorded("limit"),
         "event limit-reached send-queue 101\nevent limit-reached send-queue 300");
}

void LimitsTest::heldBytes_areToldOnce_untilThereIsRoom()
{
    GateLogic::Options options;
    options.limits.held = 5;
    Policy policy;
    policy.holdReceived = true;
    Conversation gate(policy, options);
    Peer peer(gate);
    peer >> text("12345");
    SAYS(gate.recorded("limit"), "");
    peer >> text("6") >> text("7");
    SAYS(gate.recorded("limit"), "event limit-reached held-bytes 5");
    gate.release(1);
    peer >> text("890");
    SAYS(gate.recorded("limit"), "");
    peer >> text("!");
    SAYS(gate.recorded("limit"), "event limit-reached held-bytes 5");
}

void LimitsTest::heldFrames_areToldOnce_untilThereIsRoom()
{
    GateLogic::Options options;
    options.limits.heldFrames = 2;
    Policy policy;
    policy.holdSent = true;
    Conversation gate(policy, options);
    for (const char *payload : {"a", "b", "c", "d"})
        gate.sendPing(payload);
    SAYS(gate.recorded("limit"), "event limit-reached held-frames 2");
    gate.drop(1);
    gate.sendPing("e");
    SAYS(gate.recorded("limit"), "");
    gate.sendPing("f");
    SAYS(gate.recorded("limit"), "event limit-reached held-frames 2");
}

QTEST_APPLESS_MAIN(LimitsTest)
#include "tst_limits.moc"
