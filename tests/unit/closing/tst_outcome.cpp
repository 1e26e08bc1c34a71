// SPDX-License-Identifier: MIT
#include "closing/closemonitor.h"
#include "closing/outcome.h"

#include <QTest>

using namespace ajar::closing;

namespace
{

constexpr Time second = 1'000'000'000;

/// A link that opens at second 1; facts follow one a second from second 2 on.
class Story
{
public:
    Story()
        : m_monitor(0)
    {
        m_monitor.observe(Fact::HandshakeAccepted, second);
    }
    Story &sent(std::optional<std::uint16_t> code, const char *reason = "")
    {
        m_monitor.closeSent({next(), code, reason});
        return *this;
    }
    Story &received(std::optional<std::uint16_t> code, const char *reason = "")
    {
        m_monitor.closeReceived({next(), code, reason});
        return *this;
    }
    Story &fact(Fact fact)
    {
        m_monitor.observe(fact, next());
        return *this;
    }
    Story &timedOut(Timer timer)
    {
        m_monitor.timedOut(timer);
        return *this;
    }
    const Outcome &outcome() const { return m_monitor.outcome(); }
    QString summary() const
    {
        return QString::fromStdString(ajar::closing::summary(m_monitor.outcome()));
    }

private:
    Time next() { return m_seconds++ * second; }

    CloseMonitor m_monitor;
    Time m_seconds = 2;
};

} // namespace

#define COMPARE_TEXT(actual, expected) QCOMPARE(actual, QStringLiteral(expected))

class OutcomeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void peerClosesFirst_isCleanAndSaysSo();
    void weCloseFirst_isCleanAndSaysSo();
    void simultaneousClose_firstIsTheOneSeenFirst_eachEndReportsTheOthersCode();
    void secondClose_isNotTheOneThatCounts();
    void emptyClose_isReportedAs1005();
    void noClose_isReportedAs1006();
    void closeNeverAnsweredByUs_isAborted();
    void closeNeverAnsweredByThePeer_isAborted();
    void closeTimeout_saysThatWeGaveUp();
    void closeTimeoutAfterTheExchange_isCleanAndSaysThatWeGaveUp();
    void pongTimeout_isNamedInTheSummary();
    void otherTimeouts_areNamedInTheSummary();
    void summaryWhileTcpIsUp_saysNothingOfItsEnd();
    void firstTimeoutIsTheOneThatCounts();
    void tcpEnd_isTheFirstOne_data();
    void tcpEnd_isTheFirstOne();
    void refused_saysWhy();
    void tcpEndsWhileConnecting_isRefusedWithoutAProblem();
    void halfClosedFor_countsBothHalfClosedStates();
    void openFor_endsWithTheFirstClose();
    void closeNotify_isKeptForEachDirectionEvenAfterTheEnd();
};

void OutcomeTest::peerClosesFirst_isCleanAndSaysSo()
{
    Story story;
    story.received(1001, "bye").sent(1001, "bye").fact(Fact::FinReceived).fact(Fact::FinSent);
    const Outcome &outcome = story.outcome();
    QCOMPARE(outcome.state, LinkState::Closed);
    QVERIFY(outcome.clean);
    QCOMPARE(outcome.firstClose, std::optional(Side::Peer));
    QCOMPARE(outcome.tcpEndedBy, std::optional(Side::Peer));
    QCOMPARE(outcome.tcpEnd, std::optional(TcpEnd::Fin));
    QCOMPARE(*outcome.received, (CloseSeen{2 * second, 1001, "bye"}));
    QCOMPARE(*outcome.sent, (CloseSeen{3 * second, 1001, "bye"}));
    QCOMPARE(reportedCode(outcome), std::uint16_t{1001});
    COMPARE_TEXT(
        story.summary(),
        "received 1001 (going away), then sent 1001 (going away); the peer ended TCP with FIN");
}

void OutcomeTest::weCloseFirst_isCleanAndSaysSo()
{
    Story story;
    story.sent(4000).received(4000).fact(Fact::FinSent).fact(Fact::FinReceived);
    QCOMPARE(story.outcome().firstClose, std::optional(Side::Us));
    QCOMPARE(story.outcome().tcpEndedBy, std::optional(Side::Us));
    QVERIFY(story.outcome().clean);
    COMPARE_TEXT(story.summary(), "sent 4000, then received 4000; we ended TCP with FIN");
}

void OutcomeTest::simultaneousClose_firstIsTheOneSeenFirst_eachEndReportsTheOthersCode()
{
    // On the wire both left before either arrived: here ours was out when theirs came.
    Story here;
    here.sent(1000).received(1001).fact(Fact::FinReceived).fact(Fact::FinSent);
    Story there;
    there.sent(1001).received(1000).fact(Fact::FinSent).fact(Fact::FinReceived);
    QCOMPARE(here.outcome().firstClose, std::optional(Side::Us));
    QCOMPARE(there.outcome().firstClose, std::optional(Side::Us));
    QCOMPARE(reportedCode(here.outcome()), std::uint16_t{1001});
    QCOMPARE(reportedCode(there.outcome()), std::uint16_t{1000});
    QVERIFY(here.outcome().clean && there.outcome().clean);
}

void OutcomeTest::secondClose_isNotTheOneThatCounts()
{
    Story story;
    story.received(1001).received(1002).sent(1000).sent(1011);
    QCOMPARE(story.outcome().received->code, std::optional<std::uint16_t>(1001));
    QCOMPARE(story.outcome().sent->code, std::optional<std::uint16_t>(1000));
    QCOMPARE(story.outcome().received->t, 2 * second);
    QCOMPARE(story.outcome().sent->t, 4 * second);
}

void OutcomeTest::emptyClose_isReportedAs1005()
{
    Story story;
    story.received(std::nullopt).sent(std::nullopt).fact(Fact::FinReceived).fact(Fact::FinSent);
    QCOMPARE(reportedCode(story.outcome()), std::uint16_t{1005});
    COMPARE_TEXT(story.summary(),
                 "received an empty Close, then sent an empty Close; the peer ended TCP with FIN");
}

void OutcomeTest::noClose_isReportedAs1006()
{
    Story story;
    story.fact(Fact::FinReceived).fact(Fact::FinSent);
    QCOMPARE(story.outcome().state, LinkState::Aborted);
    QVERIFY(!story.outcome().clean);
    QVERIFY(!story.outcome().firstClose);
    QCOMPARE(reportedCode(story.outcome()), std::uint16_t{1006});
    COMPARE_TEXT(story.summary(),
                 "no Close frame in either direction; the peer ended TCP with FIN");
}

void OutcomeTest::closeNeverAnsweredByUs_isAborted()
{
    Story story;
    story.received(1012).fact(Fact::ResetReceived);
    QCOMPARE(story.outcome().state, LinkState::Aborted);
    QCOMPARE(story.outcome().tcpEnd, std::optional(TcpEnd::Reset));
    COMPARE_TEXT(story.summary(),
                 "received 1012 (service restart), never answered; the peer ended TCP with RST");
}

void OutcomeTest::closeNeverAnsweredByThePeer_isAborted()
{
    Story story;
    story.sent(1000).fact(Fact::Silence);
    QCOMPARE(story.outcome().state, LinkState::Aborted);
    QVERIFY(!story.outcome().tcpEndedBy);
    COMPARE_TEXT(story.summary(), "sent 1000 (normal closure), never answered by the peer; the "
                                  "network fell silent and TCP was given up");
}

void OutcomeTest::closeTimeout_saysThatWeGaveUp()
{
    Story story;
    story.sent(1000).timedOut(Timer::Close).fact(Fact::ResetSent);
    QCOMPARE(story.outcome().timedOut, std::optional(Timer::Close));
    QCOMPARE(story.outcome().tcpEndedBy, std::optional(Side::Us));
    COMPARE_TEXT(story.summary(), "sent 1000 (normal closure), never answered by the peer; we gave "
                                  "up after the close timeout and reset TCP");
}

void OutcomeTest::closeTimeoutAfterTheExchange_isCleanAndSaysThatWeGaveUp()
{
    Story story;
    story.sent(1000).received(1000).timedOut(Timer::Close).fact(Fact::ResetSent);
    QCOMPARE(story.outcome().state, LinkState::Closed);
    QVERIFY(story.outcome().clean);
    COMPARE_TEXT(story.summary(), "sent 1000 (normal closure), then received 1000 (normal "
                                  "closure); we gave up after the close timeout and reset TCP");
}

void OutcomeTest::pongTimeout_isNamedInTheSummary()
{
    Story story;
    story.timedOut(Timer::Pong)
        .sent(1011)
        .received(1011)
        .fact(Fact::FinReceived)
        .fact(Fact::FinSent);
    COMPARE_TEXT(story.summary(), "sent 1011 (internal error), then received 1011 (internal "
                                  "error); our Pong timeout had expired; the peer ended TCP with "
                                  "FIN");
}

void OutcomeTest::otherTimeouts_areNamedInTheSummary()
{
    const std::pair<Timer, const char *> rows[] = {
        {Timer::Handshake, "our handshake timeout had"},
        {Timer::PingInterval, "our timer had"},
        {Timer::ReplyClose, "our timer had"},
        {Timer::ReplyPing, "our timer had"},
    };
    for (const auto &[timer, words] : rows) {
        Story story;
        story.timedOut(timer).fact(Fact::ResetSent);
        QVERIFY(story.summary().contains(QString::fromUtf8(words)));
    }
}

void OutcomeTest::summaryWhileTcpIsUp_saysNothingOfItsEnd()
{
    Story story;
    story.sent(1000).received(1000);
    COMPARE_TEXT(story.summary(),
                 "sent 1000 (normal closure), then received 1000 (normal closure)");
}

void OutcomeTest::firstTimeoutIsTheOneThatCounts()
{
    Story story;
    story.timedOut(Timer::Idle).sent(1001).timedOut(Timer::Close).fact(Fact::ResetSent);
    QCOMPARE(story.outcome().timedOut, std::optional(Timer::Idle));
    COMPARE_TEXT(story.summary(), "sent 1001 (going away), never answered by the peer; our idle "
                                  "timeout had expired; we ended TCP with RST");
}

void OutcomeTest::tcpEnd_isTheFirstOne_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("second");
    QTest::addColumn<int>("by");
    QTest::addColumn<int>("how");
    const auto row = [](const char *name, Fact first, Fact second, int by, TcpEnd how) {
        QTest::newRow(name) << int(first) << int(second) << by << int(how);
    };
    const int us = int(Side::Us);
    const int peer = int(Side::Peer);
    row("their FIN, our FIN", Fact::FinReceived, Fact::FinSent, peer, TcpEnd::Fin);
    row("our FIN, their FIN", Fact::FinSent, Fact::FinReceived, us, TcpEnd::Fin);
    row("their FIN, their RST", Fact::FinReceived, Fact::ResetReceived, peer, TcpEnd::Fin);
    row("their FIN, our RST", Fact::FinReceived, Fact::ResetSent, peer, TcpEnd::Fin);
    row("our FIN, their RST", Fact::FinSent, Fact::ResetReceived, us, TcpEnd::Fin);
    row("our FIN, silence", Fact::FinSent, Fact::Silence, us, TcpEnd::Fin);
    row("our RST, their FIN", Fact::ResetSent, Fact::FinReceived, us, TcpEnd::Reset);
    row("their RST, our FIN", Fact::ResetReceived, Fact::FinSent, peer, TcpEnd::Reset);
    row("silence, their RST", Fact::Silence, Fact::ResetReceived, -1, TcpEnd::Silence);
}

void OutcomeTest::tcpEnd_isTheFirstOne()
{
    QFETCH(int, first);
    QFETCH(int, second);
    QFETCH(int, by);
    QFETCH(int, how);
    Story story;
    story.fact(Fact(first)).fact(Fact(second));
    QCOMPARE(story.outcome().tcpEnd, std::optional(TcpEnd(how)));
    QCOMPARE(story.outcome().tcpEndedBy, by < 0 ? std::nullopt : std::optional(Side(by)));
}

void OutcomeTest::refused_saysWhy()
{
    CloseMonitor monitor(0);
    monitor.problem("the server answered \"HTTP/1.1 403 Forbidden\"");
    monitor.observe(Fact::HandshakeRefused, second);
    QCOMPARE(monitor.outcome().state, LinkState::Refused);
    QVERIFY(!monitor.outcome().clean);
    COMPARE_TEXT(QString::fromStdString(summary(monitor.outcome())),
                 "refused: the server answered \"HTTP/1.1 403 Forbidden\"");
}

void OutcomeTest::tcpEndsWhileConnecting_isRefusedWithoutAProblem()
{
    CloseMonitor monitor(0);
    monitor.observe(Fact::ResetReceived, second);
    COMPARE_TEXT(QString::fromStdString(summary(monitor.outcome())),
                 "refused: TCP ended before the answer");
}

void OutcomeTest::halfClosedFor_countsBothHalfClosedStates()
{
    Story local;
    local.sent(1000).received(1000);
    QCOMPARE(local.outcome().halfClosedFor, second);
    Story remote;
    remote.received(1000).fact(Fact::FinReceived).fact(Fact::FinSent);
    QCOMPARE(remote.outcome().halfClosedFor, 2 * second);
    Story none;
    none.fact(Fact::ResetSent);
    QCOMPARE(none.outcome().halfClosedFor, Time{0});
}

void OutcomeTest::openFor_endsWithTheFirstClose()
{
    Story story;
    story.fact(Fact::FinReceived).sent(1000).fact(Fact::FinSent);
    QCOMPARE(story.outcome().openFor, 2 * second);
    QCOMPARE(story.outcome().halfClosedFor, second);
}

void OutcomeTest::closeNotify_isKeptForEachDirectionEvenAfterTheEnd()
{
    CloseMonitor monitor(0);
    monitor.observe(Fact::HandshakeAccepted, second);
    monitor.closeNotify(Direction::Received);
    QVERIFY(monitor.tcp().closeNotifyReceived);
    QVERIFY(!monitor.tcp().closeNotifySent);
    QVERIFY(!monitor.tcp().ended());
    monitor.observe(Fact::ResetReceived, 2 * second);
    monitor.closeNotify(Direction::Sent);
    QVERIFY(monitor.tcp().closeNotifySent);
    QCOMPARE(monitor.state(), LinkState::Aborted);
}

QTEST_APPLESS_MAIN(OutcomeTest)
#include "tst_outcome.moc"
