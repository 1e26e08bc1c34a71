// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include "session/findinglines.h"
#include "session/findingsof.h"
#include "wire/closebody.h"

#include <QtTest>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;
using closing::Direction;
using closing::Event;
using closing::LinkState;

namespace
{

constexpr closing::Time second = 1000000000;

QByteArray body(std::uint16_t code)
{
    const auto bytes = wire::encodeCloseBody(code, {});
    return {reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

closing::FrameRecord frame(std::uint64_t number, wire::Opcode opcode, Direction direction,
                           closing::Time t, wire::FindingSet findings = {})
{
    closing::FrameRecord record = frameOf(number, opcode, 0, t);
    record.direction = direction;
    record.findings = findings;
    return record;
}

wire::FindingSet setOf(wire::Finding finding)
{
    wire::FindingSet set;
    set.add(finding);
    return set;
}

/// A connection in which the server sends a Close that is never answered, and a Ping before it.
void recordUnanswered(Recording &recording, bool withEvents)
{
    Batch batch(recording.connect());
    batch.state(0, LinkState::Connecting, LinkState::Connecting)
        .state(1, LinkState::Open, LinkState::Connecting)
        .frame(frame(1, wire::Opcode::Text, Direction::Received, 1 * second,
                     setOf(wire::Finding::TextUtf8)),
               "\xff")
        .frame(frame(2, wire::Opcode::Close, Direction::Received, 2 * second), body(1001))
        .frame(frame(3, wire::Opcode::Ping, Direction::Sent, 3 * second), "p");
    if (withEvents)
        batch.event(2 * second, Event::Finding,
                    closing::attributesOf({wire::Finding::TextUtf8, Direction::Received, 1,
                                           "byte 0 of the message is no UTF-8", 0}));
    batch.event(20 * second, Event::ResetReceived)
        .state(20 * second, LinkState::Aborted, LinkState::HalfClosedRemote);
    recording.record(batch);
}

QStringList idsOf(const Findings &findings)
{
    QStringList ids;
    for (const closing::FindingNote &note : findings.notes)
        ids += QString::fromUtf8(wire::findingId(note.finding).data());
    return ids;
}

Findings check(Recording &recording, const FindingsOptions &options = {})
{
    const auto reader = recording.reader();
    return findingsOf(*reader, reader->connections().constFirst(), options);
}

} // namespace

class TestFindings : public QObject
{
    Q_OBJECT

private slots:
    void rulesOfTheWholeConnection_areCheckedAnew()
    {
        Recording recording;
        recordUnanswered(recording, false);
        const Findings findings = check(recording);
        const QStringList expected{
            QStringLiteral("text-utf8"), QStringLiteral("reset-instead-of-fin"),
            QStringLiteral("close-unanswered"), QStringLiteral("code-reported")};
        QCOMPARE(idsOf(findings), expected);
        QVERIFY(findings.complete);
        QCOMPARE(findings.counts[static_cast<std::size_t>(wire::Finding::TextUtf8)], 1U);
        QCOMPARE(findings.notes[2].direction, std::optional(Direction::Sent));
        QCOMPARE(findings.notes[2].frame, 2U);
    }

    void whatTheRecorderNoted_addsItsWords()
    {
        Recording recording;
        recordUnanswered(recording, true);
        const Findings findings = check(recording);
        QCOMPARE(findings.notes.size(), 4);
        QCOMPARE(QString::fromStdString(findings.notes[0].text),
                 QStringLiteral("byte 0 of the message is no UTF-8"));
    }

    void strictRules_areCheckedOnRequest()
    {
        Recording recording;
        recordUnanswered(recording, false);
        FindingsOptions options;
        options.strict = true;
        QVERIFY(idsOf(check(recording, options)).contains(QStringLiteral("ping-after-own-close")));
    }

    void notesAreBounded_countsAreNot()
    {
        Recording recording;
        Batch batch(recording.connect());
        for (std::uint64_t n = 1; n <= 10'000; ++n)
            batch.frame(frame(n, wire::Opcode::Text, Direction::Received, second,
                              setOf(wire::Finding::LengthNotMinimal)),
                        "x");
        recording.record(batch);
        FindingsOptions options;
        options.most = 10;
        quint64 seen = 0;
        options.progress = [&](quint64 done, quint64 total) {
            QVERIFY(done > seen && done <= total);
            seen = done;
        };
        const Findings findings = check(recording, options);
        QCOMPARE(findings.notes.size(), 10);
        QCOMPARE(findings.counts[static_cast<std::size_t>(wire::Finding::LengthNotMinimal)],
                 10'000U);
        QCOMPARE(seen, 10'000U);
    }

    void aCheckCanBeCancelled()
    {
        Recording recording;
        recordUnanswered(recording, false);
        const std::atomic_bool cancelled = true;
        FindingsOptions options;
        options.cancelled = &cancelled;
        const Findings findings = check(recording, options);
        QVERIFY(!findings.complete);
        QVERIFY(findings.notes.isEmpty());
    }

    void connectionsThatComeBackTooSoon_areTold()
    {
        Recording recording;
        for (int i = 0; i < 4; ++i) {
            closing::ConnectionInfo info;
            info.url = "ws://example.test/";
            info.t = (i + 1) * second;
            Batch batch(recording->addConnection(info));
            closing::OutcomeRecord outcome;
            outcome.t = info.t + second / 2;
            outcome.outcome.state = LinkState::Aborted;
            batch.record(outcome);
            recording.record(batch);
        }
        const auto reader = recording.reader();
        const auto found = reconnectFindings(*reader);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.constFirst().first, 4U);
        QCOMPARE(found.constFirst().second.finding, wire::Finding::ReconnectBackoff);
    }

    void aFinding_isALineOfTextAndOfJson()
    {
        const closing::FindingNote note{wire::Finding::ClientUnmasked, Direction::Sent, 7,
                                        "\x1b[2J", 3 * second / 2};
        QCOMPARE(findingText(2, note),
                 QStringLiteral("    1.500000   2  #7 sent        MUST   client-unmasked         A "
                                "client masks every frame that it sends. (\\x1b[2J)  [RFC 6455 "
                                "5.1]"));
        QCOMPARE(findingJson(2, note),
                 QByteArray("{\"type\":\"finding\",\"connection\":2,\"t\":1.500000000,"
                            "\"finding\":\"client-unmasked\",\"level\":\"MUST\","
                            "\"section\":\"RFC 6455 5.1\",\"frame\":7,"
                            "\"direction\":\"sent\",\"text\":\"\\u001b[2J\","
                            "\"sentence\":\"A client masks every frame that it sends.\"}"));
        const closing::FindingNote whole{wire::Finding::TcpLeftOpen, std::nullopt, 0, {}, 0};
        QVERIFY(findingText(1, whole).contains(QLatin1String("  -              MUST")));
        QVERIFY(!findingJson(1, whole).contains("direction"));
    }
};

QTEST_GUILESS_MAIN(TestFindings)
#include "tst_findings.moc"
