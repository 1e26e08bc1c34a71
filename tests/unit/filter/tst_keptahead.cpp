// SPDX-License-Identifier: MIT
#include "filter/before.h"
#include "madesession.h"
#include "session/keptahead.h"

#include <QTemporaryDir>
#include <QTest>

using namespace ajar;
using namespace ajar::session;

namespace
{

constexpr quint64 frames = 6000;

ExportOptions::KeepFrom keepFrom(const filter::Filter &filter)
{
    return [filter](Reader &reader, quint32 connection, quint64 firstSeq) {
        const auto matcher = std::make_shared<filter::Matcher>(filter, filter::contentOf(reader));
        filter::countInBefore(*matcher, reader, connection, firstSeq);
        return [matcher](quint32 of, const Row &row) { return matcher->matches(of, row); };
    };
}

QVector<quint64> oneByOne(Reader &reader, const filter::Filter &filter)
{
    filter::Matcher matcher(filter, filter::contentOf(reader));
    QVector<quint64> seqs;
    for (const Row &row : reader.rows(1, 1, 2 * static_cast<int>(frames), 4096)) {
        if (matcher.matches(1, row))
            seqs += row.seq;
    }
    return seqs;
}

} // namespace

class TestKeptAhead : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void threads_keepWhatOneKeepsInItsOrder_data();
    void threads_keepWhatOneKeepsInItsOrder();
    void everyRecord_isAnsweredForOnce();
    void destroyedBeforeItsEnd_endsItsThreads();
    void fileThatIsGone_fails();

private:
    QTemporaryDir m_folder;
    QString m_path;
};

void TestKeptAhead::initTestCase()
{
    m_path = m_folder.filePath(QStringLiteral("made.ajar"));
    const Error error = support::makeSession(m_path, {.frames = frames, .seed = 3});
    QVERIFY2(!error, qPrintable(errorText(error)));
}

void TestKeptAhead::threads_keepWhatOneKeepsInItsOrder_data()
{
    QTest::addColumn<QString>("expression");
    for (const char *expression :
         {"op:ping", "len > 100", "not op:text", "state:open", "state:closed or type:state",
          "after:close", "gap > 150us", "\"type\":\"trade\"", "json:$.symbol == \"BTC-USD\"",
          "t < 100ms", "op:close and op:ping"})
        QTest::newRow(expression) << QString::fromLatin1(expression);
}

void TestKeptAhead::threads_keepWhatOneKeepsInItsOrder()
{
    QFETCH(const QString, expression);
    const filter::Parse parsed = filter::parse(expression.toStdString());
    QVERIFY(!parsed.problem);
    const auto reader = std::move(*Reader::open(m_path).value);
    const QVector<quint64> expected = oneByOne(*reader, parsed.filter);
    for (const int threads : {1, 2, 3, 7}) {
        KeptAhead ahead(m_path, 1, reader->lastSeq(1), 4096, keepFrom(parsed.filter), threads);
        QVector<quint64> seqs;
        while (!ahead.atEnd()) {
            const KeptAhead::Batch batch = ahead.next();
            QVERIFY(!batch.failed);
            for (const Row &row : batch.rows)
                seqs += row.seq;
        }
        QCOMPARE(seqs, expected);
    }
}

void TestKeptAhead::everyRecord_isAnsweredForOnce()
{
    const auto reader = std::move(*Reader::open(m_path).value);
    const quint64 last = reader->lastSeq(1);
    KeptAhead ahead(m_path, 1, last, 512, keepFrom(filter::parse("op:pong").filter), 3);
    quint64 done = 0;
    quint64 lastSeq = 0;
    while (!ahead.atEnd()) {
        const KeptAhead::Batch batch = ahead.next();
        QVERIFY(batch.lastSeq > lastSeq);
        lastSeq = batch.lastSeq;
        done += batch.done;
        QCOMPARE(batch.damaged, 0ull);
    }
    QCOMPARE(done, last);
    QCOMPARE(lastSeq, last);
}

void TestKeptAhead::destroyedBeforeItsEnd_endsItsThreads()
{
    // All is kept, so that the threads wait for room.
    for (int i = 0; i < 20; ++i) {
        KeptAhead ahead(m_path, 1, frames, 512, keepFrom(filter::parse("t >= 0ms").filter), 3);
        if (i % 2 == 0)
            QVERIFY(!ahead.next().rows.isEmpty());
    }
}

void TestKeptAhead::fileThatIsGone_fails()
{
    KeptAhead ahead(m_folder.filePath(QStringLiteral("none.ajar")), 1, frames, 512,
                    keepFrom(filter::parse("t >= 0ms").filter), 2);
    const KeptAhead::Batch batch = ahead.next();
    QVERIFY(batch.failed);
    QCOMPARE(batch.done, 0ull);
    QCOMPARE(batch.lastSeq, 0ull);
}

QTEST_APPLESS_MAIN(TestKeptAhead)
#include "tst_keptahead.moc"
