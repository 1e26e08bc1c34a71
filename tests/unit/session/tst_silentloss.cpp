// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include "session/accountof.h"
#include "session/exporter.h"

#include "closing/verdict.h"

#include <QBuffer>
#include <QFile>
#include <QRandomGenerator>
#include <QtTest>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

namespace
{

/// All that a session says, and whether it says that it is damaged.
struct Reading {
    bool isReported = false;
    QByteArray text;
};

QByteArray textOf(const Row &row)
{
    return describe(row).toUtf8() + ' ' + QByteArray::number(row.seq) + ' ' +
           QByteArray::number(static_cast<int>(row.kind)) + '\n';
}

void readConnection(Reader &reader, const StoredConnection &stored, QByteArray &text)
{
    const quint32 id = stored.id;
    for (const Row &row : reader.rows(id, 1, 10000, 1 << 20))
        text += textOf(row);
    for (const Row &row : reader.story(id, 1, 10000, 1 << 20))
        text += "story " + textOf(row);
    if (const auto outcome = reader.outcome(id))
        text += "outcome " + textOf(*outcome);
    if (const auto resolution = reader.resolutionOf(id, 2))
        text += "resolution " + textOf(*resolution);
    const Totals totals = reader.totals(id);
    for (const quint64 count : {totals.records, totals.frames, totals.sentFrames, totals.sentBytes,
                                totals.receivedFrames, totals.receivedBytes})
        text += QByteArray::number(count) + ' ';
    for (const Rate &rate : reader.rates(id, 0, totals.lastT, 100000000))
        text += QByteArray::number(rate.t) + ':' + QByteArray::number(rate.receivedBytes) + ' ';
    const closing::Verdict verdict = closing::verdictOf(accountOf(reader, stored), {});
    text += QByteArray::fromStdString(verdict.headline) + '\n';
    for (const auto &sentence : verdict.sentences)
        text += QByteArray::fromStdString(sentence.text) + '\n';
}

Reading readAll(const QString &path)
{
    Reading reading;
    auto opened = Reader::open(path);
    if (!opened)
        return {true, {}};
    Reader &reader = **opened.value;
    for (const StoredConnection &stored : reader.connections())
        readConnection(reader, stored, reading.text);
    reading.isReported = bool(reader.damage());
    auto again = Reader::open(path);
    QBuffer lines;
    lines.open(QIODevice::WriteOnly);
    ExportOptions options;
    options.format = ExportFormat::JsonLines;
    options.withSecrets = true;
    if (!again || exportSession(**again.value, lines, options))
        reading.isReported = true;
    reading.text += lines.data();
    return reading;
}

/// The first line that differs, as it was and as it is.
QByteArray difference(const QByteArray &before, const QByteArray &after)
{
    const auto was = before.split('\n');
    const auto is = after.split('\n');
    for (qsizetype i = 0; i < was.size(); ++i) {
        if (was[i] != is.value(i))
            return "was: " + was[i].left(300) + " is: " + is.value(i).left(300);
    }
    return "there is more";
}

void alter(const QString &path, qsizetype at, char byte)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(at));
    QCOMPARE(file.write(&byte, 1), 1);
}

} // namespace

/// Whatever happens to a finished file: what it says is what was recorded, or it is reported.
class TestSilentLoss : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_small; ///< pages of 512 bytes: hardly a byte in it means nothing
    QString m_usual;

    static void flipBits(const QString &path, int count, quint32 seed)
    {
        const QByteArray whole = contentOf(path);
        const Reading before = readAll(path);
        QVERIFY(!before.isReported);
        QRandomGenerator random(seed);
        int reported = 0;
        int harmless = 0;
        for (int i = 0; i < count; ++i) {
            // Most of a file of large pages is the emptiness in their middle.
            qsizetype at = random.bounded(whole.size());
            while (i % 4 != 0 && whole[at] == '\0')
                at = (at + 1) % whole.size();
            const int bit = random.bounded(8);
            alter(path, at, static_cast<char>(whole[at] ^ 1 << bit));
            const Reading after = readAll(path);
            QVERIFY2(after.isReported || after.text == before.text,
                     QByteArray("bit " + QByteArray::number(bit) + " of byte " +
                                QByteArray::number(at) + " is lost in silence; " +
                                difference(before.text, after.text))
                         .constData());
            ++(after.isReported ? reported : harmless);
            alter(path, at, whole[at]);
        }
        qInfo("%d of %d flips are reported, %d change nothing", reported, count, harmless);
        QVERIFY(reported > count / 4);
        QVERIFY(harmless > 0);
    }

private slots:
    void initTestCase()
    {
        m_usual = sampleSession(m_folder.path());
        m_small = m_folder.filePath(QStringLiteral("small.ajar"));
        QVERIFY(QFile::copy(m_usual, m_small));
        QCOMPARE(sql(m_small, "PRAGMA page_size=512; VACUUM"), QStringList());
        QVERIFY(QFileInfo(m_small).size() < 40000);
        QCOMPARE(readAll(m_small).text.isEmpty(), false);
        QCOMPARE(readAll(m_small).isReported, false);
        // The name of the file is in no line of it.
        QCOMPARE(readAll(m_small).text, readAll(m_usual).text);
    }

    void everyTruncation_isReported()
    {
        for (const QString &path : {m_small, m_usual}) {
            const QString copy = path + QStringLiteral(".short");
            QVERIFY(QFile::copy(path, copy));
            // Of large pages only the last one byte by byte: all others are the same to SQLite.
            const qsizetype size = QFileInfo(copy).size();
            for (qsizetype left = size - 1; left >= 0;
                 left -= path == m_usual && left < size - 2000 ? 1009 : 1) {
                QVERIFY(QFile::resize(copy, left));
                QVERIFY2(readAll(copy).isReported, qPrintable(QString::number(left)));
            }
        }
    }

    void singleBitOfASmallFile_isNeverLostInSilence() { flipBits(m_small, 1500, 6455); }
    void singleBitOfAUsualFile_isNeverLostInSilence() { flipBits(m_usual, 500, 7692); }

    void whatHasNoChecksumOfItsOwn_isSealed_data()
    {
        QTest::addColumn<QByteArray>("change");
        const auto row = [](const char *name, const char *change) {
            QTest::newRow(name) << QByteArray(change);
        };
        row("URL", "UPDATE connection SET url = 'ws://other/' WHERE id = 2");
        row("kind", "UPDATE connection SET kind = 'client' WHERE id = 1");
        row("connection lost", "DELETE FROM connection WHERE id = 2");
        row("rates", "UPDATE rate SET received_bytes = received_bytes + 1");
        row("rate lost", "DELETE FROM rate WHERE slot = 10");
        row("record lost in the middle", "DELETE FROM record WHERE id = (1 << 40) + 5");
        row("first record lost", "DELETE FROM record WHERE id = (1 << 40) + 1");
        row("last record lost", "DELETE FROM record WHERE id = (1 << 40) + 10");
        row("all records lost", "DELETE FROM record");
        row("when it was made", "UPDATE session SET value = 'x' WHERE key = 'created'");
        row("no end", "DELETE FROM session WHERE key = 'finished'");
        row("a seal lost", "DELETE FROM session WHERE key = 'seal-story'");
        row("a seal that is text", "UPDATE session SET value = 'x' WHERE key = 'seal-rates'");
    }
    void whatHasNoChecksumOfItsOwn_isSealed()
    {
        QFETCH(const QByteArray, change);
        const QString copy = m_folder.filePath(QStringLiteral("changed.ajar"));
        QFile::remove(copy);
        QVERIFY(QFile::copy(m_usual, copy));
        QCOMPARE(sql(copy, change), QStringList());
        QVERIFY(readAll(copy).isReported);
    }

    void recordingThatBrokeOff_andFilesOfVersion1_needNoSeal()
    {
        const QString copy = m_folder.filePath(QStringLiteral("old.ajar"));
        QVERIFY(QFile::copy(m_usual, copy));
        QCOMPARE(sql(copy, "PRAGMA user_version=1000; DELETE FROM session WHERE key LIKE 'seal-%'"),
                 QStringList());
        QVERIFY(!readAll(copy).isReported);
        QCOMPARE(sql(copy, "PRAGMA user_version=1001; DELETE FROM session WHERE key = 'finished';"
                           "INSERT INTO session VALUES('recorder', '1 2 3')"),
                 QStringList());
        QVERIFY(!readAll(copy).isReported);
    }
};

QTEST_GUILESS_MAIN(TestSilentLoss)
#include "tst_silentloss.moc"
