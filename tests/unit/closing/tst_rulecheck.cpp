// SPDX-License-Identifier: MIT
#include "story.h"

#include "closing/reconnects.h"

#include <QTest>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::closing::test;

namespace
{

const std::string request = "GET /chat HTTP/1.1\r\n"
                            "Host: server.test\r\n"
                            "Upgrade: websocket\r\n"
                            "Connection: Upgrade\r\n"
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            "Sec-WebSocket-Version: 13\r\n"
                            "\r\n";
const std::string response = "HTTP/1.1 101 Switching Protocols\r\n"
                             "Upgrade: websocket\r\n"
                             "Connection: Upgrade\r\n"
                             "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                             "\r\n";

std::string replaced(std::string text, const std::string &from, const std::string &to)
{
    return text.replace(text.find(from), from.size(), to);
}

QStringList ofHeads(const std::string &asked, const std::string &answered,
                    const std::string &kind = "client")
{
    Story story(kind);
    story.at(1).event(Event::HandshakeRequest, {{"raw", asked}});
    story.event(Event::HandshakeResponse, {{"status", std::int64_t{101}}, {"raw", answered}});
    return story.findings();
}

Story open()
{
    Story story;
    story.at(1).opens().findings();
    return story;
}

} // namespace

/// A check of the rules of the opening handshake and of Pings, and of what all have in common.
class TestRuleCheck : public QObject
{
    Q_OBJECT

private slots:
    void theHandshakeOfTheRfc_breaksNothing()
    {
        QCOMPARE(ofHeads(request, response), QStringList());
    }

    void aRequestsFaults_areTheClients()
    {
        const auto faults = [](const std::string &from, const std::string &to) {
            return ofHeads(replaced(request, from, to), response).join(u'|');
        };
        QCOMPARE(faults("GET", "POST"),
                 QStringLiteral("request-line sent: it is “POST /chat HTTP/1.1”"));
        QCOMPARE(faults("Version: 13", "Version: 8"), QStringLiteral("request-headers sent"));
        QVERIFY(
            faults("dGhl", "dGh")
                .startsWith(u"key-length sent: Sec-WebSocket-Key is “dGhIHNhbXBsZSBub25jZQ==”"));
        QCOMPARE(faults("Host: server.test\r\n", "Host: a\r\nSec-WebSocket-Protocol: a, a\r\n"),
                 QStringLiteral("subprotocol-offer sent: Sec-WebSocket-Protocol is “a, a”"));
        QCOMPARE(ofHeads(replaced(request, "GET", "POST"), response, "server").join(u'|'),
                 QStringLiteral("request-line received: it is “POST /chat HTTP/1.1”"));
    }

    void anAnswersFaults_areTheServers()
    {
        const auto faults = [](const std::string &from, const std::string &to) {
            return ofHeads(request, replaced(response, from, to)).join(u'|');
        };
        QCOMPARE(faults("s3pP", "p3pP"),
                 QStringLiteral("response-accept received: Sec-WebSocket-Accept is "
                                "“p3pPLMBiTxaQ9kYGzzhZRbK+xOo=”, which should be "
                                "“s3pPLMBiTxaQ9kYGzzhZRbK+xOo=”"));
        QCOMPARE(faults("Upgrade: websocket\r\n", ""),
                 QStringLiteral("response-status received: Upgrade is missing, Connection is "
                                "“Upgrade”"));
        QCOMPARE(faults("Upgrade: websocket\r\n",
                        "Upgrade: websocket\r\nSec-WebSocket-Protocol: chat\r\n"),
                 QStringLiteral("subprotocol-chosen received: Sec-WebSocket-Protocol is “chat”"));
        QCOMPARE(faults("Upgrade: websocket\r\n",
                        "Upgrade: websocket\r\nSec-WebSocket-Extensions: x-own\r\n"),
                 QStringLiteral("extension-chosen received: Sec-WebSocket-Extensions is “x-own”"));
    }

    void anAnswerWithoutARequest_isHeldAgainstAnEmptyOne()
    {
        Story story;
        story.at(1).event(Event::HandshakeResponse, {{"raw", response}});
        QCOMPARE(story.findings().size(), 1); // its Accept
    }

    void aRefusalInHttpsOwnWords_breaksNothing()
    {
        QCOMPARE(ofHeads(request, "HTTP/1.1 404 Not Found\r\n\r\n"), QStringList());
        QCOMPARE(ofHeads(request, "HTTP/1.1 426 Upgrade Required\r\n\r\n"),
                 lines({"version-answer received"}));
        QCOMPARE(ofHeads(request, "SSH-2.0\r\n\r\n").size(), 1);
    }

    void headsOfAnotherType_areNoHeads()
    {
        Story story;
        story.at(1).event(Event::HandshakeRequest,
                          {{"raw", std::int64_t{1}}, {"other", std::string("GET")}});
        QCOMPARE(story.findings().size(), 3); // request line, headers, key
    }

    void dataBeforeTheAnswer_isTheClientsFault()
    {
        Story story;
        story.at(1).receives("the server's are not asked about").sends("too early");
        QCOMPARE(story.findings(), lines({"data-before-answer sent #2"}));
        story.opens().findings();
        story.sends("in time");
        QCOMPARE(story.findings(), QStringList());
    }

    void aPingUnansweredForTenSeconds_isTold()
    {
        Story story = open();
        story.at(2).receivesPing("a").at(11.9).receives("still waiting");
        QCOMPARE(story.findings(), QStringList());
        story.at(12).receives("enough");
        QCOMPARE(story.findings(), lines({"ping-unanswered sent #1: no Pong within 10.0 s"}));
        story.receivesPing("b").at(13).receivesPing("c").at(22.5).receives("b's time is over");
        QCOMPARE(story.findings().size(), 1);
        story.at(22.6).sendsPong("c").sendsPong("a"); // late, but told already
        QCOMPARE(story.findings(), QStringList());
    }

    void ourPongTimeout_endsTheWait()
    {
        Story story = open();
        story.at(2).sendsPing("a").receivesPing("b").at(4).expires(Timer::Idle);
        story.event(Event::TimerExpired,
                    {{"timer", std::int64_t{1}}, {"else", std::string("pong")}});
        QCOMPARE(story.findings(), QStringList());
        story.expires(Timer::Pong);
        QCOMPARE(story.findings(), lines({"ping-unanswered received #1: no Pong within 2.0 s"}));
    }

    void aPongForTheLatestPing_answersAll()
    {
        Story story = open();
        story.at(2).sendsPing("a").at(3).sendsPing("b").at(4).receivesPong("b");
        story.at(40).receives("x");
        QCOMPARE(story.findings(), QStringList());
    }

    void pingsOwedNothingAnyMore_areForgotten()
    {
        Story story = open();
        story.at(2).sendsPing("a").at(3).sendsClose(1000).sendsPing("b").at(30).receives("x");
        QCOMPARE(story.findings(), QStringList());
        Story ended = open();
        ended.at(2).sendsPing("a").at(5).tcp(Event::ResetReceived);
        QVERIFY(!ended.findings().join(u' ').contains(u"ping-unanswered"));
        Story late = open();
        late.at(2).sendsPing("a").at(30).tcp(Event::ResetReceived);
        QVERIFY(late.findings().contains(
            QStringLiteral("ping-unanswered received #1: no Pong within 28.0 s")));
    }

    void aPingAfterOwnClose_isToldOnRequestOnly()
    {
        Story usual = open();
        usual.at(2).receivesClose(1000).sendsPing("a").at(20).receives("x");
        QCOMPARE(usual.findings(), QStringList());
        Story strict = open();
        strict.strictly().at(2).receivesClose(1000).sendsPing("a").at(20).receives("x");
        QCOMPARE(strict.findings(),
                 lines({"ping-after-own-close received #2: no Pong within 18.0 s"}));
    }

    void aPongThatRepeatsNoPing_isToldOnceItsPingGetsNoOther()
    {
        Story story = open();
        story.at(2).sendsPing("a").receivesPong("b").receivesPong("c").at(12).receives("x");
        QCOMPARE(story.findings(),
                 lines({"pong-payload received #2: it does not repeat the payload of Ping #1, "
                        "which got no other Pong"}));
        Story atTheEnd = open();
        atTheEnd.at(2).sendsPing("a").sendsPing("b").receivesPong("x").tcp(Event::ResetReceived);
        QCOMPARE(atTheEnd.findings().filter(QStringLiteral("pong-payload")).size(), 1);
        Story closed = open();
        closed.at(2).sendsPing("a").receivesPong("x").sendsClose(1000);
        QCOMPARE(closed.findings().filter(QStringLiteral("pong-payload")).size(), 1);
    }

    void unsolicitedPongs_areLegal()
    {
        Story story = open();
        story.at(2).receivesPong("nobody asked").sendsPing("a").receivesPong("nor here");
        story.receivesPong("a").sendsPing("b").receivesPong("a").receivesPong("b");
        story.at(40).receives("x").tcp(Event::FinReceived).tcp(Event::FinSent);
        QCOMPARE(story.findings().filter(QStringLiteral("pong")), QStringList());
    }

    void countlessPings_areKeptWithinBounds()
    {
        Story story = open();
        story.at(2);
        for (int i = 0; i < 2000; ++i)
            story.receivesPing("p" + std::to_string(i));
        story.at(20).receives("x");
        const QStringList told = story.findings();
        QCOMPARE(told.size(), 100);
        QVERIFY(told.last().endsWith(u"; further ones are not told"));
    }

    void aRuleBrokenForEver_isToldAHundredTimes()
    {
        Story story;
        for (int i = 0; i < 150; ++i)
            story.sends("too early");
        const QStringList told = story.findings();
        QCOMPARE(told.size(), 100);
        QCOMPARE(told.last(),
                 QStringLiteral("data-before-answer sent #100: further ones are not told"));
        QCOMPARE(story.sends("x").findings(), QStringList());
    }

    void findingsThatWait_keepTheirOrder()
    {
        Story story;
        story.sends("a").sends("b");
        const QStringList told =
            lines({"data-before-answer sent #1", "data-before-answer sent #2"});
        QCOMPARE(story.findings(), told);
    }

    void whatIsNotOnThePeersWire_isNotChecked()
    {
        Story story;
        FrameRecord frame;
        frame.direction = Direction::Sent;
        frame.disposition = Disposition::Held;
        story.frame(frame, "held");
        frame.disposition = Disposition::Passed;
        frame.leg = Leg::Endpoint;
        story.frame(frame, "the application's");
        QCOMPARE(story.findings(), QStringList());
    }

    void aNote_survivesAsAnEvent()
    {
        for (const auto direction : {std::optional<Direction>(), std::optional(Direction::Sent),
                                     std::optional(Direction::Received)}) {
            const FindingNote note{wire::Finding::TextUtf8, direction, direction ? 7U : 0U,
                                   direction ? "byte 3" : "", 5};
            const EventRecord event{5, Event::Finding, attributesOf(note)};
            QCOMPARE(findingNoteOf(event), std::optional(note));
        }
        QVERIFY(!findingNoteOf({5, Event::FinSent, {}}));
        QVERIFY(!findingNoteOf({5, Event::Finding, {{"finding", std::string("of tomorrow")}}}));
        const EventRecord odd{
            5,
            Event::Finding,
            {{"finding", std::string("text-utf8")}, {"frame", true}, {"other", std::int64_t{1}}}};
        QCOMPARE(findingNoteOf(odd)->frame, 0U);
    }

    void aClientThatDoesNotBackOff_isTold()
    {
        Reconnects reconnects;
        const auto tries = [&](std::initializer_list<double> delays) {
            QStringList told;
            Time t = 0;
            for (const double delay : delays) {
                t += static_cast<Time>(delay * 1e9);
                const auto note = reconnects.begins("ws://a", t);
                told += note ? QString::fromStdString(note->text) : QString();
                reconnects.ends("ws://a", t, true);
            }
            return told;
        };
        const QStringList hasty = lines(
            {"", "", "",
             "try 3 in a row came 1.0 s after an abnormal end, no later than the one before it"});
        QCOMPARE(tries({1, 1, 1, 1}), hasty);
        QVERIFY(!reconnects.begins("ws://b", 9)); // another server
        reconnects.ends("ws://a", 100 * second, false);
        QVERIFY(!reconnects.begins("ws://a", 100 * second));
    }

    void aClientThatBacksOff_isNotTold()
    {
        Reconnects reconnects;
        Time t = 0;
        for (const double delay : {4., 1., 2., 4., 3.9, 8., 60., 60., 60., 60.}) {
            reconnects.ends("ws://a", t, true);
            t += static_cast<Time>(delay * 1e9);
            QVERIFY(!reconnects.begins("ws://a", t));
        }
    }
};

QTEST_APPLESS_MAIN(TestRuleCheck)
#include "tst_rulecheck.moc"
