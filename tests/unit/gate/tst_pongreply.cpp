// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;
using namespace std::chrono_literals;

namespace
{

Policy replying(Reply::Mode mode, std::chrono::nanoseconds delay = 0ns)
{
    Policy policy;
    policy.replyPing.mode = mode;
    policy.replyPing.delay = delay;
    return policy;
}

} // namespace

class PongReplyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ping_isAnsweredAtOnceWithItsPayload();
    void pingInsideAMessage_isAnsweredInside();
    void otherPayload_isSentInstead();
    void neverReplying_sendsNothing();
    void heldPongs_areReleasedAndDroppedOneByOne();
    void delayedPongs_goOutInOrderEachOnTime();
    void delayedPongsDueTogether_goOutTogetherWithoutFurtherTimers();
    void delayedPong_overtakesWhenTheDelayWasShortened();
    void delayedPongs_firstDropped_timerIsForTheNext();
    void delayedPong_lastDropped_timerIsCancelled();
    void delayedPong_afterOurFin_isNotSent();
    void delayedPong_afterOurClose_stillGoesOut();
    void halfClosedLocal_pingIsStillAnswered();
    void halfClosedLocal_dataIsStillRecordedAndDelivered();
    void halfClosedRemote_pingIsNotAnswered();
    void pingAfterOurFin_isNotAnswered();
    void lenient_pongForAPingThatIsTooLong_isCut();
    void congested_pingIsRecordedButNotAnswered();
};

void PongReplyTest::ping_isAnsweredAtOnceWithItsPayload()
{
    Conversation gate;
    Peer peer(gate);
    peer >> ping("hello") >> ping();
    SAYS(peer.heard(), "pong hello, pong");
    SAYS(gate.recorded(), "#1 received: ping hello\n#2 sent: pong hello\n"
                          "#3 received: ping\n#4 sent: pong");
    SAYS(gate.told(), "ping hello, ping ");
}

void PongReplyTest::pingInsideAMessage_isAnsweredInside()
{
    Conversation gate;
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> part(text("a")) >> ping("p");
    SAYS(peer.heard(), "pong p");
    SAYS(gate.delivered(), "");
    peer >> last("b");
    SAYS(gate.delivered(), "text ab");
}

void PongReplyTest::otherPayload_isSentInstead()
{
    Policy policy = replying(Reply::Mode::Other);
    policy.replyPing.payload = {'n', 'o'};
    Conversation gate(policy);
    Peer peer(gate);
    peer >> ping("hello");
    SAYS(peer.heard(), "pong no");
}

void PongReplyTest::neverReplying_sendsNothing()
{
    Conversation gate(replying(Reply::Mode::Never));
    Peer peer(gate);
    peer >> ping("hello");
    gate.after(1h);
    SAYS(peer.heard(), "");
    SAYS(gate.told(), "ping hello");
}

void PongReplyTest::heldPongs_areReleasedAndDroppedOneByOne()
{
    Conversation gate(replying(Reply::Mode::Hold));
    Peer peer(gate);
    peer >> ping("1") >> ping("2") >> ping("3");
    SAYS(peer.heard(), "");
    SAYS(gate.recorded("held"), "#2 sent held: pong 1\n#4 sent held: pong 2\n#6 sent held: pong 3");
    gate.release(6);
    gate.drop(4);
    gate.release(2);
    gate.release(99);
    SAYS(peer.heard(), "pong 3, pong 1");
    SAYS(gate.recorded(), "#7 sent released #6: pong 3\n"
                          "#8 sent dropped #4: pong 2\n"
                          "#9 sent released #2: pong 1");
    SAYS(gate.timers(), "");
}

void PongReplyTest::delayedPongs_goOutInOrderEachOnTime()
{
    Conversation gate(replying(Reply::Mode::Delay, 5s));
    Peer peer(gate);
    peer >> ping("1");
    gate.after(2s);
    peer >> ping("2");
    gate.after(2s);
    SAYS(peer.heard(), "");
    gate.after(1s);
    SAYS(peer.heard(), "pong 1");
    gate.after(2s);
    SAYS(peer.heard(), "pong 2");
    SAYS(gate.timers(), "reply-ping started 5s, reply-ping expired, reply-ping started 2s, "
                        "reply-ping expired");
}

void PongReplyTest::delayedPongsDueTogether_goOutTogetherWithoutFurtherTimers()
{
    Conversation gate(replying(Reply::Mode::Delay, 5s));
    Peer peer(gate);
    peer >> ping("1") >> ping("2") >> ping("3");
    gate.after(5s);
    SAYS(peer.heard(), "pong 1, pong 2, pong 3");
    SAYS(gate.timers(), "reply-ping started 5s, reply-ping expired");
}

void PongReplyTest::delayedPong_overtakesWhenTheDelayWasShortened()
{
    Conversation gate(replying(Reply::Mode::Delay, 10s));
    Peer peer(gate);
    peer >> ping("slow");
    gate.change([](Policy &policy) { policy.replyPing.delay = 1s; });
    peer >> ping("fast");
    gate.after(1s);
    SAYS(peer.heard(), "pong fast");
    gate.after(9s);
    SAYS(peer.heard(), "pong slow");
}

void PongReplyTest::delayedPongs_firstDropped_timerIsForTheNext()
{
    Conversation gate(replying(Reply::Mode::Delay, 5s));
    Peer peer(gate);
    peer >> ping("1");
    gate.after(2s);
    peer >> ping("2");
    gate.drop(2);
    gate.after(5s - 1ns);
    SAYS(peer.heard(), "");
    gate.after(1ns);
    SAYS(peer.heard(), "pong 2");
    SAYS(gate.timers(), "reply-ping started 5s, reply-ping cancelled, reply-ping started 5s, "
                        "reply-ping expired");
}

void PongReplyTest::delayedPong_lastDropped_timerIsCancelled()
{
    Conversation gate(replying(Reply::Mode::Delay, 5s));
    Peer peer(gate);
    peer >> ping("1");
    gate.drop(2);
    QVERIFY(!gate.logic.deadline());
    SAYS(gate.timers(), "reply-ping started 5s, reply-ping cancelled");
}

void PongReplyTest::delayedPong_afterOurFin_isNotSent()
{
    Conversation gate(replying(Reply::Mode::Delay, 5s));
    Peer peer(gate);
    peer >> ping("1");
    gate.sendFin();
    SAYS(peer.heard(), "fin");
    gate.after(5s);
    SAYS(peer.heard(), "");
    SAYS(gate.recorded("released"), "");
}

void PongReplyTest::delayedPong_afterOurClose_stillGoesOut()
{
    Conversation gate(replying(Reply::Mode::Delay, 5s));
    Peer peer(gate);
    peer >> ping("1");
    gate.sendClose(1000);
    gate.after(5s);
    SAYS(peer.heard(), "close 1000, pong 1");
}

void PongReplyTest::halfClosedLocal_pingIsStillAnswered()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendClose(1000);
    peer >> ping("still?");
    SAYS(peer.heard(), "close 1000, pong still?");
    SAYS(gate.state(), "half-closed-local");
}

void PongReplyTest::halfClosedLocal_dataIsStillRecordedAndDelivered()
{
    Conversation gate;
    gate.logic.wantMessages(true);
    Peer peer(gate);
    gate.sendClose(1000);
    gate.recorded();
    peer >> text("on the way") >> part(binary("x")) >> last("y");
    SAYS(gate.recorded(), "#2 received: text on the way\n"
                          "#3 received: binary (more) x\n"
                          "#4 received: continuation y");
    SAYS(gate.delivered(), "text on the way, binary xy");
}

void PongReplyTest::halfClosedRemote_pingIsNotAnswered()
{
    Policy policy;
    policy.replyClose.mode = Reply::Mode::Hold;
    Conversation gate(policy);
    Peer peer(gate);
    peer >> closeFrame(1001) >> ping("p");
    SAYS(peer.heard(), "");
}

void PongReplyTest::pingAfterOurFin_isNotAnswered()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendFin();
    peer >> ping("p");
    SAYS(peer.heard(), "fin");
    SAYS(gate.recorded("ping"), "#1 received: ping p");
}

void PongReplyTest::lenient_pongForAPingThatIsTooLong_isCut()
{
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy);
    Peer peer(gate);
    peer >> ping(std::string(300, 'p'));
    SAYS(peer.heard(), ("pong " + std::string(125, 'p')).c_str());
}

void PongReplyTest::congested_pingIsRecordedButNotAnswered()
{
    // A Pong for only the latest Ping is allowed (RFC 6455 5.5.3): a peer that pings and does not
    // read can't fill our memory.
    Conversation gate;
    Peer peer(gate);
    gate.logic.setQueued(gate.now(), 17u << 20);
    peer >> ping("1") >> ping("2");
    SAYS(peer.heard(), "");
    SAYS(gate.recorded(), "event limit-reached send-queue 17825792\n"
                          "#1 received: ping 1\n"
                          "event limit-reached unread-pongs 0\n"
                          "#2 received: ping 2");
    gate.logic.setQueued(gate.now(), 0);
    peer >> ping("3");
    SAYS(peer.heard(), "pong 3");
}

QTEST_APPLESS_MAIN(PongReplyTest)
#include "tst_pongreply.moc"
