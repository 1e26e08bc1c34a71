// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include "session/readeraccess.h"

#include <QtTest>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::session;
using namespace ajar::session::test;
using wire::Opcode;

namespace
{

constexpr Time second = 1'000'000'000;

QString seqs(const QVector<Row> &rows)
{
    QStringList text;
    for (const Row &row : rows)
        text += QString::number(row.seq);
    return text.join(QLatin1Char(' '));
}

/// A state, then `count` texts of which every tenth is followed by a Ping; one record a
/// millisecond.
void recordTalk(Recording &recording, int count)
{
    recording.connect();
    Batch batch;
    Time t = 0;
    std::uint64_t number = 0;
    batch.state(t, LinkState::Open, LinkState::Connecting);
    for (int i = 1; i <= count; ++i) {
        batch.text(++number, t += 1'000'000, "text");
        if (i % 10 == 0)
            batch.frame(frameOf(++number, Opcode::Ping, 0, t += 1'000'000));
    }
    recording.record(batch);
}

QString describe(const Rate &rate)
{
    return QStringLiteral("%1:%2/%3,%4/%5 ")
        .arg(rate.t)
        .arg(rate.sentFrames)
        .arg(rate.sentBytes)
        .arg(rate.receivedFrames)
        .arg(rate.receivedBytes);
}

} // namespace

class TestReader : public QObject
{
    Q_OBJECT

private slots:
    void rows_comeInPages()
    {
        Recording recording;
        recordTalk(recording, 100);
        const auto reader = recording.finished();
        QCOMPARE(reader->lastSeq(1), 111ull);
        QCOMPARE(seqs(reader->rows(1, 0, 3)), QStringLiteral("1 2 3"));
        QCOMPARE(seqs(reader->rows(1, 4, 3)), QStringLiteral("4 5 6"));
        QCOMPARE(seqs(reader->rows(1, 110, 100)), QStringLiteral("110 111"));
        QCOMPARE(seqs(reader->rows(1, 112, 100)), QString());
        QCOMPARE(seqs(reader->rows(1, std::numeric_limits<quint64>::max(), 100)), QString());
        QCOMPARE(seqs(reader->rows(1, 1, 0)), QString());
        QCOMPARE(seqs(reader->rows(1, 1, -1)), QString());
        QCOMPARE(seqs(reader->rows(2, 1, 100)), QString());
        QCOMPARE(seqs(reader->rows(std::numeric_limits<quint32>::max(), 1, 100)), QString());
    }

    void rows_bringNoMoreOfAPayloadThanAskedFor()
    {
        Recording recording;
        recording.connect();
        const QByteArray payload(100'000, 'x');
        Batch batch;
        recording.record(batch.text(1, 1, payload));
        const auto reader = recording.finished();
        for (const qsizetype limit : {0, 1, 512, 99'999, 100'000, 1'000'000}) {
            const Row row = reader->rows(1, 1, 1, limit).value(0);
            QCOMPARE(row.payload, payload.left(limit));
            QCOMPARE(row.payloadSize, 100'000ull);
            QCOMPARE(row.header.length, 100'000ull);
            QVERIFY(!row.damaged);
        }
        QCOMPARE(reader->payload(1, 1, 99'990, 100), QByteArray(10, 'x'));
        QCOMPARE(reader->payload(1, 1, 0, 1 << 30), payload);
        QCOMPARE(reader->payload(1, 2, 0, 10), QByteArray());
    }

    void page_endsEarlyWhenItsPayloadsAreLarge()
    {
        Recording recording;
        recording.connect();
        const QByteArray payload(30 << 20, 'x');
        for (std::uint64_t i = 1; i <= 4; ++i) {
            Batch batch;
            recording.record(batch.text(i, 1, payload));
        }
        const auto reader = recording.finished();
        QCOMPARE(reader->rows(1, 1, 4, 1 << 30).size(), 3);
        QCOMPARE(reader->rows(1, 4, 4, 1 << 30).size(), 1);
        QCOMPARE(reader->rows(1, 1, 4).size(), 4);
    }

    void visit_givesTheRecordsThatRowsGives()
    {
        Recording recording;
        recordTalk(recording, 100);
        const auto reader = recording.finished();
        const auto rows = reader->rows(1, 5, 40, 100);
        QStringList expected;
        for (const Row &row : rows)
            expected += describe(row);
        QStringList visited;
        const quint64 next = reader->visit(1, 5, 40, 100, [&](const Row &row) {
            visited += describe(row);
            return true;
        });
        QCOMPARE(visited, expected);
        QCOMPARE(visited.size(), 40);
        QCOMPARE(next, 45ull);
    }

    void visit_endsWhereItIsTold()
    {
        Recording recording;
        recordTalk(recording, 100);
        const auto reader = recording.finished();
        const auto upTo = [](quint64 seq) {
            return [seq](const Row &row) { return row.seq < seq; };
        };
        QCOMPARE(reader->visit(1, 1, 100, 0, upTo(7)), 8ull);
        QCOMPARE(reader->visit(1, 8, 1, 0, upTo(7)), 9ull);
        QCOMPARE(reader->visit(1, 100, 100, 0, upTo(1000)), 112ull);
        QCOMPARE(reader->visit(1, 112, 100, 0, upTo(1000)), 112ull);
        QCOMPARE(reader->visit(1, 1, 0, 0, upTo(1000)), 1ull);
        QCOMPARE(reader->visit(2, 1, 100, 0, upTo(1000)), 1ull);
        QVERIFY(!reader->error());
    }

    void visit_mayReadFromTheSameReader_data()
    {
        QTest::addColumn<bool>("finished");
        QTest::newRow("finished") << true;
        QTest::newRow("being recorded") << false;
    }
    void visit_mayReadFromTheSameReader()
    {
        QFETCH(const bool, finished);
        Recording recording;
        recordTalk(recording, 100);
        const auto reader = finished ? recording.finished() : recording.reader();
        QString seen;
        reader->visit(1, 2, 3, 0, [&](const Row &row) {
            const QByteArray payload = reader->payload(1, row.seq, 0, 100);
            const auto inner = reader->rows(1, row.seq + 1, 2, 100);
            seen += QStringLiteral("%1:%2:%3 ")
                        .arg(row.seq)
                        .arg(static_cast<quint64>(payload.size()) == row.payloadSize)
                        .arg(seqs(inner));
            return true;
        });
        QCOMPARE(seen, QStringLiteral("2:1:3 4 3:1:4 5 4:1:5 6 "));
        QVERIFY(!reader->error());
    }

    void story_leavesOutDataFrames()
    {
        Recording recording;
        recordTalk(recording, 100);
        const auto reader = recording.finished();
        const auto story = reader->story(1, 1, 100);
        QCOMPARE(story.size(), 11);
        QCOMPARE(story.value(0).kind, Kind::State);
        QCOMPARE(story.value(1).header.opcode, Opcode::Ping);
        QCOMPARE(seqs(reader->story(1, 13, 2)), QStringLiteral("23 34"));
        QCOMPARE(seqs(reader->story(1, 112, 2)), QString());
    }

    void queries_useTheIndexes_data()
    {
        QTest::addColumn<int>("query");
        QTest::addColumn<QString>("plan");
        QTest::newRow("story") << static_cast<int>(Query::Story)
                               << QStringLiteral("SEARCH record USING INDEX story (id>? AND id<?)");
        QTest::newRow("resolution")
            << static_cast<int>(Query::Resolution)
            << QStringLiteral(
                   "SEARCH record USING INDEX resolution (ref=? AND rowid>? AND rowid<?)");
        QTest::newRow("rows")
            << static_cast<int>(Query::Rows)
            << QStringLiteral("SEARCH record USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
        QTest::newRow("last")
            << static_cast<int>(Query::LastPlace)
            << QStringLiteral("SEARCH record USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
        QTest::newRow("rates") << static_cast<int>(Query::SumOfRates)
                               << QStringLiteral("SEARCH rate USING PRIMARY KEY (connection=? AND "
                                                 "slot>? AND slot<?)");
    }
    void queries_useTheIndexes()
    {
        QFETCH(const int, query);
        QFETCH(const QString, plan);
        const QTemporaryDir folder;
        QByteArray text =
            "EXPLAIN QUERY PLAN " + QByteArray::fromStdString(textOf(static_cast<Query>(query)));
        text.replace("visit(", "max("); // the reader's own function, which is not known here
        const QStringList rows = sql(sampleSession(folder.path()), text);
        QVERIFY2(rows.size() == 1 && rows.first().endsWith(plan),
                 qPrintable(rows.join(QLatin1Char('\n'))));
    }

    void seqOfFrame_findsEveryFrame()
    {
        Recording recording;
        recordTalk(recording, 100);
        const auto reader = recording.finished();
        for (const Row &row : reader->rows(1, 1, 200)) {
            if (row.isFrame())
                QCOMPARE(reader->seqOfFrame(1, row.number), row.seq);
        }
        QCOMPARE(reader->seqOfFrame(1, 0), 0ull);
        QCOMPARE(reader->seqOfFrame(1, 111), 0ull);
        QCOMPARE(reader->seqOfFrame(7, 1), 0ull);
    }

    void seqAtTime_findsTheFirstRecordAtOrAfterATime()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        const std::vector<Time> times{0, 0, 10, 10, 10, 25, 30, 30};
        for (std::size_t i = 0; i < times.size(); ++i)
            batch.text(i + 1, times[i], "x");
        recording.record(batch);
        const auto reader = recording.finished();
        for (Time t = -1; t < 35; ++t) {
            quint64 expected = 1;
            while (expected <= times.size() && times[expected - 1] < t)
                ++expected;
            QCOMPARE(reader->seqAtTime(1, t), expected);
        }
        QCOMPARE(reader->seqAtTime(2, 0), 1ull);
    }

    void searches_stepOverMissingRows()
    {
        Recording recording;
        recordTalk(recording, 100);
        recording->finish();
        sql(recording.path(), "DELETE FROM record WHERE (id & 1023) BETWEEN 20 AND 90");
        const auto reader = recording.reader();
        QCOMPARE(reader->lastSeq(1), 111ull);
        QCOMPARE(reader->seqOfFrame(1, 50), 0ull);
        QCOMPARE(reader->seqAtTime(1, 50'000'000), 91ull);
        QCOMPARE(seqs(reader->rows(1, 19, 2)), QStringLiteral("19 91"));
    }

    void heldFrame_isResolvedByTheRecordThatNamesIt()
    {
        Recording recording;
        recording.connect();
        recording.connect();
        FrameRecord held = frameOf(1, Opcode::Close, 0, 5);
        held.disposition = Disposition::Held;
        FrameRecord released = frameOf(2, Opcode::Close, 0, 9);
        released.disposition = Disposition::Released;
        released.ref = 1;
        Batch first(1);
        recording.record(first.frame(held));
        const auto reader = recording.reader();
        QVERIFY(!reader->resolutionOf(1, 1));
        Batch second(1);
        recording.record(second.frame(released));
        QCOMPARE(reader->resolutionOf(1, 1)->t, 9);
        QCOMPARE(reader->resolutionOf(1, 1)->disposition, Disposition::Released);
        QVERIFY(!reader->resolutionOf(1, 2));
        QVERIFY(!reader->resolutionOf(2, 1));
    }

    void rates_countWhatWasOnTheWire()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        std::uint64_t number = 0;
        for (const Disposition disposition :
             {Disposition::Passed, Disposition::Held, Disposition::Released, Disposition::Dropped,
              Disposition::Injected, Disposition::Edited}) {
            FrameRecord frame = frameOf(++number, Opcode::Text, 10, second);
            frame.direction = Direction::Sent;
            frame.disposition = disposition;
            frame.header.masked = true;
            batch.frame(frame, QByteArray(10, 'x'));
        }
        batch.frame(frameOf(++number, Opcode::Binary, 200, 2 * second - 1), QByteArray(200, 'x'));
        batch.text(++number, 2 * second, "x").state(2 * second, LinkState::Open, LinkState::Open);
        recording.record(batch);
        const auto reader = recording.finished();
        QString text;
        for (const Rate &rate : reader->rates(1, 0, 10 * second, second))
            text += describe(rate);
        QCOMPARE(text, QStringLiteral("1000000000:4/64,1/204 2000000000:0/0,1/3 "));
        text.clear();
        for (const Rate &rate : reader->rates(1, 1'900'000'000, 1'999'999'999, 100'000'000))
            text += describe(rate);
        QCOMPARE(text, QStringLiteral("1900000000:0/0,1/204 "));
        const Totals totals = reader->totals(1);
        QCOMPARE(totals.records, 9ull);
        QCOMPARE(totals.frames, 8ull);
        QCOMPARE(totals.sentFrames, 4ull);
        QCOMPARE(totals.sentBytes, 64ull);
        QCOMPARE(totals.receivedFrames, 2ull);
        QCOMPARE(totals.receivedBytes, 207ull);
        QCOMPARE(totals.lastT, 2 * second);
        QVERIFY(!reader->error());
    }

    void ratesOfOneSlot_addUpOverCommits()
    {
        Recording recording;
        recording.connect();
        for (std::uint64_t i = 1; i <= 5; ++i) {
            Batch batch;
            recording.record(batch.text(i, 7, "abc"));
        }
        QCOMPARE(describe(recording.finished()->rates(1, 0, second, second).value(0)),
                 QStringLiteral("0:0/0,5/25 "));
    }

    void totals_growWhileRecording()
    {
        Recording recording;
        recording.connect();
        std::unique_ptr<Reader> reader;
        for (std::uint64_t i = 1; i <= 100; ++i) {
            Batch batch;
            recording.record(batch.text(i, static_cast<Time>(i) * second, "abc"));
            if (!reader)
                reader = recording.reader();
            const Totals totals = reader->totals(1);
            QCOMPARE(totals.receivedFrames, i);
            QCOMPARE(totals.receivedBytes, i * 5);
            QCOMPARE(totals.frames, i);
        }
    }

    void readerOpenedBeforeTheRecords_seesThem()
    {
        Recording recording;
        const auto reader = recording.reader();
        QVERIFY(reader);
        QCOMPARE(reader->lastSeq(1), 0ull);
        recording.connect();
        for (std::uint64_t i = 1; i <= 20; ++i) {
            Batch batch;
            recording.record(batch.text(i, 1, "x"));
            QCOMPARE(reader->lastSeq(1), i);
            QCOMPARE(seqs(reader->rows(1, i, 10)), QString::number(i));
        }
        recording->finish();
        QCOMPARE(reader->rows(1, 1, 100).size(), 20);
        QVERIFY(!reader->error());
    }

    void readersInOtherThreads_keepUpWithTheRecorder()
    {
        constexpr std::uint64_t count = 20'000;
        Recording recording;
        recording.connect();
        std::atomic<quint64> read = 0;
        std::atomic_bool damaged = false;
        std::thread other([&] {
            const auto reader = recording.reader();
            while (read < count && !reader->error()) {
                for (const Row &row : reader->rows(1, read + 1, 1000)) {
                    damaged = damaged || row.damaged || row.seq != read + 1;
                    ++read;
                }
            }
        });
        for (std::uint64_t i = 1; i <= count; ++i) {
            Batch batch;
            std::ignore =
                recording->submit(batch.text(i, static_cast<Time>(i), QByteArray(200, 'x')).take());
        }
        recording->flush();
        other.join();
        QCOMPARE(read.load(), count);
        QVERIFY(!damaged);
    }

    void outcome_isThereOnceTheConnectionEnded()
    {
        Recording recording;
        recordTalk(recording, 200);
        const auto reader = recording.reader();
        QVERIFY(!reader->outcome(1));
        Outcome clean;
        clean.state = LinkState::Closed;
        clean.clean = true;
        Batch batch;
        batch.record(OutcomeRecord{9, clean}).event(10, Event::TimerCancelled);
        recording.record(batch);
        const auto outcome = reader->outcome(1);
        QVERIFY(outcome);
        QCOMPARE(outcome->kind, Kind::Outcome);
        QCOMPARE(outcome->details.value(QLatin1String("clean")), QJsonValue(true));
    }
};

QTEST_GUILESS_MAIN(TestReader)
#include "tst_reader.moc"
