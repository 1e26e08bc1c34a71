// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include "session/processmark.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <limits>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::session;
using namespace ajar::session::test;

class TestRecorder : public QObject
{
    Q_OBJECT

private slots:
    void urgentBatch_isReadableOnceTheRecorderSaysSo()
    {
        Recording recording({.commitEvery = std::chrono::hours(1)});
        recording.connect();
        Batch batch;
        std::ignore = recording->submit(textsInto(batch, 1, 3).urgent().take());
        QTRY_COMPARE_WITH_TIMEOUT(recording.reader()->lastSeq(1), 3ull, patience);
    }

    void quietBatch_isCommittedWhenItsTimeIsOver()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        std::ignore = recording->submit(textsInto(batch, 1, 3).take());
        QTRY_COMPARE_WITH_TIMEOUT(recording->statistics().records, 3ull, patience);
        QCOMPARE(recording.reader()->rows(1, 1, 10).size(), 3);
    }

    void newConnection_isReadableBeforeItsFirstRecord()
    {
        Recording recording({.commitEvery = std::chrono::hours(1)});
        recording.connect();
        QTRY_COMPARE_WITH_TIMEOUT(recording.recorded().size(), 1u, patience);
        QCOMPARE(recording.recorded().front().connection, 1u);
        QCOMPARE(recording.recorded().front().count, 0ull);
        QCOMPARE(recording.reader()->connections().size(), 1);
    }

    void recorded_saysWhatEachCommitAdded()
    {
        Recording recording;
        recording.connect();
        recording.connect();
        recording->flush();
        Batch first(1);
        recording.record(textsInto(first, 1, 3));
        Batch second(2);
        recording.record(textsInto(second, 1, 2));
        Batch third(1);
        recording.record(textsInto(third, 4, 1));
        QString text;
        for (const Recorded &added : recording.recorded()) {
            if (added.count > 0)
                text += QStringLiteral("%1:%2+%3 ")
                            .arg(added.connection)
                            .arg(added.firstSeq)
                            .arg(added.count);
        }
        QCOMPARE(text, QStringLiteral("1:1+3 2:1+2 1:4+1 "));
    }

    void sequences_countForEachConnectionApart()
    {
        Recording recording;
        const auto one = recording.connect();
        const auto two = recording.connect();
        for (int i = 1; i <= 50; ++i) {
            Batch a(one);
            Batch b(two);
            std::ignore = recording->submit(textsInto(a, i, 1).take());
            std::ignore = recording->submit(textsInto(b, i * 2 - 1, 2).take());
        }
        const auto reader = recording.finished();
        QCOMPARE(reader->lastSeq(one), 50ull);
        QCOMPARE(reader->lastSeq(two), 100ull);
        QCOMPARE(reader->rows(two, 99, 10).value(1).payload, "100");
    }

    void columnsThatAreMostlyEmpty_areWrittenWhereTheyAreNot()
    {
        Recording recording;
        recording.connect();
        recording.connect();
        Batch first(1);
        Batch second(2);
        QStringList expected;
        for (std::uint64_t n = 1; n <= 200; ++n) {
            FrameRecord frame = frameOf(n, wire::Opcode::Text, 3);
            if (n % 50 > 30 || n % 7 == 0) // in runs, and one by one
                frame.header.maskKey = {1, 2, 3, static_cast<std::uint8_t>(n)};
            frame.header.masked = frame.header.maskKey[0] != 0;
            if (n == 60)
                frame.header.length = 5; // more than there is
            expected << describe(frame, "abc");
            first.frame(frame, "abc");
            second.frame(frame, "abc");
        }
        std::ignore = recording->submit(second.take());
        std::ignore = recording->submit(first.take());
        const auto reader = recording.finished();
        for (const quint32 connection : {1u, 2u}) {
            QStringList read;
            for (const Row &row : reader->rows(connection, 1, 1000)) {
                QVERIFY(!row.damaged);
                read << describe(row);
            }
            QCOMPARE(read, expected);
        }
    }

    void twoThreads_keepTheOrderOfTheirOwnBatches()
    {
        Recording recording;
        const auto work = [&](std::uint32_t connection) {
            for (int i = 1; i <= 500; ++i) {
                Batch batch(connection);
                std::ignore = recording->submit(textsInto(batch, i, 1).take());
            }
        };
        recording.connect();
        recording.connect();
        std::thread other(work, 1);
        work(2);
        other.join();
        const auto reader = recording.finished();
        for (const quint32 connection : {1u, 2u}) {
            const auto rows = reader->rows(connection, 1, 1000);
            QCOMPARE(rows.size(), 500);
            for (const Row &row : rows)
                QCOMPARE(row.payload.toULongLong(), row.seq);
        }
    }

    void finish_leavesOneFileForItsOwnerOnly()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        recording.record(textsInto(batch, 1, 10));
        for (const QString &name : QDir(recording.folder()).entryList(QDir::Files)) {
            QCOMPARE(QFile::permissions(recording.folder() + QLatin1Char('/') + name) &
                         (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther |
                          QFile::WriteOther | QFile::ExeOther | QFile::ExeOwner),
                     QFile::Permissions());
        }
        QCOMPARE(QDir(recording.folder()).entryList(QDir::Files).size(), 3);
        QVERIFY(!recording->finish());
        QCOMPARE(QDir(recording.folder()).entryList(QDir::Files),
                 QStringList{QStringLiteral("test.ajar")});
        QVERIFY(!recording->finish());
        QCOMPARE(sql(recording.path(), "PRAGMA journal_mode; PRAGMA integrity_check;"
                                       "PRAGMA application_id; PRAGMA user_version"),
                 (QStringList{QStringLiteral("delete"), QStringLiteral("ok"),
                              QStringLiteral("1097490802"), QStringLiteral("1001")}));
    }

    void idleReader_doesNotKeepTheFileFromBecomingOne()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        recording.record(textsInto(batch, 1, 10));
        const auto reader = recording.reader();
        QCOMPARE(reader->rows(1, 1, 100).size(), 10);
        QVERIFY(!recording->finish());
        QCOMPARE(QDir(recording.folder()).entryList(QDir::Files).size(), 1);
        QCOMPARE(reader->rows(1, 1, 100).size(), 10);
        QVERIFY(!reader->error());
    }

    void newFile_namesItselfBeforeItsFirstRecord()
    {
        Recording recording;
        const QByteArray head = contentOf(recording.path()).left(100);
        QVERIFY(head.startsWith("SQLite format 3"));
        QCOMPARE(head.mid(68, 4), "Ajar");
    }

    void processMark_isOfARunningProcessOnly()
    {
        const QByteArray mark = ownProcessMark();
        QVERIFY2(isProcessRunning(mark), mark);
        QVERIFY(!isProcessRunning(mark + 'x'));
        QVERIFY(!isProcessRunning("1 " + mark.mid(mark.indexOf(' ') + 1)));
        for (const char *other : {"", "0", "-1", "x", "999999999 1 2", "99999999999999999999 1 2"})
            QVERIFY(!isProcessRunning(other));
    }

    void recorderThatIsDestroyed_finishes()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.ajar"));
        {
            auto created = Recorder::create(path, {}, {});
            (*created.value)->addConnection({});
            Batch batch;
            std::ignore = (*created.value)->submit(textsInto(batch, 1, 5).take());
        }
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
        QCOMPARE((*Reader::open(path).value)->lastSeq(1), 5ull);
    }

    void submitAfterFinish_isIgnored()
    {
        Recording recording;
        recording.connect();
        recording->finish();
        Batch batch;
        QVERIFY(recording->submit(textsInto(batch, 1, 1).take()));
        QVERIFY(!recording->flush());
        bool called = false;
        recording->whenRoom([&] { called = true; });
        QVERIFY(called);
    }

    void littleSpace_warnsAndGoesOn()
    {
        Recording recording({.warnFreeBytes = moreThanAnyDisk, .stopFreeBytes = 0});
        recording.connect();
        QTRY_COMPARE_WITH_TIMEOUT(recording.warnings().size(), 1u, patience);
        QCOMPARE(recording.warnings().front().fault, Fault::DiskFull);
        Batch batch;
        recording.record(textsInto(batch, 1, 1));
        QCOMPARE(recording.reader()->lastSeq(1), 1ull);
    }

    void noSpace_stopsCleanlyAndLetsTheGateGoOn()
    {
        Recording recording({.stopFreeBytes = moreThanAnyDisk});
        recording.waitForFailure();
        QCOMPARE(recording.failures().front().fault, Fault::DiskFull);
        recording.connect();
        Batch batch;
        QVERIFY(recording->submit(textsInto(batch, 1, 7).take()));
        bool called = false;
        recording->whenRoom([&] { called = true; });
        QVERIFY(called);
        recording->flush();
        QCOMPARE(recording->statistics().lost.records, 7ull);
        QVERIFY(recording->statistics().failed);
        QCOMPARE(recording->flush().fault, Fault::DiskFull);
        QCOMPARE(recording->finish().fault, Fault::DiskFull);
        QCOMPARE(QDir(recording.folder()).entryList(QDir::Files).size(), 1);
        QCOMPARE(recording.reader()->lastSeq(1), 1ull); // that there is a gap
    }
};

QTEST_GUILESS_MAIN(TestRecorder)
#include "tst_recorder.moc"
