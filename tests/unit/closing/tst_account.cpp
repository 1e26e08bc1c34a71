// SPDX-License-Identifier: MIT
#include "story.h"

#include <QTest>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::closing::test;

namespace
{

FrameRecord control(Direction direction, wire::Opcode opcode, Disposition disposition,
                    std::uint64_t ref = 0)
{
    FrameRecord frame;
    frame.direction = direction;
    frame.header.opcode = opcode;
    frame.disposition = disposition;
    frame.ref = ref;
    return frame;
}

} // namespace

class TestAccount : public QObject
{
    Q_OBJECT

private slots:
    void lanes_countWhatIsOnTheWire()
    {
        Story story;
        story.at(1).opens().at(2).sends("hello").at(3).receives("you").receives("there");
        const Lane &sent = story.account().lane(Direction::Sent);
        const Lane &received = story.account().lane(Direction::Received);
        QCOMPARE(sent.frames, 1U);
        QCOMPARE(sent.bytes, 7U);
        QCOMPARE(sent.last->number, 1U);
        QCOMPARE(received.frames, 2U);
        QCOMPARE(received.bytes, 5U + 7U);
        QCOMPARE(received.lastOpen->number, 3U);
        QCOMPARE(story.account().opened, std::optional(1 * second));
        QCOMPARE(story.account().last, 3 * second);
    }

    void framesOfTheApplicationsLeg_areNotCounted()
    {
        Story story("proxy");
        FrameRecord frame;
        frame.leg = Leg::Endpoint;
        story.at(1).opens().frame(frame, "x");
        QCOMPARE(story.account().lane(Direction::Received).frames, 0U);
    }

    void aHeldFrameOfOurs_isOnTheWireOnlyOnceItIsLetGo()
    {
        Story story;
        story.at(1).opens().at(2).frame(
            control(Direction::Sent, wire::Opcode::Text, Disposition::Held), "x");
        story.frame(control(Direction::Sent, wire::Opcode::Text, Disposition::Held), "y");
        QCOMPARE(story.account().lane(Direction::Sent).frames, 0U);
        story.frame(control(Direction::Sent, wire::Opcode::Text, Disposition::Released, 1), "x");
        story.frame(control(Direction::Sent, wire::Opcode::Text, Disposition::Dropped, 2), "y");
        QCOMPARE(story.account().lane(Direction::Sent).frames, 1U);
    }

    void aHeldFrameThatCame_countsOnce()
    {
        Story story;
        story.at(1).opens().at(2).frame(
            control(Direction::Received, wire::Opcode::Close, Disposition::Held), closeBody(1001));
        story.frame(control(Direction::Received, wire::Opcode::Close, Disposition::Released, 1),
                    closeBody(1001));
        QCOMPARE(story.account().lane(Direction::Received).frames, 1U);
        QCOMPARE(story.account().lane(Direction::Received).close->frame.number, 1U);
        QVERIFY(!story.account().withheldClose);
    }

    void aWithheldClose_isKnownUntilItGoesOutOrIsDropped()
    {
        for (const Disposition end : {Disposition::Released, Disposition::Dropped}) {
            Story story;
            story.at(1).opens().at(2).receivesClose(1001).frame(
                control(Direction::Sent, wire::Opcode::Close, Disposition::Held), closeBody(1001));
            QCOMPARE(story.account().withheldClose->made.number, 2U);
            QVERIFY(!story.account().withheldClose->until);
            story.at(3).frame(control(Direction::Sent, wire::Opcode::Close, end, 1), {});
            QVERIFY(!story.account().withheldClose->until);
            story.at(4).frame(control(Direction::Sent, wire::Opcode::Close, end, 2), {});
            QCOMPARE(story.account().withheldClose->until, std::optional(4 * second));
            QCOMPARE(story.account().withheldClose->dropped, end == Disposition::Dropped);
        }
    }

    void withheldPongs_areThoseThatHaveNotGoneOut()
    {
        Story story;
        const auto pong = [&](Disposition how, std::uint64_t ref = 0) {
            story.frame(control(Direction::Sent, wire::Opcode::Pong, how, ref), "a");
        };
        story.at(1).opens();
        pong(Disposition::Released, 9); // its beginning is not in the record
        QCOMPARE(story.account().withheldPongs, 0U);
        pong(Disposition::Held);
        pong(Disposition::Held);
        pong(Disposition::Passed);
        QCOMPARE(story.account().withheldPongs, 2U);
        pong(Disposition::Released, 2);
        pong(Disposition::Dropped, 3);
        QCOMPARE(story.account().withheldPongs, 1U);
    }

    void aPong_answersItsPingAndThoseBefore()
    {
        Story story;
        story.at(1).opens().sendsPing("a").at(2).sendsPing("b").sendsPing("c");
        story.at(3).receives("data").receivesPong("nobody asked").receivesPong("b");
        const Lane &lane = story.account().lane(Direction::Sent);
        QCOMPARE(lane.pings, 3U);
        QCOMPARE(lane.unanswered.size(), std::size_t{1});
        QCOMPARE(lane.unanswered.front().payload, std::string("c"));
        QCOMPARE(lane.lastAnswered->ping.number, 2U);
        QCOMPARE(lane.lastAnswered->pong->number, 6U);
        QCOMPARE(lane.lastAnswered->framesBefore, 2U);
        QCOMPARE(lane.lastAnswered->bytesBefore, 6U + 14U);
        QCOMPARE(lane.slowest, 1 * second);
    }

    void pingsAfterOnesOwnClose_needNoPong()
    {
        Story story;
        story.at(1).opens().sendsClose(1000).sendsPing("a");
        QCOMPARE(story.account().lane(Direction::Sent).pings, 1U);
        QVERIFY(story.account().lane(Direction::Sent).unanswered.empty());
    }

    void manyPings_areBounded()
    {
        Story story;
        story.at(1).opens();
        for (int i = 0; i < 100; ++i)
            story.receivesPing(std::to_string(i));
        QCOMPARE(story.account().lane(Direction::Received).unanswered.size(), std::size_t{64});
        QCOMPARE(story.account().lane(Direction::Received).unanswered.front().payload,
                 std::string("36"));
        QCOMPARE(story.account().lane(Direction::Received).pings, 100U);
    }

    void dataAfterAClose_isCountedBySide()
    {
        Story story;
        story.at(1).opens().receives("before").receivesClose(1000);
        story.sends("ab").sends("c").receives("late").sendsClose(1000).sends("too late");
        const Lane &sent = story.account().lane(Direction::Sent);
        const Lane &received = story.account().lane(Direction::Received);
        QCOMPARE(sent.afterOtherClose.frames, 2U);
        QCOMPARE(sent.afterOtherClose.bytes, 3U);
        QCOMPARE(sent.afterOtherClose.first, 3U);
        QCOMPARE(sent.afterOwnClose.frames, 1U);
        QCOMPARE(received.afterOwnClose.first, 5U);
        QCOMPARE(received.lastOpen->number, 1U);
    }

    void onlyTheFirstCloseOfADirectionCounts()
    {
        Story story;
        story.at(1).opens().receivesClose(1001, "first").receivesClose(1002, "second");
        QCOMPARE(story.account().lane(Direction::Received).close->reason, std::string("first"));
    }

    void findings_areNotedOnceWithTheirDetails()
    {
        Story story;
        FrameRecord frame;
        frame.findings.add(wire::Finding::TextUtf8);
        frame.findings.add(wire::Finding::LengthNotMinimal);
        story.at(1).opens().frame(frame, "\xFF");
        story.event(Event::Finding, {{"finding", std::string("text-utf8")},
                                     {"text", std::string("byte 0")},
                                     {"direction", std::string("received")},
                                     {"frame", std::int64_t{1}}});
        story.event(Event::Finding, {{"finding", std::string("close-unanswered")},
                                     {"direction", std::string("sent")}});
        story.event(Event::Finding, {{"finding", std::string("close-unanswered")},
                                     {"direction", std::string("received")}});
        story.event(Event::Finding, {{"finding", std::string("tcp-left-open")}});
        story.event(Event::Finding, {{"finding", std::string("from-the-future")}});
        const auto &findings = story.account().findings;
        QCOMPARE(findings.size(), std::size_t{5});
        QCOMPARE(story.account().findingCount, 5U);
        QCOMPARE(findings[0].finding, wire::Finding::LengthNotMinimal);
        QCOMPARE(findings[1].text, std::string("byte 0"));
        QCOMPARE(findings[1].frame, 1U);
        QVERIFY(findings[2].direction == Direction::Sent);
        QVERIFY(findings[3].direction == Direction::Received);
        QVERIFY(!findings[4].direction);
    }

    void findingsAndStates_areBounded()
    {
        Story story;
        FrameRecord frame;
        frame.findings.add(wire::Finding::ServerMasked);
        story.at(1).opens();
        for (int i = 0; i < 100; ++i) {
            story.frame(frame, "x");
            story.builder().add(StateRecord{second, LinkState::Open, LinkState::Open});
        }
        QCOMPARE(story.account().findings.size(), std::size_t{64});
        QCOMPARE(story.account().findingCount, 100U);
        QCOMPARE(story.account().states.size(), std::size_t{64});
    }

    void timers_keepTheirLatestRun()
    {
        Story story;
        story.at(1)
            .opens()
            .starts(Timer::Close, 30)
            .event(Event::TimerCancelled, {{"timer", std::string("close")}});
        QVERIFY(!story.account().timer(Timer::Close).running);
        story.at(2).event(Event::TimerStarted,
                          {{"timer", std::string("close")}, {"duration", std::int64_t{5}}});
        QVERIFY(story.account().timer(Timer::Close).running);
        QCOMPARE(story.account().timer(Timer::Close).duration, 5 * second);
        story.at(7).expires(Timer::Close);
        QCOMPARE(story.account().timer(Timer::Close).expired, std::optional(7 * second));
        story.event(Event::TimerStarted, {{"timer", std::string("idle")}});
        QCOMPARE(story.account().timer(Timer::Idle).duration, 0);
        story.event(Event::TimerStarted, {{"timer", std::string("tea")}});
        story.event(Event::TimerStarted);
        QVERIFY(!story.account().timer(Timer::Handshake).running);
    }

    void tcpsFirstSignsAreKept()
    {
        Story story;
        story.event(Event::TcpFailed, {{"problem", std::string("the first address")}});
        QVERIFY(!story.account().tcp.failed);
        story.at(1).opens().event(Event::TlsEstablished);
        double t = 2;
        for (int round = 0; round < 2; ++round) {
            for (const Event event :
                 {Event::FinReceived, Event::FinSent, Event::ResetReceived, Event::ResetSent,
                  Event::CloseNotifyReceived, Event::CloseNotifySent}) {
                story.at(t++).event(event);
            }
            story.at(t++).event(Event::TcpFailed, {{"problem", std::string("gone")},
                                                   {"unacknowledged", std::int64_t{17}}});
        }
        story.event(Event::TcpFailed, {{"problem", std::string("again")}});
        const TcpMarks &tcp = story.account().tcp;
        QCOMPARE(tcp.finReceived, std::optional(2 * second));
        QCOMPARE(tcp.finSent, std::optional(3 * second));
        QCOMPARE(tcp.resetReceived, std::optional(4 * second));
        QCOMPARE(tcp.resetSent, std::optional(5 * second));
        QCOMPARE(tcp.closeNotifyReceived, std::optional(6 * second));
        QCOMPARE(tcp.closeNotifySent, std::optional(7 * second));
        QCOMPARE(tcp.failed, std::optional(8 * second));
        QCOMPARE(story.account().unacknowledged, std::optional(std::int64_t{17}));
        QVERIFY(story.account().handshake.tls);
    }

    void otherEvents_areTakenOrPassedOver()
    {
        Story story;
        story.at(1).opens().event(Event::ProtocolFailed, {{"findings", std::string("text-utf8")}});
        story.event(Event::FrameTruncated, {{"bytes", std::int64_t{12}}});
        QVERIFY(!story.account().incomplete);
        story.event(Event::Gap).event(Event::PolicyChanged);
        QVERIFY(story.account().incomplete);
        QCOMPARE(story.account().failedFor, std::string("text-utf8"));
        QCOMPARE(story.account().truncatedBytes, 12U);
    }

    void bytesAfterLostFraming_breakTheSilence()
    {
        Story story;
        story.at(1).opens().at(2);
        story.builder().add(OpaqueRecord{2 * second, Direction::Received, 0, 100});
        QCOMPARE(story.account().lane(Direction::Received).last->number, 0U);
        story.receives("x");
        story.builder().add(OpaqueRecord{3 * second, Direction::Received, 0, 100});
        const Lane &lane = story.account().lane(Direction::Received);
        QCOMPARE(lane.last->number, 1U);
        QCOMPARE(lane.last->t, 3 * second);
        QCOMPARE(lane.bytes, 203U);
    }

    void ourFirstFrameAfterTheLastThatCame_isKnown()
    {
        Story story;
        story.at(1).opens().sends("a").receives("b");
        QVERIFY(!story.account().sentSinceReceived);
        story.at(9).sends("c").at(10).sends("d");
        QCOMPARE(story.account().sentSinceReceived->number, 3U);
    }

    void controlFramesThatAreTooLong_areCut()
    {
        Story story;
        story.at(1)
            .opens()
            .sendsPing(std::string(1000, 'x'))
            .at(2)
            .receivesPong(std::string(1000, 'x'));
        QCOMPARE(story.account().lane(Direction::Sent).lastAnswered->payload.size(),
                 std::size_t{125});
    }
};

QTEST_GUILESS_MAIN(TestAccount)
#include "tst_account.moc"
