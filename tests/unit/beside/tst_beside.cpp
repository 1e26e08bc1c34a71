// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include "beside/story.h"
#include "wire/closebody.h"

#include <QtTest>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::session::test;
using beside::Flow;

namespace
{

constexpr Time ms = 1'000'000;

/// One end of a connection, written as it would be recorded. Its clock may be wrong.
class End
{
public:
    explicit End(Time clock, const std::string &key = "AAAAAAAAAAAAAAAAAAAAAA==")
        : m_clock(clock)
    {
        closing::ConnectionInfo info;
        info.url = "ws://example.test/";
        info.wallNanoseconds = 1'700'000'000'000'000'000;
        m_recording->addConnection(info);
        m_batch.event(
            at(0), Event::HandshakeRequest,
            {{"raw", "GET / HTTP/1.1\r\nHost: x\r\nSec-WebSocket-Key: " + key + "\r\n\r\n"}});
        m_batch.state(at(1), LinkState::Open, LinkState::Connecting);
    }

    End &message(Time t, Direction direction, const QByteArray &text, int fragments = 1)
    {
        const qsizetype each = text.size() / fragments;
        for (int i = 0; i < fragments; ++i) {
            const QByteArray part =
                i + 1 < fragments ? text.mid(i * each, each) : text.mid(i * each);
            FrameRecord frame =
                frameOf(++m_number, i == 0 ? wire::Opcode::Text : wire::Opcode::Continuation,
                        static_cast<std::size_t>(part.size()), at(t));
            frame.direction = direction;
            frame.header.fin = i + 1 == fragments;
            m_batch.frame(frame, part);
        }
        return *this;
    }

    End &close(Time t, Direction direction, quint16 code)
    {
        const auto body = wire::encodeCloseBody(code, "");
        FrameRecord frame = frameOf(++m_number, wire::Opcode::Close, body.size(), at(t));
        frame.direction = direction;
        m_batch.frame(frame, QByteArray(reinterpret_cast<const char *>(body.data()),
                                        static_cast<qsizetype>(body.size())));
        return *this;
    }

    End &ends(Time t, LinkState state, std::optional<quint16> received = {})
    {
        Outcome outcome;
        outcome.state = state;
        if (received)
            outcome.received = CloseSeen{.code = *received, .reason = {}};
        m_batch.record(OutcomeRecord{at(t), outcome});
        return *this;
    }

    std::unique_ptr<session::Reader> read()
    {
        m_recording.record(m_batch);
        return m_recording.finished();
    }

private:
    Time at(Time t) const { return t * ms + m_clock; }

    Recording m_recording;
    Batch m_batch;
    Time m_clock;
    std::uint64_t m_number = 0;
};

constexpr auto Sent = Direction::Sent;
constexpr auto Received = Direction::Received;

std::optional<beside::Laid> laid(End &a, End &b)
{
    const auto readerA = a.read();
    const auto readerB = b.read();
    const auto belonging = beside::findBelonging(*readerA, *readerB);
    return belonging.found ? beside::lay(*readerA, *readerB, *belonging.found) : std::nullopt;
}

} // namespace

class TestBeside : public QObject
{
    Q_OBJECT

private slots:
    void aMessageOnItsWay_hasItsTime()
    {
        End client(0);
        client.message(10, Sent, "one").message(60, Received, "two");
        End server(5000 * ms); // its clock is 5 s ahead
        server.message(30, Sent, "one").message(40, Received, "two");
        const auto both = laid(client, server);
        QVERIFY(both && both->clocks && both->clocks->aIsAtClient);
        // The handshake's request seems to take no time, so all of the round trip is on that way.
        QCOMPARE(both->clocks->offset, 4990 * ms);
        QCOMPARE(both->clocks->uncertainty, 10 * ms);
        QCOMPARE(both->passage(Flow::ToServer).median, 30 * ms);
        QCOMPARE(both->passage(Flow::ToClient).median, 10 * ms);
        QCOMPARE(both->passage(Flow::ToServer).alike, 1u);
        QCOMPARE(both->passage(Flow::ToClient).alike, 1u);
    }

    void messagesInOtherFragments_areTheSame()
    {
        End client(0);
        client.message(10, Sent, "some words", 1);
        End server(0);
        server.message(12, Sent, "some words", 3);
        const auto both = laid(client, server);
        QVERIFY(both);
        QCOMPARE(both->passage(Flow::ToServer).alike, 1u);
        QCOMPARE(both->passage(Flow::ToServer).refragmented, 1u);
    }

    void aLostClose_explainsTheTwoCodes()
    {
        End client(0);
        client.message(10, Received, "hello").ends(900, LinkState::Aborted);
        End server(0);
        server.message(5, Received, "hello")
            .close(500, Received, 1001)
            .ends(950, LinkState::Closed, 1001);
        const auto both = laid(client, server);
        QVERIFY(both);
        QCOMPARE(both->passage(Flow::ToClient).lost, 1u);
        const QString told = beside::story(*both).join(u'\n');
        QVERIFY2(told.contains(u"The server sent Close 1001 going away"), qUtf8Printable(told));
        QVERIFY2(told.contains(u"it never reached the client"), qUtf8Printable(told));
        QVERIFY2(told.contains(u"the Close of the server was lost on its way"),
                 qUtf8Printable(told));
    }

    void aChangedClose_isToldWithBothCodes()
    {
        End client(0);
        client.message(10, Received, "hello")
            .close(520, Received, 1011)
            .ends(900, LinkState::Closed, 1011);
        End server(0);
        server.message(5, Received, "hello")
            .close(500, Received, 1001)
            .ends(950, LinkState::Closed, 1001);
        const auto both = laid(client, server);
        QVERIFY(both);
        QCOMPARE(both->passage(Flow::ToClient).changed, 1u);
        const QString told = beside::story(*both).join(u'\n');
        QVERIFY2(told.contains(u"sent Close 1001 going away") &&
                     told.contains(u"it arrived as Close 1011 internal error"),
                 qUtf8Printable(told));
        QVERIFY2(told.contains(u"was changed on its way"), qUtf8Printable(told));
    }

    void aCloseOfSomethingBetween_isToldAsThat()
    {
        End client(0);
        client.message(10, Received, "hello")
            .close(520, Received, 1001)
            .ends(900, LinkState::Closed, 1001);
        End server(0);
        server.message(5, Received, "hello").ends(950, LinkState::Aborted);
        const auto both = laid(client, server);
        QVERIFY(both);
        QCOMPARE(both->passage(Flow::ToClient).made, 1u);
        const QString told = beside::story(*both).join(u'\n');
        QVERIFY2(told.contains(u"that the server had not sent: something between them closed"),
                 qUtf8Printable(told));
    }

    void endsThatCantBeTold_leaveOpenWhereSomethingWentMissing()
    {
        End client(0, "");
        client.message(10, Received, "one")
            .message(20, Received, "two")
            .ends(900, LinkState::Closed);
        End server(0, "AAAAAAAAAAAAAAAAAAAAAA==");
        server.message(5, Received, "one").ends(950, LinkState::Closed);
        const auto readerA = client.read();
        const auto readerB = server.read();
        auto both = beside::lay(*readerA, *readerB, {1, 1, beside::Evidence::Chosen});
        QVERIFY(both);
        both->clocks = beside::compareClocks({}, {-5 * ms}); // as without a handshake
        const auto row =
            std::ranges::find(both->rows, beside::Row::Kind::OnlyA, &beside::Row::kind);
        QVERIFY(row != both->rows.end());
        QCOMPARE(both->fateOf(*row), beside::Fate::OneEnd);
    }

    void aRecordingThatWasBrokenOff_isNotTakenForALoss()
    {
        End client(0);
        client.message(10, Sent, "one").message(500, Sent, "two").ends(900, LinkState::Aborted);
        End server(0);
        server.message(15, Sent, "one");
        const auto both = laid(client, server);
        QVERIFY(both);
        QCOMPARE(both->passage(Flow::ToServer).lost, 0u);
        QCOMPARE(both->passage(Flow::ToServer).outside, 1u);
    }

    void otherKeys_belongTogetherWithTheSameContentOnly()
    {
        End client(0, "AAAAAAAAAAAAAAAAAAAAAA==");
        client.message(10, Sent, "one");
        End server(0, "BBBBBBBBBBBBBBBBBBBBBB==");
        server.message(12, Sent, "one");
        End other(0, "BBBBBBBBBBBBBBBBBBBBBB==");
        other.message(10, Sent, "other");
        const auto readerA = client.read();
        const auto readerB = server.read();
        const auto same = beside::findBelonging(*readerA, *readerB);
        QVERIFY(same.found && same.found->evidence == beside::Evidence::Content);

        const auto readerC = other.read();
        const auto none = beside::findBelonging(*readerA, *readerC);
        QVERIFY(!none.found);
        QVERIFY(none.problem.contains(u"no connection of the one session is like one"));
        QCOMPARE(beside::findBelonging(*readerA, *readerC, 2).problem,
                 QStringLiteral("the first session has no connection 2"));
        const auto chosen = beside::findBelonging(*readerA, *readerC, 1, 1);
        QVERIFY(chosen.found && chosen.found->evidence == beside::Evidence::Chosen);
    }
};

QTEST_GUILESS_MAIN(TestBeside)
#include "tst_beside.moc"
