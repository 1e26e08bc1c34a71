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
    policy.holdSent = true;
    return policy;
}

} // namespace

class HoldingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void heldData_isReleasedAndDroppedByNumber();
    void holding_meansControlFramesToo();
    void heldReplyToClose_isOneThatTheUserLetsGo();
    void failing_isHeldToo();
    void heldData_afterOurClose_staysHeldAndIsRefused();
    void editedFrame_goesOutWithItsNewPayload();
    void heldData_isDroppedAtTheEnd();
    void heldData_keepsItsFragmentation();
    void holdingTurnedOff_heldFramesStayHeld();
    void tooManyHeld_areDroppedWithAnEvent();
    void heldBytes_areCounted();
    void numbers_runOverFramesOfBothDirections();
    void withoutASink_framesStillHaveNumbers();
    void everyHeldFrame_isResolvedExactlyOnce();
};

void HoldingTest::heldData_isReleasedAndDroppedByNumber()
{
    Conversation gate(holding());
    Peer peer(gate);
    gate.sendText("one");
    gate.sendText("two");
    gate.sendText("three");
    SAYS(peer.heard(), "");
    SAYS(gate.told(), "held #1 text, held #2 text, held #3 text");
    gate.release(2);
    gate.drop(1);
    gate.release(3);
    SAYS(peer.heard(), "text two, text three");
    SAYS(gate.recorded(), "#1 sent held: text one\n"
                          "#2 sent held: text two\n"
                          "#3 sent held: text three\n"
                          "#4 sent released #2: text two\n"
                          "#5 sent dropped #1: text one\n"
                          "#6 sent released #3: text three");
    SAYS(gate.told(), "released #2, dropped #1, released #3");
}

void HoldingTest::holding_meansControlFramesToo()
{
    Conversation gate(holding());
    Peer peer(gate);
    gate.sendText("data");
    gate.sendPing("p");
    peer >> ping("q");
    gate.sendClose(1000);
    SAYS(peer.heard(), "");
    SAYS(gate.state(), "open"); // a withheld frame is not on the wire
    SAYS(gate.timers(), "");
    gate.release(2);
    SAYS(gate.timers(), "pong started 10s");
    gate.release(4);
    gate.release(5);
    SAYS(peer.heard(), "ping p, pong q, close 1000");
    SAYS(gate.state(), "half-closed-local");
}

void HoldingTest::heldReplyToClose_isOneThatTheUserLetsGo()
{
    Conversation gate(holding());
    Peer peer(gate);
    peer >> closeFrame(1001, "bye");
    SAYS(gate.state(), "half-closed-remote");
    SAYS(gate.told(), "state half-closed-remote, close received 1001 bye, held #2 close");
    gate.release(2);
    SAYS(peer.heard(), "close 1001 bye");
}

void HoldingTest::failing_isHeldToo()
{
    Conversation gate(holding());
    Peer peer(gate);
    peer >> rsv(2, text("x"));
    SAYS(peer.heard(), "");
    SAYS(gate.state(), "open");
    gate.release(2);
    SAYS(peer.heard(), "close 1002 rsv-not-negotiated");
}

void HoldingTest::heldData_afterOurClose_staysHeldAndIsRefused()
{
    Conversation gate(holding());
    gate.sendText("data");
    gate.sendClose(1000);
    gate.release(2);
    SAYS(gate.heard(), "close 1000");
    gate.release(1);
    SAYS(gate.heard(), "");
    SAYS(gate.recorded("send-refused"),
         "event send-refused text our Close has been sent (RFC 6455 5.5.1)");
    gate.drop(1);
    SAYS(gate.recorded(), "#4 sent dropped #1: text data");
}

void HoldingTest::editedFrame_goesOutWithItsNewPayload()
{
    Conversation gate(holding());
    gate.sendText("one");
    gate.sendClose(1000);
    gate.edit(1, "two!");
    gate.edit(2, "\x03\xE9"
                 "later");
    gate.edit(2, "gone");
    SAYS(gate.heard(), "text two!, close 1001 later");
    SAYS(gate.recorded("edited"),
         "#3 sent edited #1: text two!\n#4 sent edited #2: close 1001 later");
    QCOMPARE(gate.logic.heldBytes(), std::size_t{0});
}

void HoldingTest::heldData_isDroppedAtTheEnd()
{
    Conversation gate(holding());
    gate.sendText("one");
    gate.sendText("two");
    gate.recorded();
    gate.receive(reset);
    SAYS(gate.recorded("#"), "#3 sent dropped #1: text one\n#4 sent dropped #2: text two");
    SAYS(gate.heard(), "");
}

void HoldingTest::heldData_keepsItsFragmentation()
{
    Conversation gate(holding());
    gate.sendText("hel", false);
    gate.logic.sendData(gate.now(), wire::Opcode::Continuation, {}, true);
    gate.release(1);
    gate.release(2);
    SAYS(gate.heard(), "text (more) hel, continuation !fragments-empty");
}

void HoldingTest::holdingTurnedOff_heldFramesStayHeld()
{
    Conversation gate(holding());
    gate.sendText("held");
    gate.change([](Policy &policy) { policy.holdSent = false; });
    gate.sendText("free");
    SAYS(gate.heard(), "text free");
    gate.release(1);
    SAYS(gate.heard(), "text held");
}

void HoldingTest::tooManyHeld_areDroppedWithAnEvent()
{
    Policy policy;
    policy.replyPing.mode = Reply::Mode::Hold;
    Conversation gate(policy);
    std::vector<std::uint8_t> bytes;
    for (int i = 0; i < 1000; ++i) {
        const auto frame = encode(ping("x"), wire::Role::Server);
        bytes.insert(bytes.end(), frame.begin(), frame.end());
    }
    for (int i = 0; i < 100; ++i)
        gate.receive(bytes);
    SAYS(gate.recorded("limit-reached"), "");
    gate.receive(encode(ping("one more"), wire::Role::Server));
    SAYS(gate.recorded("event"), "event limit-reached held-frames 100000");
}

void HoldingTest::heldBytes_areCounted()
{
    Conversation gate(holding());
    QCOMPARE(gate.logic.heldBytes(), std::size_t{0});
    gate.sendText("12345");
    gate.sendText("678");
    QCOMPARE(gate.logic.heldBytes(), std::size_t{8});
    gate.release(1);
    QCOMPARE(gate.logic.heldBytes(), std::size_t{3});
    gate.receive(reset);
    QCOMPARE(gate.logic.heldBytes(), std::size_t{0});
}

void HoldingTest::numbers_runOverFramesOfBothDirections()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendText("a");
    peer >> text("b") >> ping("c") >> closeFrame(1000);
    SAYS(gate.recorded("#"), "#1 sent: text a\n"
                             "#2 received: text b\n"
                             "#3 received: ping c\n"
                             "#4 sent: pong c\n"
                             "#5 received: close 1000\n"
                             "#6 sent: close 1000");
}

void HoldingTest::withoutASink_framesStillHaveNumbers()
{
    GateLogic::Options options;
    options.record = false;
    Conversation gate(holding(), options);
    gate.sendText("one");
    gate.sendText("two");
    SAYS(gate.told(), "held #1 text, held #2 text");
    SAYS(gate.recorded(), "");
    gate.release(2);
    SAYS(gate.heard(), "text two");
    QVERIFY(gate.logic.journal().empty());
}

void HoldingTest::everyHeldFrame_isResolvedExactlyOnce()
{
    Policy policy = holding();
    policy.replyPing = {Reply::Mode::Delay, 2s, 1000, {}};
    policy.replyClose.mode = Reply::Mode::Hold;
    Conversation gate(policy);
    Peer peer(gate);
    gate.sendText("a");             // 1
    peer >> ping("p") >> ping("q"); // held as 3, 5
    gate.sendText("b");             // 6
    gate.release(6);
    gate.after(2s);
    peer >> closeFrame(1001); // held as 11
    gate.drop(1);
    gate.drop(1);
    peer >> reset;
    gate.release(11);
    SAYS(gate.recorded(" sent "),
         "#1 sent held: text a\n"
         "#3 sent held: pong p\n"
         "#5 sent held: pong q\n"
         "#6 sent held: text b\n"
         "#7 sent released #6: text b\n"
         "#8 sent released #3: pong p\n"
         "#9 sent released #5: pong q\n"
         "#11 sent held: close 1001\n"
         "#12 sent dropped #1: text a\n"
         "event finding close-unanswered TCP has ended without it sent 10\n"
         "#13 sent dropped #11: close 1001");
}

QTEST_APPLESS_MAIN(HoldingTest)
#include "tst_holding.moc"
