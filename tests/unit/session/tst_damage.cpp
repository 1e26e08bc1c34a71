// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include <QFile>
#include <QRandomGenerator>
#include <QtTest>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

class TestDamage : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QByteArray m_sample;

    /// A fresh copy of the sample.
    QString copy() const
    {
        const QString path = m_folder.filePath(QStringLiteral("copy.ajar"));
        for (const char *ending : {"", "-wal", "-shm", "-journal"})
            QFile::remove(path + QLatin1String(ending));
        writeFile(path, m_sample);
        return path;
    }

private slots:
    void initTestCase() { m_sample = contentOf(sampleSession(m_folder.path())); }

    void sample_isUndamaged()
    {
        const auto reader = std::move(*Reader::open(copy()).value);
        const auto rows = reader->rows(1, 1, 100, 1 << 20) + reader->rows(2, 1, 100, 1 << 20);
        QCOMPARE(rows.size(), 12);
        for (const Row &row : rows)
            QVERIFY(!row.damaged);
    }

    void changedValue_isShownAsDamage_data()
    {
        QTest::addColumn<int>("seq");
        QTest::addColumn<QByteArray>("change");
        const auto row = [](const char *name, int seq, const char *change) {
            QTest::newRow(name) << seq << QByteArray(change);
        };
        row("seq", 40, "id = id + 37");
        row("kind", 3, "kind = 1");
        row("no kind", 3, "kind = NULL");
        row("kind out of range", 3, "kind = 6");
        row("huge kind", 3, "kind = 9223372036854775807");
        row("time", 3, "t = t + 1");
        row("time as text", 3, "t = 'now'");
        row("number", 3, "n = 2");
        row("negative number", 3, "n = -1");
        row("direction", 3, "bits = bits & ~2048");
        row("direction of a sent frame", 4, "bits = bits | 2048");
        row("opcode", 3, "bits = bits + 1");
        row("bits out of range", 3, "bits = -1");
        row("huge bits", 3, "bits = 9223372036854775807");
        row("chunked without chunks", 3, "bits = bits | 65536");
        row("length", 3, "length = 7");
        row("no length", 6, "length = NULL");
        row("length as a blob", 3, "length = x'00'");
        row("mask", 4, "mask = 0");
        row("no mask", 4, "mask = NULL");
        row("mask of an unmasked frame", 3, "mask = 1");
        row("mask out of range", 4, "mask = 4294967296");
        row("ref", 5, "ref = 1");
        row("no ref", 5, "ref = NULL");
        row("findings", 6, "findings = 1");
        row("unknown findings", 3, "findings = -1");
        row("checksum", 3, "crc = crc + 1");
        row("checksum of the payload", 3, "crc = crc + (1 << 40)");
        row("no checksum", 3, "crc = NULL");
        row("payload", 3, "payload = x'68656c6c6f21'");
        row("payload as text", 3, "payload = 'hello'");
        row("payload as a number", 3, "payload = 7");
        row("no payload", 3, "payload = NULL");
        row("details", 2, "payload = '{\"state\":\"open\",\"previous\":\"open\"}'");
        row("details of another kind", 1, "kind = 4");
        row("details as a blob", 2, "payload = CAST(payload AS BLOB)");
        row("details that are no JSON", 2, "payload = '{'");
        row("details that are no object", 2, "payload = '[]'");
        row("details with an unknown state", 2, "payload = '{\"state\":\"ajar\"}'");
        row("deep details", 2, "payload = printf('%.*c', 100000, '[')");
        row("event without a name", 1, "payload = '{}'");
        row("frame as a state", 3, "kind = 2");
        row("state as a frame", 2, "kind = 0");
        row("chunked frame not chunked", 7, "bits = bits & 65535");
        row("chunked frame with a payload", 7, "payload = x'00'");
    }
    void changedValue_isShownAsDamage()
    {
        QFETCH(const int, seq);
        QFETCH(const QByteArray, change);
        const QString path = copy();
        const int oldSeq = seq == 40 ? 3 : seq;
        const QByteArray id = QByteArray::number(qint64{1} << 40 | oldSeq);
        QCOMPARE(sql(path, "UPDATE record SET " + change + " WHERE id = " + id), QStringList());
        QVERIFY(readEverything(path) > 0);
        const auto reader = std::move(*Reader::open(path).value);
        int damaged = 0;
        for (const Row &row : reader->rows(1, 1, 100, 1 << 20)) {
            QCOMPARE(row.damaged, row.seq == static_cast<quint64>(seq));
            damaged += row.damaged;
        }
        QCOMPARE(damaged, 1);
    }

    void changedChunk_isShownAsDamage_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::newRow("byte") << QByteArray(
            "UPDATE chunk SET bytes = zeroblob(1000) WHERE part = 0");
        QTest::newRow("missing") << QByteArray("DELETE FROM chunk WHERE part = 1");
        QTest::newRow("last missing") << QByteArray("DELETE FROM chunk WHERE part = 2");
        QTest::newRow("all missing") << QByteArray("DELETE FROM chunk");
        QTest::newRow("order") << QByteArray("UPDATE chunk SET part = -part");
        QTest::newRow("checksum") << QByteArray("UPDATE chunk SET crc = 0 WHERE part = 1");
        QTest::newRow("checksum as text") << QByteArray("UPDATE chunk SET crc = 'x'");
        QTest::newRow("number") << QByteArray("UPDATE chunk SET bytes = 7 WHERE part = 1");
        QTest::newRow("null") << QByteArray("UPDATE chunk SET bytes = NULL WHERE part = 1");
        QTest::newRow("one more") << QByteArray(
            "INSERT INTO chunk SELECT id, 3, crc, bytes FROM chunk WHERE part = 2");
    }
    void changedChunk_isShownAsDamage()
    {
        QFETCH(const QByteArray, change);
        const QString path = copy();
        QCOMPARE(sql(path, change), QStringList());
        QVERIFY(readEverything(path) > 0);
        const auto reader = std::move(*Reader::open(path).value);
        QVERIFY(reader->rows(1, 7, 1, 1 << 20).value(0).damaged);
        QVERIFY(!reader->rows(1, 6, 1, 1 << 20).value(0).damaged);
    }

    void hostileRates_areReadWithoutFault_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::newRow("text") << QByteArray("UPDATE rate SET sent_bytes = 'many'");
        QTest::newRow("overflow") << QByteArray(
            "UPDATE rate SET received_bytes = 9223372036854775807");
        QTest::newRow("slots") << QByteArray("UPDATE rate SET slot = slot - 9223372036854775807");
        QTest::newRow("time") << QByteArray("UPDATE record SET t = 9223372036854775807");
        QTest::newRow("negative time") << QByteArray("UPDATE record SET t = -9223372036854775808");
        QTest::newRow("connections") << QByteArray(
            "UPDATE connection SET id = id * 1000000000000, url = zeroblob(100), options = 7,"
            " kind = NULL, t = 'x'");
        QTest::newRow("wall clock")
            << QByteArray("UPDATE connection SET wall_ns = -9223372036854775808, options = '[1'");
        QTest::newRow("many records")
            << QByteArray("UPDATE record SET id = (1 << 41) - 1 WHERE id = (1 << 40) + 3");
    }
    void hostileRates_areReadWithoutFault()
    {
        QFETCH(const QByteArray, change);
        const QString path = copy();
        QCOMPARE(sql(path, change), QStringList());
        QVERIFY(readEverything(path) >= 0);
    }

    void truncatedFile_neverCrashes()
    {
        for (qsizetype size = 0; size < m_sample.size(); size += 509) {
            const QString path = copy();
            QVERIFY(QFile::resize(path, size));
            readEverything(path);
            auto opened = Reader::open(path);
            if (!opened)
                continue;
            Reader &reader = **opened.value;
            const auto rows = reader.rows(1, 1, 100, 1 << 20) + reader.rows(2, 1, 100, 1 << 20);
            QVERIFY2(rows.size() == 12 || reader.error(), "records are missing and nobody says so");
        }
    }

    void thousandBitFlips_neverCrash()
    {
        QRandomGenerator random(6455);
        const QByteArray sample = m_sample;
        int opened = 0;
        for (int i = 0; i < 1000; ++i) {
            QByteArray flipped = sample;
            const int flips = random.bounded(1, 9);
            for (int flip = 0; flip < flips; ++flip) {
                // Most of the file is empty pages' middle: half of the flips go to where bytes are.
                qsizetype at = random.bounded(flipped.size());
                while (flip % 2 == 0 && flipped[at] == '\0')
                    at = (at + 1) % flipped.size();
                flipped[at] = static_cast<char>(flipped[at] ^ 1 << random.bounded(8));
            }
            const QString path = copy();
            writeFile(path, flipped);
            opened += readEverything(path) > 0;
        }
        qInfo("%d of 1000 were opened and read", opened);
        QVERIFY(opened > 100);
    }
};

QTEST_GUILESS_MAIN(TestDamage)
#include "tst_damage.moc"
