// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;
using namespace std::chrono_literals;

namespace
{

Policy ending(TcpEndPolicy end, Reply::Mode reply = Reply::Mode::Auto)
{
    Policy policy;
    policy.tcpEnd = end;
    policy.replyClose.mode = reply;
    policy.replyClose.delay = 5s;
    return policy;
}

GateLogic::Options asRole(wire::Role role)
{
    GateLogic::Options options;
    options.role = role;
    return options;
}

constexpr wire::Role other(wire::Role role)
{
    return role == wire::Role::Client ? wire::Role::Server : wire::Role::Client;
}

} // namespace

class TcpEndTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void afterTheExchange_whoSendsFinFirst_data();
    void afterTheExchange_whoSendsFinFirst();
    void theirFin_inEveryState_data();
    void theirFin_inEveryState();
    void theirReset_inEveryState_data();
    void theirReset_inEveryState();
    void ourFin_inEveryState_data();
    void ourFin_inEveryState();
    void ourReset_inEveryState_data();
    void ourReset_inEveryState();

    void heldReply_theirFin_endsTheLinkAsAborted();
    void heldReply_theirFin_neverEnding_canStillBeReleased();
    void heldReply_theirFin_neverEnding_finCommandEnds();
    void delayedReply_theirFin_replyGoesOutBeforeOurFin();
    void delayedReply_theirFin_dropped_sendsFinThen();
    void delayedReply_theirFin_ourOwnClose_goesOutBeforeOurFin();
    void delayedReply_theirReset_isDroppedWithTheLink();
    void neverEnding_closeTimeoutStillResets();
    void ourFin_thenTheirData_isRecorded();
    void ourFin_thenTheirClose_isNotAnswered();
    void ourFin_sendsAreRefusedWithAnEvent();
    void ourFinTwice_isSentOnce();
    void finBehindUnreadBytes_stateWaitsForIt();
    void silence_endsTheLink();
    void truncatedFrame_isNotedAtTheirFin();
    void wholeFrames_leaveNothingToNote();
    void closeNotify_isRecordedAndTold();
};

void TcpEndTest::afterTheExchange_whoSendsFinFirst_data()
{
    QTest::addColumn<int>("role");
    QTest::addColumn<int>("end");
    QTest::addColumn<bool>("weCloseFirst");
    QTest::addColumn<QString>("heard");
    const auto row = [](const char *name, wire::Role role, TcpEndPolicy end, bool first,
                        const char *heard) {
        QTest::newRow(name) << int(role) << int(end) << first << QString::fromUtf8(heard);
    };
    using enum wire::Role;
    row("client, auto, they close", Client, TcpEndPolicy::Auto, false, "close 1001");
    row("client, auto, we close", Client, TcpEndPolicy::Auto, true, "close 1001");
    row("client, fin, they close", Client, TcpEndPolicy::Fin, false, "close 1001, fin");
    row("client, fin, we close", Client, TcpEndPolicy::Fin, true, "close 1001, fin");
    row("client, never, they close", Client, TcpEndPolicy::Never, false, "close 1001");
    row("server, auto, they close", Server, TcpEndPolicy::Auto, false, "close 1001, fin");
    row("server, auto, we close", Server, TcpEndPolicy::Auto, true, "close 1001, fin");
    row("server, fin, they close", Server, TcpEndPolicy::Fin, false, "close 1001, fin");
    row("server, never, they close", Server, TcpEndPolicy::Never, false, "close 1001");
    row("server, never, we close", Server, TcpEndPolicy::Never, true, "close 1001");
}

void TcpEndTest::afterTheExchange_whoSendsFinFirst()
{
    QFETCH(int, role);
    QFETCH(int, end);
    QFETCH(bool, weCloseFirst);
    QFETCH(QString, heard);
    Conversation gate(ending(TcpEndPolicy(end)), asRole(wire::Role(role)));
    Peer peer(gate, other(wire::Role(role)));
    if (weCloseFirst)
        gate.sendClose(1001);
    peer >> closeFrame(1001);
    QCOMPARE(QString::fromStdString(peer.heard()), heard);
    SAYS(gate.state(), heard.endsWith(u"fin") ? "close-exchanged, fin sent" : "close-exchanged");
    peer >> fin;
    const bool over = TcpEndPolicy(end) != TcpEndPolicy::Never;
    SAYS(gate.state(), over ? "closed, fin sent, fin received" : "close-exchanged, fin received");
    gate.sendFin();
    SAYS(gate.state(), "closed, fin sent, fin received");
}

void TcpEndTest::theirFin_inEveryState_data()
{
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("state");
    QTest::newRow("open") << QStringLiteral("open")
                          << QStringLiteral("aborted, fin sent, fin received");
    QTest::newRow("half-closed-local")
        << QStringLiteral("half-closed-local") << QStringLiteral("aborted, fin sent, fin received");
    QTest::newRow("half-closed-remote") << QStringLiteral("half-closed-remote")
                                        << QStringLiteral("aborted, fin sent, fin received");
    QTest::newRow("close-exchanged")
        << QStringLiteral("close-exchanged") << QStringLiteral("closed, fin sent, fin received");
}

namespace
{

void bringTo(const QString &where, Conversation &gate, Peer &peer)
{
    gate.change([](Policy &policy) { policy.replyClose.mode = Reply::Mode::Never; });
    if (where == u"half-closed-local" || where == u"close-exchanged")
        gate.sendClose(1000);
    if (where == u"half-closed-remote" || where == u"close-exchanged")
        peer >> closeFrame(1001);
    QCOMPARE(QString::fromStdString(gate.state()), where);
    gate.heard();
}

} // namespace

void TcpEndTest::theirFin_inEveryState()
{
    QFETCH(QString, where);
    QFETCH(QString, state);
    Conversation gate;
    Peer peer(gate);
    bringTo(where, gate, peer);
    peer >> fin;
    SAYS(peer.heard(), "fin");
    QCOMPARE(QString::fromStdString(gate.state()), state);
    QVERIFY(!gate.logic.deadline());
}

void TcpEndTest::theirReset_inEveryState_data()
{
    theirFin_inEveryState_data();
}

void TcpEndTest::theirReset_inEveryState()
{
    QFETCH(QString, where);
    Conversation gate;
    Peer peer(gate);
    bringTo(where, gate, peer);
    peer >> reset;
    SAYS(peer.heard(), "");
    SAYS(gate.state(),
         where == u"close-exchanged" ? "closed, reset received" : "aborted, reset received");
    QVERIFY(!gate.logic.deadline());
    QVERIFY(!gate.recorded("outcome").empty());
}

void TcpEndTest::ourFin_inEveryState_data()
{
    theirFin_inEveryState_data();
}

void TcpEndTest::ourFin_inEveryState()
{
    QFETCH(QString, where);
    QFETCH(QString, state);
    Conversation gate;
    Peer peer(gate);
    bringTo(where, gate, peer);
    gate.sendFin();
    SAYS(peer.heard(), "fin");
    QCOMPARE(QString::fromStdString(gate.state()), where + QStringLiteral(", fin sent"));
    peer >> fin;
    SAYS(peer.heard(), "");
    QCOMPARE(QString::fromStdString(gate.state()), state);
    QCOMPARE(gate.logic.monitor().outcome().tcpEndedBy, std::optional(closing::Side::Us));
}

void TcpEndTest::ourReset_inEveryState_data()
{
    theirFin_inEveryState_data();
}

void TcpEndTest::ourReset_inEveryState()
{
    QFETCH(QString, where);
    Conversation gate;
    Peer peer(gate);
    bringTo(where, gate, peer);
    gate.sendReset();
    SAYS(peer.heard(), "reset");
    SAYS(gate.state(), where == u"close-exchanged" ? "closed, reset sent" : "aborted, reset sent");
    gate.sendReset();
    SAYS(peer.heard(), "");
}

void TcpEndTest::heldReply_theirFin_endsTheLinkAsAborted()
{
    Conversation gate(ending(TcpEndPolicy::Auto, Reply::Mode::Hold));
    Peer peer(gate);
    peer >> closeFrame(1001);
    gate.recorded();
    peer >> fin;
    SAYS(peer.heard(), "fin");
    SAYS(gate.recorded(), "event fin-received\n"
                          "event fin-sent\n"
                          "state aborted\n"
                          "event finding close-unanswered TCP has ended without it sent 1\n"
                          "event finding code-reported an application at our end is told 1001, "
                          "one at the peer's 1006\n"
                          "#3 sent dropped #2: close 1001\n"
                          "outcome received 1001 (going away), never answered; the peer ended TCP "
                          "with FIN");
}

void TcpEndTest::heldReply_theirFin_neverEnding_canStillBeReleased()
{
    Conversation gate(ending(TcpEndPolicy::Never, Reply::Mode::Hold));
    Peer peer(gate);
    peer >> closeFrame(1001) >> fin;
    SAYS(peer.heard(), "");
    SAYS(gate.state(), "half-closed-remote, fin received");
    gate.after(1h);
    gate.release(2);
    SAYS(peer.heard(), "close 1001");
    SAYS(gate.state(), "close-exchanged, fin received");
    gate.sendFin();
    SAYS(gate.state(), "closed, fin sent, fin received");
}

void TcpEndTest::heldReply_theirFin_neverEnding_finCommandEnds()
{
    Conversation gate(ending(TcpEndPolicy::Never, Reply::Mode::Hold));
    Peer peer(gate);
    peer >> closeFrame(1001) >> fin;
    gate.sendFin();
    SAYS(gate.state(), "aborted, fin sent, fin received");
}

void TcpEndTest::delayedReply_theirFin_replyGoesOutBeforeOurFin()
{
    Conversation gate(ending(TcpEndPolicy::Auto, Reply::Mode::Delay));
    Peer peer(gate);
    peer >> closeFrame(1001) >> fin;
    SAYS(peer.heard(), "");
    SAYS(gate.state(), "half-closed-remote, fin received");
    gate.after(5s);
    SAYS(peer.heard(), "close 1001, fin");
    SAYS(gate.state(), "closed, fin sent, fin received");
}

void TcpEndTest::delayedReply_theirFin_dropped_sendsFinThen()
{
    Conversation gate(ending(TcpEndPolicy::Auto, Reply::Mode::Delay));
    Peer peer(gate);
    peer >> closeFrame(1001) >> fin;
    gate.drop(2);
    SAYS(peer.heard(), "fin");
    SAYS(gate.state(), "aborted, fin sent, fin received");
}

void TcpEndTest::delayedReply_theirFin_ourOwnClose_goesOutBeforeOurFin()
{
    Conversation gate(ending(TcpEndPolicy::Auto, Reply::Mode::Delay));
    Peer peer(gate);
    peer >> closeFrame(1001) >> fin;
    gate.sendClose(1000);
    SAYS(peer.heard(), "close 1000, fin");
    SAYS(gate.state(), "closed, fin sent, fin received");
}

void TcpEndTest::delayedReply_theirReset_isDroppedWithTheLink()
{
    Conversation gate(ending(TcpEndPolicy::Auto, Reply::Mode::Delay));
    Peer peer(gate);
    peer >> closeFrame(1001) >> reset;
    SAYS(gate.timers(), "reply-close started 5s, reply-close cancelled");
    SAYS(gate.recorded("dropped"), "#3 sent dropped #2: close 1001");
    gate.after(1h);
    SAYS(peer.heard(), "");
}

void TcpEndTest::neverEnding_closeTimeoutStillResets()
{
    Conversation gate(ending(TcpEndPolicy::Never));
    Peer peer(gate);
    peer >> closeFrame(1001) >> fin;
    gate.after(30s);
    SAYS(peer.heard(), "close 1001, reset");
    SAYS(gate.state(), "closed, fin received, reset sent");
}

void TcpEndTest::ourFin_thenTheirData_isRecorded()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendFin();
    gate.recorded();
    peer >> text("still talking") >> pong("x");
    SAYS(gate.recorded(), "#1 received: text still talking\n#2 received: pong x");
    SAYS(gate.state(), "open, fin sent");
}

void TcpEndTest::ourFin_thenTheirClose_isNotAnswered()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendFin();
    peer >> closeFrame(1001);
    SAYS(peer.heard(), "fin");
    SAYS(gate.state(), "half-closed-remote, fin sent");
    SAYS(gate.recorded("send-refused"), "event send-refused close our direction of TCP is closed");
}

void TcpEndTest::ourFin_sendsAreRefusedWithAnEvent()
{
    Conversation gate;
    gate.sendFin();
    gate.sendText("late");
    gate.sendPing("late");
    gate.sendClose(1000);
    SAYS(gate.heard(), "fin");
    SAYS(gate.recorded("send-refused"), "event send-refused text our direction of TCP is closed\n"
                                        "event send-refused ping our direction of TCP is closed\n"
                                        "event send-refused close our direction of TCP is closed");
}

void TcpEndTest::ourFinTwice_isSentOnce()
{
    Conversation gate;
    gate.sendFin();
    gate.sendFin();
    SAYS(gate.heard(), "fin");
}

void TcpEndTest::finBehindUnreadBytes_stateWaitsForIt()
{
    Conversation gate;
    Peer peer(gate);
    gate.stuck = true; // the peer does not read
    peer >> closeFrame(1001) >> fin;
    SAYS(peer.heard(), "close 1001");
    SAYS(gate.state(), "close-exchanged, fin received");
    gate.after(30s);
    SAYS(gate.state(), "closed, fin received, reset sent");
}

void TcpEndTest::silence_endsTheLink()
{
    Conversation gate;
    gate.sendClose(1000);
    gate.recorded();
    gate.logic.silence(gate.now(), "Connection timed out");
    gate.after(0s);
    SAYS(gate.state(), "aborted");
    QVERIFY(gate.logic.monitor().tcp().silent);
    QVERIFY(!gate.logic.deadline());
}

void TcpEndTest::truncatedFrame_isNotedAtTheirFin()
{
    Conversation gate;
    std::vector<std::uint8_t> bytes = encode(text("hello"), wire::Role::Server);
    bytes.pop_back();
    gate.receive(bytes);
    gate.receive(fin);
    SAYS(gate.recorded("frame-truncated"),
         "event frame-truncated 6\n"
         "event finding frame-truncated 6 bytes of its last frame had come received");
}

void TcpEndTest::wholeFrames_leaveNothingToNote()
{
    Conversation gate;
    Peer peer(gate);
    peer >> text("hello") >> fin;
    SAYS(gate.recorded("truncated"), "");
}

void TcpEndTest::closeNotify_isRecordedAndTold()
{
    Conversation gate;
    gate.logic.closeNotify(gate.now(), closing::Direction::Received);
    gate.logic.closeNotify(gate.now(), closing::Direction::Sent);
    gate.receive(fin);
    SAYS(gate.recorded("event"), "event close-notify-received\nevent close-notify-sent\n"
                                 "event fin-received\n"
                                 "event finding fin-before-close FIN with no Close on either side "
                                 "received\n"
                                 "event fin-sent");
    QVERIFY(gate.logic.monitor().tcp().closeNotifyReceived);
    QVERIFY(gate.logic.monitor().tcp().closeNotifySent);
}

QTEST_APPLESS_MAIN(TcpEndTest)
#include "tst_tcpend.moc"
