// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;
using namespace std::chrono_literals;

namespace
{

Policy with(std::chrono::nanoseconds Timeouts::*timeout, std::chrono::nanoseconds value)
{
    Policy policy;
    policy.timeouts.*timeout = value;
    return policy;
}

void setTimeout(Conversation &gate, std::chrono::nanoseconds Timeouts::*timeout,
                std::chrono::nanoseconds value)
{
    gate.change([=](Policy &policy) { policy.timeouts.*timeout = value; });
}

} // namespace

class TimeoutsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handshake_inTime_timerIsCancelled();
    void handshake_tooLate_isRefused();
    void handshake_offMeansForEver();
    void handshake_changedWhileConnecting();
    void refused_cancelsTheTimer();

    void closeTimer_runsFromOurCloseToTheReset();
    void closeTimer_endsWithTcp();
    void closeTimer_goesOnUntilTcpEnds_notOnlyTheExchange();
    void closeTimer_changed_data();
    void closeTimer_changed();
    void closeTimer_changedTwice_stillCountsFromOurClose();
    void closeTimer_turnedOffAndOnAgain();
    void closeTimer_offFromTheStart_canBeTurnedOnLater();
    void policyChange_isAnEvent();

    void pingInterval_sendsPingsWithPayloadsOfTheirOwn();
    void pingInterval_stopsWithTheFirstClose();
    void pingInterval_stopsWithOurFin();
    void pingInterval_turnedOnWhileOpen();
    void pong_matchesItsPingAndTellsTheRoundTrip();
    void pong_forTheLatestPing_answersThoseBefore();
    void pong_forAnEarlierPing_leavesTheTimerForTheNext();
    void pong_unasked_isTold();
    void pongTimeout_closesWith1011();
    void pongTimeout_afterOurFin_resets();
    void pongTimeout_doesNotRunForAPingAfterAClose();
    void ownPing_isCutAt125Bytes();

    void idle_closesWith1001();
    void idle_isRestartedByTrafficInEitherDirection();
    void idle_trafficMakesNoTimerEvents();
    void idle_stopsWithTheirClose_soThatAHeldReplyStaysHeld();
    void idle_changedAfterTraffic_countsFromTheTraffic();
    void idle_afterOurFin_resets();
};

void TimeoutsTest::handshake_inTime_timerIsCancelled()
{
    Conversation gate = Conversation::connecting();
    SAYS(gate.timers(), "handshake started 10s");
    gate.after(9s);
    gate.open();
    SAYS(gate.timers(), "handshake cancelled");
    SAYS(gate.state(), "open");
    gate.after(1h);
    SAYS(gate.state(), "open");
}

void TimeoutsTest::handshake_tooLate_isRefused()
{
    Conversation gate = Conversation::connecting();
    gate.after(10s - 1ns);
    SAYS(gate.state(), "connecting");
    gate.after(1ns);
    SAYS(gate.state(), "refused");
    SAYS(gate.timers(), "handshake started 10s, handshake expired");
    QCOMPARE(gate.logic.monitor().outcome().timedOut, std::optional(closing::Timer::Handshake));
    SAYS(gate.told(),
         "handshake started 10s, handshake expired, refused timeout, state refused, ended refused");
}

void TimeoutsTest::handshake_offMeansForEver()
{
    Conversation gate = Conversation::connecting(with(&Timeouts::handshake, 0s));
    QVERIFY(!gate.logic.deadline());
    SAYS(gate.timers(), "");
}

void TimeoutsTest::handshake_changedWhileConnecting()
{
    Conversation gate = Conversation::connecting(with(&Timeouts::handshake, 0s));
    gate.after(60s);
    setTimeout(gate, &Timeouts::handshake, 5s);
    gate.after(4s);
    SAYS(gate.state(), "connecting");
    gate.after(1s);
    SAYS(gate.state(), "refused");
}

void TimeoutsTest::refused_cancelsTheTimer()
{
    Conversation gate = Conversation::connecting();
    gate.logic.refused(gate.now(), {"status", "the server answered 403", 403, {}, "no"});
    gate.after(1h);
    SAYS(gate.timers(), "handshake started 10s");
    QVERIFY(!gate.logic.deadline());
    gate.logic.refused(gate.now(), {"status", "twice", 403, {}, {}});
    QCOMPARE(gate.logic.monitor().outcome().problem, std::string("the server answered 403"));
}

void TimeoutsTest::closeTimer_runsFromOurCloseToTheReset()
{
    Conversation gate;
    gate.sendClose(1000);
    gate.after(30s - 1ns);
    SAYS(gate.heard(), "close 1000");
    gate.after(1ns);
    SAYS(gate.heard(), "reset");
    SAYS(gate.state(), "aborted, reset sent");
    SAYS(gate.timers(), "close started 30s, close expired");
    QCOMPARE(gate.logic.monitor().outcome().timedOut, std::optional(closing::Timer::Close));
    SAYS(gate.recorded("outcome"), "outcome sent 1000 (normal closure), never answered by the "
                                   "peer; we gave up after the close timeout and reset TCP");
}

void TimeoutsTest::closeTimer_endsWithTcp()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendClose(1000);
    peer >> closeFrame(1000) >> fin;
    SAYS(gate.timers(), "close started 30s, close cancelled");
    SAYS(gate.state(), "closed, fin sent, fin received");
    QVERIFY(!gate.logic.monitor().outcome().timedOut);
}

void TimeoutsTest::closeTimer_goesOnUntilTcpEnds_notOnlyTheExchange()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendClose(1000);
    gate.after(10s);
    peer >> closeFrame(1000);
    gate.after(20s);
    SAYS(gate.heard(), "close 1000, reset");
    SAYS(gate.state(), "closed, reset sent");
}

void TimeoutsTest::closeTimer_changed_data()
{
    QTest::addColumn<int>("value");
    QTest::addColumn<int>("resetAfter");
    QTest::addColumn<QString>("timers");
    const auto row = [](const char *name, int value, int resetAfter, const char *timers) {
        QTest::newRow(name) << value << resetAfter << QString::fromUtf8(timers);
    };
    // The change comes 10 s after our Close. An event tells what is left, as at any other start.
    row("shorter", 15, 5, "close cancelled, close started 5s, close expired");
    row("longer", 60, 50, "close cancelled, close started 50s, close expired");
    row("already past", 5, 0, "close expired");
    row("off", 0, -1, "close cancelled");
}

void TimeoutsTest::closeTimer_changed()
{
    QFETCH(int, value);
    QFETCH(int, resetAfter);
    QFETCH(QString, timers);
    Conversation gate;
    gate.sendClose(1000);
    gate.after(10s);
    SAYS(gate.heard(), "close 1000");
    SAYS(gate.timers(), "close started 30s");
    setTimeout(gate, &Timeouts::close, std::chrono::seconds(value));
    if (resetAfter > 0) {
        gate.after(std::chrono::seconds(resetAfter) - 1ns);
        SAYS(gate.heard(), "");
        gate.after(1ns);
        SAYS(gate.heard(), "reset");
    } else if (resetAfter == 0) {
        gate.after(1ns);
        SAYS(gate.heard(), "reset");
    } else {
        gate.after(1h);
        SAYS(gate.heard(), "");
        SAYS(gate.state(), "half-closed-local");
    }
    const QString seen = QString::fromStdString(gate.timers());
    QVERIFY2(seen.endsWith(timers), qPrintable(seen));
}

void TimeoutsTest::closeTimer_changedTwice_stillCountsFromOurClose()
{
    Conversation gate;
    gate.sendClose(1000);
    gate.after(10s);
    setTimeout(gate, &Timeouts::close, 60s);
    gate.after(10s);
    setTimeout(gate, &Timeouts::close, 25s);
    gate.after(5s - 1ns);
    SAYS(gate.heard(), "close 1000");
    gate.after(1ns);
    SAYS(gate.heard(), "reset");
}

void TimeoutsTest::closeTimer_turnedOffAndOnAgain()
{
    Conversation gate;
    gate.sendClose(1000);
    gate.after(10s);
    setTimeout(gate, &Timeouts::close, 0s);
    gate.after(1h);
    setTimeout(gate, &Timeouts::close, 20s);
    gate.after(20s);
    SAYS(gate.heard(), "close 1000, reset");
    SAYS(gate.timers(), "close started 30s, close cancelled, close started 20s, close expired");
}

void TimeoutsTest::closeTimer_offFromTheStart_canBeTurnedOnLater()
{
    Conversation gate(with(&Timeouts::close, 0s));
    gate.sendClose(1000);
    gate.after(1h);
    SAYS(gate.timers(), "");
    setTimeout(gate, &Timeouts::close, 3s);
    gate.after(3s);
    SAYS(gate.heard(), "close 1000, reset");
}

void TimeoutsTest::policyChange_isAnEvent()
{
    Conversation gate;
    gate.change([](Policy &policy) {
        policy.replyClose.mode = Reply::Mode::Hold;
        policy.timeouts.close = 5s;
        policy.timeouts.idle = 90s;
    });
    SAYS(gate.recorded(), "event policy-changed reply-close hold\n"
                          "event policy-changed close-timeout 5s\n"
                          "event policy-changed idle-timeout 90s\n"
                          "event timer-started idle 90s");
    gate.change([](Policy &) {});
    SAYS(gate.recorded(), "");
}

void TimeoutsTest::pingInterval_sendsPingsWithPayloadsOfTheirOwn()
{
    Conversation gate(with(&Timeouts::pingInterval, 20s));
    Peer peer(gate);
    gate.after(20s);
    SAYS(peer.heard(), "ping ajar-1");
    peer >> pong("ajar-1");
    gate.after(20s);
    SAYS(peer.heard(), "ping ajar-2");
    SAYS(gate.timers(), "ping-interval expired, pong started 10s, ping-interval started 20s, "
                        "pong cancelled, ping-interval expired, pong started 10s, "
                        "ping-interval started 20s");
}

void TimeoutsTest::pingInterval_stopsWithTheFirstClose()
{
    Conversation ours(with(&Timeouts::pingInterval, 20s));
    ours.sendClose(1000);
    SAYS(ours.timers(), "ping-interval cancelled, close started 30s");

    Policy policy = with(&Timeouts::pingInterval, 20s);
    policy.replyClose.mode = Reply::Mode::Hold;
    Conversation theirs(policy);
    Peer peer(theirs);
    peer >> closeFrame(1001);
    SAYS(theirs.timers(), "ping-interval cancelled");
    theirs.after(1h);
    SAYS(peer.heard(), "");
}

void TimeoutsTest::pingInterval_stopsWithOurFin()
{
    Conversation gate(with(&Timeouts::pingInterval, 20s));
    gate.sendFin();
    gate.after(100s);
    SAYS(gate.heard(), "fin");
    SAYS(gate.timers(), "ping-interval cancelled");
    SAYS(gate.recorded("send-refused"), "");
}

void TimeoutsTest::pingInterval_turnedOnWhileOpen()
{
    Conversation gate;
    gate.after(1h);
    setTimeout(gate, &Timeouts::pingInterval, 5s);
    gate.after(5s);
    SAYS(gate.heard(), "ping ajar-1");
}

void TimeoutsTest::pong_matchesItsPingAndTellsTheRoundTrip()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendPing("a");
    gate.after(80ms);
    gate.told();
    peer >> pong("a");
    SAYS(gate.told(), "pong cancelled, pong a 80ms");
    peer >> pong("a");
    SAYS(gate.told(), "pong a unasked");
}

void TimeoutsTest::pong_forTheLatestPing_answersThoseBefore()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendPing("a");
    gate.after(1s);
    gate.sendPing("b");
    gate.after(1s);
    peer >> pong("b");
    SAYS(gate.timers(), "pong started 10s, pong cancelled");
    QVERIFY(!gate.logic.deadline());
}

void TimeoutsTest::pong_forAnEarlierPing_leavesTheTimerForTheNext()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendPing("a");
    gate.after(4s);
    gate.sendPing("b");
    gate.after(1s);
    peer >> pong("a");
    SAYS(gate.timers(), "pong started 10s, pong cancelled, pong started 9s");
    gate.after(9s);
    SAYS(peer.heard(), "ping a, ping b, close 1011 no Pong in time");
}

void TimeoutsTest::pong_unasked_isTold()
{
    Conversation gate;
    Peer peer(gate);
    peer >> pong("heartbeat");
    SAYS(gate.told(), "pong heartbeat unasked");
    SAYS(gate.recorded(), "#1 received: pong heartbeat");
}

void TimeoutsTest::pongTimeout_closesWith1011()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendPing("a");
    gate.after(10s);
    SAYS(peer.heard(), "ping a, close 1011 no Pong in time");
    SAYS(gate.timers(), "pong started 10s, pong expired, close started 30s");
    peer >> closeFrame(1011) >> fin;
    SAYS(gate.recorded("outcome"),
         "outcome sent 1011 (internal error), then received 1011 (internal error); our Pong "
         "timeout had expired; the peer ended TCP with FIN");
}

void TimeoutsTest::pongTimeout_afterOurFin_resets()
{
    Conversation gate;
    gate.sendPing("a");
    gate.sendFin();
    gate.after(10s);
    SAYS(gate.heard(), "ping a, fin, reset");
    SAYS(gate.state(), "aborted, fin sent, reset sent");
}

void TimeoutsTest::pongTimeout_doesNotRunForAPingAfterAClose()
{
    // Nobody needs to answer such a Ping (RFC 6455 5.5.2), and its timeout has nothing to close.
    Conversation gate;
    gate.sendClose(1000);
    gate.sendPing("a");
    gate.after(30s);
    SAYS(gate.timers(), "close started 30s, close expired");
    QCOMPARE(gate.logic.monitor().outcome().timedOut, std::optional(closing::Timer::Close));
}

void TimeoutsTest::ownPing_isCutAt125Bytes()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendPing(std::string(200, 'p'));
    SAYS(peer.heard(), ("ping " + std::string(125, 'p')).c_str());
    gate.told();
    peer >> pong(std::string(125, 'p'));
    SAYS(gate.told(), ("pong cancelled, pong " + std::string(125, 'p') + " off").c_str());
}

void TimeoutsTest::idle_closesWith1001()
{
    Conversation gate(with(&Timeouts::idle, 60s));
    gate.after(60s);
    SAYS(gate.heard(), "close 1001 idle timeout");
    SAYS(gate.timers(), "idle expired, close started 30s");
    QCOMPARE(gate.logic.monitor().outcome().timedOut, std::optional(closing::Timer::Idle));
}

void TimeoutsTest::idle_isRestartedByTrafficInEitherDirection()
{
    Conversation gate(with(&Timeouts::idle, 60s));
    Peer peer(gate);
    gate.after(50s);
    peer >> text("in");
    gate.after(50s);
    gate.sendText("out");
    gate.after(60s - 1ns);
    SAYS(peer.heard(), "text out");
    gate.after(1ns);
    SAYS(peer.heard(), "close 1001 idle timeout");
}

void TimeoutsTest::idle_trafficMakesNoTimerEvents()
{
    Conversation gate(with(&Timeouts::idle, 60s));
    Peer peer(gate);
    for (int i = 0; i < 100; ++i) {
        gate.after(10s);
        peer >> text("tick");
    }
    SAYS(gate.timers(), "");
}

void TimeoutsTest::idle_stopsWithTheirClose_soThatAHeldReplyStaysHeld()
{
    Policy policy = with(&Timeouts::idle, 60s);
    policy.replyClose.mode = Reply::Mode::Hold;
    Conversation gate(policy);
    Peer peer(gate);
    peer >> closeFrame(1001);
    SAYS(gate.timers(), "idle cancelled");
    gate.after(1h);
    SAYS(peer.heard(), "");
    gate.release(2);
    SAYS(peer.heard(), "close 1001");
}

void TimeoutsTest::idle_changedAfterTraffic_countsFromTheTraffic()
{
    Conversation gate(with(&Timeouts::idle, 60s));
    Peer peer(gate);
    gate.after(50s);
    peer >> text("in");
    gate.after(5s);
    setTimeout(gate, &Timeouts::idle, 20s);
    SAYS(gate.timers(), "idle cancelled, idle started 15s");
    gate.after(15s - 1ns);
    SAYS(peer.heard(), "");
    gate.after(1ns);
    SAYS(peer.heard(), "close 1001 idle timeout");
}

void TimeoutsTest::idle_afterOurFin_resets()
{
    Conversation gate(with(&Timeouts::idle, 60s));
    gate.sendFin();
    gate.after(60s);
    SAYS(gate.heard(), "fin, reset");
}

QTEST_APPLESS_MAIN(TimeoutsTest)
#include "tst_timeouts.moc"
