// SPDX-License-Identifier: MIT
#include "recordloop.h"
#include "sessiontest.h"

#include <QDir>
#include <QProcess>
#include <QRandomGenerator>
#include <QtTest>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

namespace
{

/// The last count that the program printed on a whole line.
quint64 lastCommitted(const QByteArray &output)
{
    const QByteArray whole = output.left(output.lastIndexOf('\n') + 1);
    quint64 last = 0;
    for (const QByteArray &line : whole.split('\n')) {
        bool isNumber = false;
        const quint64 number = line.toULongLong(&isNumber);
        if (isNumber)
            last = number;
    }
    return last;
}

/// Why a file is not what session_recordloop must leave; empty if it is.
QString problemOf(const QString &path, quint64 committed)
{
    auto opened = Reader::open(path);
    if (!opened)
        return errorText(opened.error);
    Reader &reader = **opened.value;
    const quint64 last = reader.lastSeq(1);
    if (last < committed)
        return QStringLiteral("%1 of %2 committed records are there").arg(last).arg(committed);
    quint64 seq = 1;
    while (seq <= last) {
        const auto rows = reader.rows(1, seq, 1000, 1 << 20);
        if (rows.isEmpty())
            return QStringLiteral("no rows from %1 on").arg(seq);
        for (const Row &row : rows) {
            if (row.seq != seq || row.number != seq || row.damaged ||
                row.payload != recordLoopPayload(seq))
                return QStringLiteral("record %1 is wrong").arg(seq);
            ++seq;
        }
    }
    const Totals totals = reader.totals(1);
    if (totals.receivedFrames != last)
        return QStringLiteral("the rates count %1 frames").arg(totals.receivedFrames);
    return reader.error() ? errorText(reader.error()) : QString();
}

} // namespace

class TestCrash : public QObject
{
    Q_OBJECT

private slots:
    void programThatIsKilled_leavesAllThatWasCommitted()
    {
        QRandomGenerator random(1006);
        quint64 total = 0;
        for (int round = 0; round < 20; ++round) {
            const QTemporaryDir folder;
            const QString path = folder.filePath(QStringLiteral("killed.ajar"));
            QProcess program;
            program.start(QStringLiteral(RECORDLOOP), {path});
            QVERIFY(program.waitForReadyRead());
            QTest::qWait(random.bounded(250));
            program.kill();
            QVERIFY(program.waitForFinished());
            QCOMPARE(program.exitStatus(), QProcess::CrashExit);
            const quint64 committed = lastCommitted(program.readAllStandardOutput());
            QCOMPARE(problemOf(path, committed), QString());
            total += committed;
            // The log is taken in by the first program that may write; nothing is lost on the way.
            QCOMPARE(sql(path, "PRAGMA integrity_check"), QStringList{QStringLiteral("ok")});
            QCOMPARE(problemOf(path, committed), QString());
        }
        QVERIFY(total > 0);
    }

    void diskThatIsFull_endsRecordingAndKeepsTheRest()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("full.ajar"));
        QProcess program;
        program.start(QStringLiteral(RECORDLOOP), {path, QStringLiteral("3000000")});
        QVERIFY(program.waitForFinished());
        const QByteArray output = program.readAllStandardOutput();
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QVERIFY2(output.contains("failed "), output.right(200).constData());
        QVERIFY(output.endsWith("finished\n"));
        const quint64 committed = lastCommitted(output);
        QVERIFY(committed > 0);
        QCOMPARE(problemOf(path, committed), QString());
    }
};

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
