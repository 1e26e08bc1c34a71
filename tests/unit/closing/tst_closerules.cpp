// SPDX-License-Identifier: MIT
#include "story.h"

#include "closing/names.h"

#include <QTest>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::closing::test;

namespace
{

Story open(const std::string &kind = "client", double roundTrip = 0)
{
    Story story(kind);
    story.at(1).opens().event(Event::TcpConnected, {{"roundTrip", roundTrip}});
    story.findings(); // a Story's handshake is none
    return story;
}

FrameRecord data(Direction direction, wire::Opcode opcode, bool fin)
{
    FrameRecord frame;
    frame.direction = direction;
    frame.header.opcode = opcode;
    frame.header.fin = fin;
    return frame;
}

} // namespace

/// A check of the closing handshake and the end of TCP (RFC 6455 5.5.1, 7.1).
class TestCloseRules : public QObject
{
    Q_OBJECT

private slots:
    void aHandshakeByTheBook_breaksNothing()
    {
        Story story = open();
        story.at(2).receivesClose(1001, "restart").sendsClose(1001, "restart");
        story.tcp(Event::FinReceived).tcp(Event::FinSent);
        QCOMPARE(story.findings(), QStringList());
    }

    void aHandshakeByTheBook_ofAServer_breaksNothing()
    {
        Story story = open("server");
        story.at(2).receivesClose(1000).sendsClose(1000);
        story.tcp(Event::FinSent).at(9).tcp(Event::FinReceived);
        QCOMPARE(story.findings(), QStringList());
    }

    void closeLeftUnanswered_isToldAtTheTimeout_once()
    {
        Story story = open();
        story.at(2).sendsClose(1000).at(32).expires(Timer::Close);
        const QStringList told =
            lines({"close-unanswered received #1: no Close came within 30.0 s"});
        QCOMPARE(story.findings(), told);
        story.tcp(Event::ResetSent);
        QCOMPARE(story.findings(), lines({"code-reported: an application at our end is told "
                                          "1006, one at the peer's 1000"}));
    }

    void closeLeftUnanswered_isToldWhenThePeerEndsTcp()
    {
        Story story = open();
        story.at(2).sendsClose(1000).at(3).tcp(Event::FinReceived);
        QCOMPARE(story.findings(),
                 lines({"close-unanswered received #1: TCP ended with FIN instead"}));
        story.tcp(Event::FinSent);
        QCOMPARE(story.findings().size(), 1); // what is reported
    }

    void closeLeftUnanswered_isToldWhenTcpHasEndedBothWays()
    {
        Story story = open();
        story.at(2).receivesClose(1000).tcp(Event::FinReceived).at(3).tcp(Event::FinSent);
        QCOMPARE(story.findings().first(),
                 QStringLiteral("close-unanswered sent #1: TCP has ended without it"));
    }

    void closeThatCouldNotBeAnswered_blamesNobody()
    {
        Story reset = open();
        reset.at(2).sendsClose(1000).tcp(Event::ResetSent);
        QCOMPARE(reset.findings().filter(QStringLiteral("close-unanswered")), QStringList());
        Story silent = open();
        silent.at(2).sendsClose(1000).at(9).tcp(Event::TcpFailed);
        QCOMPARE(silent.findings().size(), 1); // what is reported
    }

    void closeThatCouldBeAnswered_isToldWhenTheOtherEndsTcp()
    {
        Story patient = open();
        patient.at(2).sendsClose(1000).at(5).tcp(Event::ResetSent);
        QVERIFY(patient.findings().contains(
            QStringLiteral("close-unanswered received #1: TCP has ended without it")));
        Story ours = open(); // what has come we have had the chance to answer
        ours.at(2).receivesClose(1000).tcp(Event::ResetReceived);
        QVERIFY(ours.findings().contains(
            QStringLiteral("close-unanswered sent #1: TCP has ended without it")));
    }

    void lateAnswer_isToldWithItsDelayAndTheDataBeforeIt()
    {
        Story story = open();
        story.at(2).receivesClose(1000).at(3).sends("more").at(4.5).sendsClose(1000);
        QCOMPARE(story.findings(),
                 lines({"close-answer-delay sent #3: it came after 2.5 s and 1 data frame"}));
        Story quick = open();
        quick.at(2).receivesClose(1000).sends("a").sends("b").sendsClose(1000);
        QCOMPARE(quick.findings(),
                 lines({"close-answer-delay sent #4: it came after 0 µs and 2 data frames"}));
    }

    void dataOfThePeerBeforeItsAnswer_mayHaveBeenUnderWay()
    {
        Story story = open();
        story.at(2).sendsClose(1000).receives("a").receivesClose(1000);
        QCOMPARE(story.findings(), QStringList());
        Story late = open();
        late.at(2).sendsClose(1000).at(3).receivesClose(1000);
        QCOMPARE(late.findings(), lines({"close-answer-delay received #2: it came after 1.0 s"}));
    }

    void theMessageUnderWay_mayBeEndedBeforeTheAnswer()
    {
        using enum wire::Opcode;
        Story story = open();
        story.at(2).frame(data(Direction::Sent, Text, false), "a").receivesClose(1000);
        story.frame(data(Direction::Sent, Continuation, false), "b");
        story.frame(data(Direction::Sent, Continuation, true), "c").sendsClose(1000);
        QCOMPARE(story.findings(), QStringList());
        Story another = open();
        another.at(2).frame(data(Direction::Sent, Text, false), "a").receivesClose(1000);
        another.frame(data(Direction::Sent, Text, true), "b").sendsClose(1000);
        QCOMPARE(another.findings().size(), 1);
        Story more = open();
        more.at(2).frame(data(Direction::Sent, Text, false), "a").receivesClose(1000);
        more.frame(data(Direction::Sent, Continuation, true), "b");
        more.frame(data(Direction::Sent, Continuation, true), "c");
        more.frame(data(Direction::Sent, Binary, true), "d").sendsClose(1000);
        QCOMPARE(more.findings(),
                 lines({"close-answer-delay sent #6: it came after 0 µs and 2 data frames"}));
    }

    void theAnswersCodeAndReason_areCompared()
    {
        const auto answered = [](std::optional<std::uint16_t> asked, const std::string &reason,
                                 std::optional<std::uint16_t> code, const std::string &repeated) {
            Story story = open();
            story.at(2).receivesClose(asked, reason).sendsClose(code, repeated);
            return story.findings().join(u'|');
        };
        QCOMPARE(answered(1001, "", 1000, ""),
                 QStringLiteral(
                     "close-answer-code sent #2: 1000 (normal closure) answers 1001 (going away)"));
        QCOMPARE(answered({}, "", 1000, ""),
                 QStringLiteral(
                     "close-answer-code sent #2: 1000 (normal closure) answers an empty Close"));
        QCOMPARE(
            answered(1001, "why", 1001, ""),
            QStringLiteral("close-answer-code sent #2: it repeats the code and drops the reason"));
        QCOMPARE(
            answered(1001, "why", 1001, "how"),
            QStringLiteral("close-answer-code sent #2: it repeats the code with another reason"));
        QCOMPARE(answered({}, "", {}, ""), QString());
    }

    void anAnswerThatFailsTheConnection_needNotRepeatTheCode()
    {
        Story story = open();
        FrameRecord close = data(Direction::Received, wire::Opcode::Close, true);
        close.findings.add(wire::Finding::CloseCodeNeverSent);
        story.at(2).frame(close, closeBody(1006)).sendsClose(1002);
        QCOMPARE(story.findings(), QStringList());
        Story other = open();
        other.at(2).frame(close, closeBody(1006)).sendsClose(1000);
        QCOMPARE(other.findings().size(), 1);
    }

    void closesThatCross_areNoAnswers()
    {
        Story story = open("client", 0.1);
        story.at(2).sendsClose(1000).at(2.04).receivesClose(4000, "bye");
        QCOMPARE(story.findings(),
                 lines({"simultaneous-close #2: the second came 40 ms after the first, too "
                        "soon for an answer: TCP's handshake took 100 ms"}));
        Story answered = open("client", 0.1);
        answered.at(2).sendsClose(1000).at(2.06).receivesClose(4000);
        QVERIFY(answered.findings().first().startsWith(u"close-answer-code"));
        Story near = open("client", 0.003); // too near to tell, with our clock
        near.at(2).sendsClose(1000).at(2.0001).receivesClose(1000);
        QCOMPARE(near.findings(), QStringList());
        Story ours = open("client", 0.1); // what we answer we know
        ours.at(2).receivesClose(1000).sendsClose(1000);
        QCOMPARE(ours.findings(), QStringList());
    }

    void secondClosesAndPongs_areNoAnswers()
    {
        Story story = open();
        story.at(2).receivesClose(1000).receivesClose(1001).sendsClose(1000).sendsClose(1001);
        QCOMPARE(story.findings(), QStringList());
    }

    void endWithoutClose_isToldOfWhoeverEndsFirst()
    {
        Story fin = open();
        fin.at(2).tcp(Event::FinReceived).tcp(Event::FinSent);
        QCOMPARE(fin.findings(),
                 lines({"fin-before-close received: FIN with no Close on either side"}));
        Story reset = open();
        reset.at(2).tcp(Event::ResetSent);
        QCOMPARE(reset.findings(),
                 lines({"fin-before-close sent: RST with no Close on either side"}));
        Story again = open();
        again.at(2).event(Event::FinReceived).event(Event::FinReceived);
        QCOMPARE(again.findings().size(), 1);
    }

    void endBeforeTheOpening_breaksNothing()
    {
        Story story;
        story.at(1).event(Event::FinReceived).event(Event::TlsTruncated).refused("tls", "it ended");
        QCOMPARE(story.findings(), QStringList());
    }

    void endAfterAFault_isAFailureWithoutClose()
    {
        Story story = open();
        FrameRecord faulty = data(Direction::Sent, wire::Opcode::Text, true);
        faulty.findings.add(wire::Finding::FragmentsEmpty); // no fault
        story.at(2).frame(faulty, "x");
        faulty.findings.add(wire::Finding::TextUtf8);
        story.frame(faulty, "x").frame(faulty, "y").tcp(Event::FinReceived);
        const QStringList told = lines(
            {"fin-before-close received: FIN with no Close on either side",
             "fail-without-close received #2: it ended TCP after a frame that breaks a rule: text "
             "is not UTF-8"});
        QCOMPARE(story.findings(), told);
    }

    void ourFailureWithoutClose_isToldAtTheEnd()
    {
        Story story = open();
        story.at(2).event(Event::ProtocolFailed).tcp(Event::ResetSent);
        QVERIFY(story.findings().contains(QStringLiteral("fail-without-close sent")));
        Story closed = open();
        closed.at(2).event(Event::ProtocolFailed).sendsClose(1002).receivesClose(1002);
        closed.tcp(Event::FinReceived).tcp(Event::FinSent);
        QCOMPARE(closed.findings(), QStringList());
    }

    void answersAfterFailing_areTold()
    {
        Story peer = open();
        peer.at(2).receivesClose(1002).receivesPong("a").receives("b");
        QCOMPARE(peer.findings(), lines({"processing-after-fail received #2"}));
        for (const int code : {1003, 1007, 1009}) {
            Story other = open();
            other.at(2).receivesClose(static_cast<std::uint16_t>(code)).receivesPong("a");
            QCOMPARE(other.findings().size(), 1);
        }
        Story orderly = open();
        orderly.at(2).receivesClose(1000).receivesPong("a").sendsClose(1002).sendsPong("b");
        QCOMPARE(orderly.findings(), lines({"close-answer-code sent #3: 1002 (protocol error) "
                                            "answers 1000 (normal closure)"}));
        Story ours = open();
        ours.at(2).event(Event::ProtocolFailed).sendsPong("a").receivesPong("b").sendsPing("c");
        QCOMPARE(ours.findings(), lines({"processing-after-fail sent #1"}));
    }

    void clientThatEndsTcpFirst_didNotWait()
    {
        Story story = open();
        story.at(2).receivesClose(1000).sendsClose(1000).at(2.5).tcp(Event::FinSent);
        QCOMPARE(story.findings(),
                 lines({"client-waits-for-fin sent: it ended TCP first, 500 ms after the "
                        "second Close"}));
    }

    void serverThatDoesNotEndTcp_isTold()
    {
        Story late = open();
        late.at(2).receivesClose(1000).sendsClose(1000).at(4).tcp(Event::FinReceived);
        QCOMPARE(late.findings(),
                 lines({"server-closes-tcp received: it ended TCP 2.0 s after the second Close"}));
        Story never = open();
        never.at(2).receivesClose(1000).sendsClose(1000).at(4).tcp(Event::FinSent);
        QCOMPARE(never.findings(),
                 lines({"server-closes-tcp received: the client ended TCP first, after waiting "
                        "for 2.0 s"}));
    }

    void tcpLeftOpen_isToldAtTheTimeout()
    {
        Story story = open();
        story.at(2).sendsClose(1000).receivesClose(1000).at(32).expires(Timer::Close);
        const QStringList told =
            lines({"tcp-left-open received: TCP was still up 30.0 s after our Close",
                   "server-closes-tcp received: it had not ended TCP 30.0 s after our Close"});
        QCOMPARE(story.findings(), told);
        story.tcp(Event::ResetSent); // we gave up: no want of order
        QCOMPARE(story.findings().size(), 1);
        Story client = open("server");
        client.at(2).sendsClose(1000).receivesClose(1000).tcp(Event::FinSent);
        client.at(32).expires(Timer::Close);
        QCOMPARE(client.findings(),
                 lines({"tcp-left-open received: TCP was still up 30.0 s after our Close"}));
    }

    void otherTimersAndTimeoutsWithoutAClose_sayNothing()
    {
        Story story = open();
        story.at(2).expires(Timer::Idle).expires(Timer::Close);
        story.event(Event::TimerExpired,
                    {{"timer", std::int64_t{1}}, {"else", std::string("close")}});
        QCOMPARE(story.findings(), QStringList());
    }

    void resetAfterAClose_isNoOrderlyEnd()
    {
        Story story = open();
        story.at(2).sendsClose(1000).receivesClose(1000).tcp(Event::ResetReceived);
        QCOMPARE(story.findings(), lines({"reset-instead-of-fin received"}));
        Story theirs = open();
        theirs.at(2).receivesClose(1000).tcp(Event::ResetSent);
        QVERIFY(theirs.findings().contains(QStringLiteral("reset-instead-of-fin sent")));
        Story late = open(); // the peer's, though our timer ran out
        late.at(2).sendsClose(1000).at(32).expires(Timer::Close).tcp(Event::ResetReceived);
        QVERIFY(late.findings().contains(QStringLiteral("reset-instead-of-fin received")));
    }

    void tlsThatEndsWithoutCloseNotify_isNoOrderlyEnd()
    {
        Story story = open();
        story.at(2).event(Event::TlsTruncated);
        QCOMPARE(story.findings(),
                 lines({"reset-instead-of-fin received: FIN came without TLS's close_notify "
                        "before it"}));
    }

    void frameCutOff_isToldWithWhatCame()
    {
        Story story = open();
        story.at(2).event(Event::FrameTruncated, {{"bytes", std::int64_t{7}}});
        QCOMPARE(story.findings(),
                 lines({"frame-truncated received: 7 bytes of its last frame had come"}));
        story.event(Event::FrameTruncated, {{"bytes", true}, {"frames", std::int64_t{7}}});
        QCOMPARE(story.findings(),
                 lines({"frame-truncated received: 0 bytes of its last frame had come"}));
    }

    void roundTripOfAnotherType_isUnknown()
    {
        Story story = open();
        story.event(Event::TcpConnected, {{"roundTrip", std::int64_t{5}}, {"other", 5.0}});
        story.at(2).sendsClose(1000).receivesClose(1000);
        QCOMPARE(story.findings(), QStringList());
    }

    void differentReportedCodes_areTold()
    {
        Story story = open();
        story.at(2).sendsClose(4000).receivesClose({}).tcp(Event::FinReceived).tcp(Event::FinSent);
        QCOMPARE(story.findings().last(),
                 QStringLiteral("code-reported: an application at our end is told 1005, one at the "
                                "peer's 4000"));
    }
};

QTEST_APPLESS_MAIN(TestCloseRules)
#include "tst_closerules.moc"
