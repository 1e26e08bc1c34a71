// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;
using namespace std::chrono_literals;

namespace
{

Policy replying(Reply::Mode mode, std::chrono::nanoseconds delay = 0ns, std::uint16_t code = 1000)
{
    Policy policy;
    policy.replyClose = {mode, delay, code, {}};
    return policy;
}

} // namespace

class CloseReplyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void peerClosesFirst_replyRepeatsCodeAndReason();
    void peerClosesEmpty_replyIsEmpty();
    void peerClosesFirst_replyWithheld_staysHalfClosedRemote();
    void heldReply_released_isSentThen();
    void heldReply_dropped_isNeverSent();
    void heldReply_ourOwnClose_takesItsPlace();
    void delayedReply_goesOutOnTime();
    void delayedReply_releasedEarly_goesOutOnce();
    void delayedReply_ourOwnClose_takesItsPlace();
    void delayOfNothing_isNoDelay();
    void otherCode_isSentInstead();
    void neverReplying_sendsNothing();
    void neverReplying_ourOwnCloseStillGoesOut();
    void weCloseFirst_theirReplyIsNotAnswered();
    void bothCloseAtOnce_nothingIsSentTwice();
    void peerClosesTwice_secondHasAFindingAndNoAnswer();
    void dataAfterTheirClose_isRecordedWithAFinding();
    void dataAfterTheirClose_isRecordedAndGoesNoFurther();
    void ourDataAfterTheirClose_isSentUntilOurClose();
    void sendingAfterOurClose_isRefusedWithAnEvent();
    void sendingWhileConnecting_isRefusedWithAnEvent();
    void invalidCodes_areAnsweredWith1002_data();
    void invalidCodes_areAnsweredWith1002();
    void reasonThatIsNoUtf8_isAnsweredWith1007();
    void lenient_repeatsAnInvalidCode();
    void lenient_cutsAReasonThatIsTooLong();
    void ownReason_isCutAt123Bytes();
};

void CloseReplyTest::peerClosesFirst_replyRepeatsCodeAndReason()
{
    Conversation gate;
    Peer peer(gate);
    peer >> closeFrame(1001, "bye");
    SAYS(peer.heard(), "close 1001 bye");
    SAYS(gate.state(), "close-exchanged");
    SAYS(gate.told(), "state half-closed-remote, close received 1001 bye, state close-exchanged, "
                      "close sent 1001 bye, close started 30s");
    peer >> fin;
    SAYS(peer.heard(), "fin");
    SAYS(gate.state(), "closed, fin sent, fin received");
    SAYS(gate.recorded(), "#1 received: close 1001 bye\n"
                          "state half-closed-remote\n"
                          "#2 sent: close 1001 bye\n"
                          "state close-exchanged\n"
                          "event timer-started close 30s\n"
                          "event fin-received\n"
                          "event fin-sent\n"
                          "state closed\n"
                          "event timer-cancelled close\n"
                          "outcome received 1001 (going away), then sent 1001 (going away); the "
                          "peer ended TCP with FIN");
    SAYS(gate.told(), "tcp, tcp, state closed, close cancelled, ended closed");
}

void CloseReplyTest::peerClosesEmpty_replyIsEmpty()
{
    Conversation gate;
    Peer peer(gate);
    peer >> emptyClose();
    SAYS(peer.heard(), "close");
    QCOMPARE(closing::reportedCode(gate.logic.monitor().outcome()), std::uint16_t{1005});
}

void CloseReplyTest::peerClosesFirst_replyWithheld_staysHalfClosedRemote()
{
    Conversation gate(replying(Reply::Mode::Hold));
    Peer peer(gate);
    peer >> closeFrame(1001, "bye");
    SAYS(peer.heard(), "");
    SAYS(gate.recorded(), "#1 received: close 1001 bye\n"
                          "state half-closed-remote\n"
                          "#2 sent held: close 1001 bye");
    SAYS(gate.told(), "state half-closed-remote, close received 1001 bye, held #2 close");
    gate.after(24h);
    SAYS(peer.heard(), "");
    SAYS(gate.state(), "half-closed-remote");
    QVERIFY(!gate.logic.deadline());
}

void CloseReplyTest::heldReply_released_isSentThen()
{
    Conversation gate(replying(Reply::Mode::Hold));
    Peer peer(gate);
    peer >> closeFrame(1001, "bye");
    gate.after(12s);
    gate.recorded();
    gate.told();
    gate.release(2);
    SAYS(peer.heard(), "close 1001 bye");
    SAYS(gate.state(), "close-exchanged");
    SAYS(gate.recorded(), "#3 sent released #2: close 1001 bye !close-answer-delay\n"
                          "event finding close-answer-delay it came after 12.0 s sent 3\n"
                          "state close-exchanged\n"
                          "event timer-started close 30s");
    SAYS(gate.told(), "state close-exchanged, close sent 1001 bye, close started 30s, released #2");
    QCOMPARE(gate.logic.monitor().outcome().halfClosedFor, (12ns * 1'000'000'000).count());
    gate.release(2);
    SAYS(peer.heard(), "");
}

void CloseReplyTest::heldReply_dropped_isNeverSent()
{
    Conversation gate(replying(Reply::Mode::Hold));
    Peer peer(gate);
    peer >> closeFrame(1001);
    gate.recorded();
    gate.drop(2);
    SAYS(peer.heard(), "");
    SAYS(gate.recorded(), "#3 sent dropped #2: close 1001");
    gate.release(2);
    SAYS(peer.heard(), "");
    SAYS(gate.state(), "half-closed-remote");
    gate.sendClose(1000);
    SAYS(peer.heard(), "close 1000");
}

void CloseReplyTest::heldReply_ourOwnClose_takesItsPlace()
{
    Conversation gate(replying(Reply::Mode::Hold));
    Peer peer(gate);
    peer >> closeFrame(1001);
    gate.recorded();
    gate.sendClose(4000, "mine");
    SAYS(peer.heard(), "close 4000 mine");
    SAYS(gate.state(), "close-exchanged");
    SAYS(gate.recorded("#"),
         "#3 sent dropped #2: close 1001\n#4 sent: close 4000 mine !close-answer-code");
}

void CloseReplyTest::delayedReply_goesOutOnTime()
{
    Conversation gate(replying(Reply::Mode::Delay, 5s));
    Peer peer(gate);
    peer >> closeFrame(1001);
    SAYS(gate.timers(), "reply-close started 5s");
    gate.after(5s - 1ns);
    SAYS(peer.heard(), "");
    gate.after(1ns);
    SAYS(peer.heard(), "close 1001");
    SAYS(gate.timers(), "reply-close expired, close started 30s");
    QCOMPARE(gate.logic.monitor().outcome().sent->t, (5ns * 1'000'000'000).count());
}

void CloseReplyTest::delayedReply_releasedEarly_goesOutOnce()
{
    Conversation gate(replying(Reply::Mode::Delay, 5s));
    Peer peer(gate);
    peer >> closeFrame(1001);
    gate.after(1s);
    gate.release(2);
    SAYS(peer.heard(), "close 1001");
    SAYS(gate.timers(), "reply-close started 5s, reply-close cancelled, close started 30s");
    gate.after(5s);
    SAYS(peer.heard(), "");
}

void CloseReplyTest::delayedReply_ourOwnClose_takesItsPlace()
{
    Conversation gate(replying(Reply::Mode::Delay, 5s));
    Peer peer(gate);
    peer >> closeFrame(1001);
    gate.sendEmptyClose();
    SAYS(peer.heard(), "close");
    SAYS(gate.timers(), "reply-close started 5s, reply-close cancelled, close started 30s");
    gate.after(10s);
    SAYS(peer.heard(), "");
}

void CloseReplyTest::delayOfNothing_isNoDelay()
{
    Conversation gate(replying(Reply::Mode::Delay, 0s));
    Peer peer(gate);
    peer >> closeFrame(1001);
    gate.after(1ns);
    SAYS(peer.heard(), "close 1001");
}

void CloseReplyTest::otherCode_isSentInstead()
{
    Conversation gate(replying(Reply::Mode::Other, 0s, 4321));
    Peer peer(gate);
    peer >> closeFrame(1001, "bye");
    SAYS(peer.heard(), "close 4321");
    SAYS(gate.state(), "close-exchanged");
}

void CloseReplyTest::neverReplying_sendsNothing()
{
    Conversation gate(replying(Reply::Mode::Never));
    Peer peer(gate);
    peer >> closeFrame(1001);
    gate.after(24h);
    SAYS(peer.heard(), "");
    SAYS(gate.state(), "half-closed-remote");
    peer >> fin;
    SAYS(peer.heard(), "fin");
    SAYS(gate.state(), "aborted, fin sent, fin received");
}

void CloseReplyTest::neverReplying_ourOwnCloseStillGoesOut()
{
    Conversation gate(replying(Reply::Mode::Never));
    Peer peer(gate);
    peer >> closeFrame(1001);
    gate.sendClose(1000);
    SAYS(peer.heard(), "close 1000");
    SAYS(gate.state(), "close-exchanged");
}

void CloseReplyTest::weCloseFirst_theirReplyIsNotAnswered()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendClose(1000, "done");
    SAYS(peer.heard(), "close 1000 done");
    SAYS(gate.state(), "half-closed-local");
    peer >> closeFrame(1000, "done");
    SAYS(peer.heard(), "");
    SAYS(gate.state(), "close-exchanged");
    peer >> fin;
    SAYS(peer.heard(), "fin");
    SAYS(gate.recorded("outcome"), "outcome sent 1000 (normal closure), then received 1000 (normal "
                                   "closure); the peer ended TCP with FIN");
}

void CloseReplyTest::bothCloseAtOnce_nothingIsSentTwice()
{
    Conversation gate(replying(Reply::Mode::Hold));
    Peer peer(gate);
    gate.sendClose(1000);
    peer >> closeFrame(1001); // theirs left before ours arrived
    SAYS(peer.heard(), "close 1000");
    SAYS(gate.state(), "close-exchanged");
    SAYS(gate.recorded("held"), "");
}

void CloseReplyTest::peerClosesTwice_secondHasAFindingAndNoAnswer()
{
    Conversation gate;
    Peer peer(gate);
    peer >> closeFrame(1001) >> closeFrame(1002);
    SAYS(peer.heard(), "close 1001");
    SAYS(gate.recorded("received:"),
         "#1 received: close 1001\n#3 received: close 1002 !close-twice");
    QCOMPARE(*gate.logic.monitor().outcome().received->code, std::uint16_t{1001});
}

void CloseReplyTest::dataAfterTheirClose_isRecordedWithAFinding()
{
    Conversation gate(replying(Reply::Mode::Hold));
    Peer peer(gate);
    peer >> part(text("a")) >> closeFrame(1001) >> last("b") >> text("c") >> binary("d") >>
        ping("p") >> pong("q");
    SAYS(gate.recorded("received:"), "#1 received: text (more) a\n"
                                     "#2 received: close 1001 !close-inside-message\n"
                                     "#4 received: continuation b !data-after-close\n"
                                     "#5 received: text c !data-after-close\n"
                                     "#6 received: binary d !data-after-close\n"
                                     "#7 received: ping p\n"
                                     "#8 received: pong q");
    SAYS(peer.heard(), ""); // no Pong after their Close (RFC 6455 5.5.2)
}

void CloseReplyTest::dataAfterTheirClose_isRecordedAndGoesNoFurther()
{
    Conversation gate(replying(Reply::Mode::Hold));
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> closeFrame(1001) >> text("late");
    SAYS(gate.delivered(), "");
}

void CloseReplyTest::ourDataAfterTheirClose_isSentUntilOurClose()
{
    Conversation gate(replying(Reply::Mode::Hold));
    Peer peer(gate);
    peer >> closeFrame(1001);
    gate.sendText("last words");
    gate.sendPing("still there?");
    SAYS(peer.heard(), "text last words, ping still there?");
    gate.release(2);
    gate.sendText("too late");
    SAYS(peer.heard(), "close 1001");
}

void CloseReplyTest::sendingAfterOurClose_isRefusedWithAnEvent()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendClose(1000);
    SAYS(peer.heard(), "close 1000");
    gate.sendText("late");
    gate.sendClose(1001);
    SAYS(peer.heard(), "");
    SAYS(gate.recorded("send-refused"),
         "event send-refused text our Close has been sent (RFC 6455 5.5.1)\n"
         "event send-refused close our Close has been sent (RFC 6455 5.5.1)");
    gate.sendPing("allowed");
    SAYS(peer.heard(), "ping allowed");
    peer >> reset;
    gate.recorded();
    gate.sendText("after the end");
    SAYS(gate.recorded(), "");
}

void CloseReplyTest::sendingWhileConnecting_isRefusedWithAnEvent()
{
    Conversation gate = Conversation::connecting();
    gate.sendText("early");
    gate.sendPing("early");
    gate.sendClose(1000);
    gate.sendFin();
    SAYS(gate.heard(), "");
    SAYS(gate.recorded("send-refused"), "event send-refused text the connection is not open\n"
                                        "event send-refused ping the connection is not open\n"
                                        "event send-refused close the connection is not open\n"
                                        "event send-refused fin the connection is not open");
}

void CloseReplyTest::invalidCodes_areAnsweredWith1002_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reply");
    for (const int code : {1000, 1001, 1003, 1007, 1011, 1012, 1013, 1014, 3000, 4999})
        QTest::addRow("%d", code) << code << QStringLiteral("close %1").arg(code);
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
        QTest::addRow("%d", code) << code << QStringLiteral("close 1002");
    QTest::newRow("one byte") << -1 << QStringLiteral("close 1002");
}

void CloseReplyTest::invalidCodes_areAnsweredWith1002()
{
    QFETCH(int, code);
    QFETCH(QString, reply);
    Conversation gate;
    Peer peer(gate);
    if (code < 0) {
        PeerFrame frame = emptyClose();
        frame.payload = "x";
        peer >> frame;
    } else {
        peer >> closeFrame(code);
    }
    QCOMPARE(QString::fromStdString(peer.heard()), reply);
    SAYS(gate.state(), "close-exchanged");
    QCOMPARE(gate.recorded("protocol-failed").empty(), code == reply.mid(6).toInt());
}

void CloseReplyTest::reasonThatIsNoUtf8_isAnsweredWith1007()
{
    Conversation gate;
    Peer peer(gate);
    peer >> closeFrame(1000, "\xFF");
    SAYS(peer.heard(), "close 1007");
    SAYS(gate.recorded("protocol-failed"), "event protocol-failed 1007 close-reason-utf8");
}

void CloseReplyTest::lenient_repeatsAnInvalidCode()
{
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy);
    Peer peer(gate);
    peer >> closeFrame(999, "odd");
    SAYS(peer.heard(), "close 999 odd !close-code-below-1000");
    SAYS(gate.recorded("protocol-failed"), "");
}

void CloseReplyTest::lenient_cutsAReasonThatIsTooLong()
{
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy);
    Peer peer(gate);
    peer >> closeFrame(1001, std::string(200, 'x'));
    SAYS(peer.heard(), ("close 1001 " + std::string(123, 'x')).c_str());
}

void CloseReplyTest::ownReason_isCutAt123Bytes()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendClose(1000, std::string(200, 'x'));
    SAYS(peer.heard(), ("close 1000 " + std::string(123, 'x')).c_str());
}

QTEST_APPLESS_MAIN(CloseReplyTest)
#include "tst_closereply.moc"
