// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include "session/diskwatch.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <csignal>
#include <future>
#include <limits>
#include <sys/resource.h>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::session;
using namespace ajar::session::test;
using namespace std::chrono_literals;

namespace
{

/// While it lives no file of this process can grow beyond so many bytes: a disk that is full.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    FullDisk(const FullDisk &) = delete;
    FullDisk &operator=(const FullDisk &) = delete;
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

/// "1 2 gap(3) state 7": texts by their payload, all else by its name.
QString storyOf(Reader &reader, quint32 connection = 1)
{
    QStringList words;
    const auto rows = reader.rows(connection, 1, 10000);
    for (const Row &row : rows) {
        if (row.damaged)
            words += QStringLiteral("damaged");
        else if (row.kind == Kind::Data)
            words += QString::fromUtf8(row.payload);
        else if (row.kind == Kind::Event)
            words += QStringLiteral("%1(%2)").arg(
                row.details.value(QLatin1String("event")).toString(),
                QString::number(row.details.value(QLatin1String("records")).toInteger()));
        else
            words += row.kind == Kind::Control ? QStringLiteral("control")
                     : row.kind == Kind::State ? QStringLiteral("state")
                                               : QStringLiteral("other");
    }
    return words.join(QLatin1Char(' '));
}

QString numbers(int first, int last)
{
    QStringList words;
    for (int i = first; i <= last; ++i)
        words += QString::number(i);
    return words.join(QLatin1Char(' '));
}

Recorder::Options quick()
{
    Recorder::Options options;
    options.warnFreeBytes = 0;
    options.stopFreeBytes = 0;
    options.retryFor = 50ms;
    options.watchEvery = 20ms;
    return options;
}

} // namespace

class TestTrouble : public QObject
{
    Q_OBJECT

private:
    /// What continueIn() says.
    static Error continueIn(Recorder &recorder, const QString &path, bool overwrite = false)
    {
        std::promise<Error> promise;
        recorder.continueIn(path, overwrite, [&](const Error &error) { promise.set_value(error); });
        return promise.get_future().get();
    }

private slots:
    void fullDisk_leavesAGapRowWithCountsAndKeepsTheStory()
    {
        Recording recording(quick());
        recording.connect();
        Batch before;
        recording.record(textsInto(before, 1, 3));
        {
            const FullDisk full(1000);
            Batch waiting;
            std::ignore = recording->submit(textsInto(waiting, 4, 2).take());
            recording.waitForFailure();
            Batch lost;
            textsInto(lost, 6, 10)
                .frame(frameOf(16, wire::Opcode::Ping, 2, 16), "hi")
                .state(17, LinkState::HalfClosedRemote, LinkState::Open);
            textsInto(lost, 17, 4);
            std::ignore = recording->submit(lost.take());
            QTRY_COMPARE_WITH_TIMEOUT(recording->statistics().lost.records, 14ull, patience);
            QVERIFY(recording->statistics().failed);
            QCOMPARE(recording->statistics().records, 3ull);
        }
        QTRY_COMPARE_WITH_TIMEOUT(recording.returns().size(), 1u, patience);
        const auto [path, loss] = recording.returns().front();
        QCOMPARE(path, recording.path());
        QCOMPARE(loss.records, 14ull);
        QCOMPARE(loss.frames, 14ull);
        QCOMPARE(loss.bytes, 4 * 3ull + 10 * 4ull); // 6 to 9 have one digit, the others two
        Batch after;
        recording.record(textsInto(after, 21, 1));
        const auto reader = recording.finished();
        QVERIFY(!recording->flush());
        QCOMPARE(storyOf(*reader), QStringLiteral("1 2 3 4 5 gap(10) control state gap(4) 21"));
        QVERIFY(!reader->damage());
        const QJsonObject gap = reader->rows(1, 6, 1).value(0).details;
        QCOMPARE(gap.value(QLatin1String("frames")).toInteger(), 10);
        QCOMPARE(gap.value(QLatin1String("bytes")).toInteger(), 36);
        QCOMPARE(gap.value(QLatin1String("firstFrame")).toInteger(), 6);
        QCOMPARE(gap.value(QLatin1String("lastFrame")).toInteger(), 15);
        QCOMPARE(gap.value(QLatin1String("from")).toDouble(), 6e-9);
        QCOMPARE(gap.value(QLatin1String("to")).toDouble(), 15e-9);
    }

    void fullDiskForAMoment_losesNothing()
    {
        Recorder::Options options = quick();
        options.retryFor = 20s;
        Recording recording(options);
        recording.connect();
        Batch before;
        recording.record(textsInto(before, 1, 3));
        {
            const FullDisk full(1000);
            Batch batch;
            std::ignore = recording->submit(textsInto(batch, 4, 3).take());
            QTRY_COMPARE_WITH_TIMEOUT(recording.warnings().size(), 1u, patience);
        }
        recording->flush();
        QCOMPARE(storyOf(*recording.finished()), numbers(1, 6));
        QVERIFY(recording.failures().empty());
        QVERIFY(!recording->statistics().lost);
    }

    void stopForGood_isToldByTheFileItself()
    {
        Recorder::Options options = quick();
        options.stopFreeBytes = moreThanAnyDisk;
        Recording recording(options);
        recording.waitForFailure();
        recording.connect();
        Batch batch;
        textsInto(batch, 1, 7).state(8, LinkState::Closed, LinkState::Open);
        recording.record(batch);
        QCOMPARE(recording->finish().fault, Fault::DiskFull);
        QCOMPARE(recording->statistics().lost.records, 7ull);
        const auto reader = recording.reader();
        QCOMPARE(storyOf(*reader), QStringLiteral("gap(7) state"));
        QCOMPARE(reader->rows(1, 1, 1).value(0).details.value(QLatin1String("reason")).toString(),
                 QStringLiteral("disk-full"));
    }

    void stopWithoutRoomForAGapRow_countsAllThatIsNotInTheFile()
    {
        Recording recording(quick());
        recording.connect();
        Batch before;
        recording.record(textsInto(before, 1, 3));
        {
            const FullDisk full(1000);
            Batch batch;
            textsInto(batch, 4, 2);
            std::ignore = recording->submit(batch.take());
            recording.waitForFailure();
            Batch more;
            textsInto(more, 6, 5).state(11, LinkState::Closed, LinkState::Open);
            recording.record(more);
            QVERIFY(recording->finish());
        }
        QCOMPARE(recording->statistics().lost.records, 8ull);
        QCOMPARE(recording->statistics().lost.frames, 7ull);
        QCOMPARE(storyOf(*recording.reader()), numbers(1, 3));
    }

    void renamedFile_isWrittenUnderItsNewName()
    {
        Recording recording(quick());
        recording.connect();
        Batch first;
        recording.record(textsInto(first, 1, 2));
        const QString moved = recording.folder() + QStringLiteral("/moved.ajar");
        QVERIFY(QFile::rename(recording.path(), moved));
        QTRY_COMPARE_WITH_TIMEOUT(recording.warnings().size(), 1u, patience);
        QCOMPARE(recording.warnings().front().fault, Fault::Displaced);
        QVERIFY(recording.warnings().front().detail.contains(moved));
        QTest::qWait(100);
        QCOMPARE(recording.warnings().size(), 1u); // once
        const QString again = recording.folder() + QStringLiteral("/again.ajar");
        QVERIFY(QFile::rename(moved, again));
        QTRY_COMPARE_WITH_TIMEOUT(recording.warnings().size(), 2u, patience);
        Batch second;
        recording.record(textsInto(second, 3, 2));
        QVERIFY(!recording->finish());
        QCOMPARE(recording->path(), again);
        QCOMPARE(QDir(recording.folder()).entryList(QDir::Files),
                 QStringList{QStringLiteral("again.ajar")});
        QCOMPARE(sql(again, "PRAGMA journal_mode"), QStringList{QStringLiteral("delete")});
        QCOMPARE(storyOf(**Reader::open(again).value), numbers(1, 4));
    }

    void fileThatComesBack_isNoMoreTrouble()
    {
        Recording recording(quick());
        const QString moved = recording.path() + QStringLiteral(".old");
        QVERIFY(QFile::rename(recording.path(), moved));
        QTRY_COMPARE_WITH_TIMEOUT(recording.warnings().size(), 1u, patience);
        QVERIFY(QFile::rename(moved, recording.path()));
        QTest::qWait(100);
        QVERIFY(!recording->finish());
        QCOMPARE(QDir(recording.folder()).entryList(QDir::Files).size(), 1);
    }

    void deletedFile_isToldAtOnceAndAtTheEnd()
    {
        Recording recording(quick());
        recording.connect();
        QVERIFY(QFile::remove(recording.path()));
        QTRY_COMPARE_WITH_TIMEOUT(recording.warnings().size(), 1u, patience);
        QVERIFY(recording.warnings().front().detail.startsWith(QStringLiteral("it was deleted;")));
        Batch batch;
        recording.record(textsInto(batch, 1, 2));
        QVERIFY(recording.failures().empty());
        QCOMPARE(recording->finish().fault, Fault::Displaced);
    }

    void deletedFolder_isNamed()
    {
        const QTemporaryDir folder;
        const QString inner = folder.filePath(QStringLiteral("inner"));
        QVERIFY(QDir().mkdir(inner));
        writeFile(inner + QStringLiteral("/a"), "a");
        const DiskWatch watch(inner + QStringLiteral("/a"));
        QVERIFY(watch.fate().isInPlace());
        QVERIFY(QDir(inner).removeRecursively());
        QVERIFY(watch.fate().kind == FileFate::Kind::FolderDeleted);
        QVERIFY(displacement(inner, watch.fate()).detail.contains(QStringLiteral("folder")));
    }

    void replacedFile_andWhatStandsBesideItAreLeftAlone()
    {
        Recording recording(quick());
        recording.connect();
        Batch first;
        recording.record(textsInto(first, 1, 2));
        QVERIFY(QFile::remove(recording.path()));
        // The log that stands there still is the deleted file's.
        QCOMPARE(Recorder::create(recording.path(), {}, {}).error.fault, Fault::Exists);
        auto other = Recorder::create(recording.path(), {.overwrite = true}, {});
        QVERIFY(other);
        (*other.value)->addConnection({});
        Batch foreign;
        std::ignore = (*other.value)->submit(textsInto(foreign, 1, 9).take());
        (*other.value)->flush();
        QTRY_VERIFY_WITH_TIMEOUT(!recording.warnings().empty() &&
                                     recording.warnings().back().detail.contains(
                                         QStringLiteral("another file has taken its place")),
                                 patience);
        Batch second;
        recording.record(textsInto(second, 3, 2));
        QCOMPARE(recording->finish().fault, Fault::Displaced);
        QVERIFY(QFile::exists(recording.path() + QStringLiteral("-wal")));
        QCOMPARE(storyOf(**Reader::open(recording.path()).value), numbers(1, 9));
        QVERIFY(!(*other.value)->finish());
        QCOMPARE(storyOf(**Reader::open(recording.path()).value), numbers(1, 9));
        QCOMPARE(QDir(recording.folder()).entryList(QDir::Files).size(), 1);
    }

    void deletedFile_goesOnInAnotherWithAllThatWasRecorded()
    {
        Recording recording(quick());
        recording.connect();
        Batch first;
        recording.record(textsInto(first, 1, 1000));
        QVERIFY(QFile::remove(recording.path()));
        const QString elsewhere = recording.folder() + QStringLiteral("/elsewhere.ajar");
        QCOMPARE(continueIn(*recording, elsewhere).fault, Fault::None);
        QCOMPARE(recording->path(), elsewhere);
        QTRY_COMPARE_WITH_TIMEOUT(recording.returns().size(), 1u, patience);
        QVERIFY(!recording.returns().front().second);
        recording.connect();
        Batch second;
        recording.record(textsInto(second, 1001, 5));
        QVERIFY((*Reader::open(elsewhere).value)->lastSeq(1) == 1005);
        QVERIFY(!recording->finish());
        QCOMPARE(QDir(recording.folder()).entryList(QDir::Files),
                 QStringList{QStringLiteral("elsewhere.ajar")});
        QCOMPARE(QFile::permissions(elsewhere) & 0x0FFF,
                 QFile::Permissions(QFile::ReadUser | QFile::WriteUser) & 0x0FFF);
        auto reader = std::move(*Reader::open(elsewhere).value);
        QCOMPARE(storyOf(*reader), numbers(1, 1005));
        QCOMPARE(reader->connections().size(), 2);
        QVERIFY(!reader->damage());
    }

    void goingOnWhileRecordsCome_losesNone()
    {
        Recording recording(quick());
        recording.connect();
        const QByteArray large(20000, 'x');
        for (int i = 1; i <= 1000; ++i) {
            Batch batch;
            std::ignore =
                recording->submit(batch.text(static_cast<std::uint64_t>(i), i, large).take());
        }
        std::promise<Error> promise;
        const QString elsewhere = recording.folder() + QStringLiteral("/elsewhere.ajar");
        recording->continueIn(elsewhere, false,
                              [&](const Error &error) { promise.set_value(error); });
        for (int i = 1001; i <= 2000; ++i) {
            Batch batch;
            std::ignore =
                recording->submit(batch.text(static_cast<std::uint64_t>(i), i, large).take());
        }
        QCOMPARE(promise.get_future().get().fault, Fault::None);
        QVERIFY(!recording->finish());
        auto reader = std::move(*Reader::open(elsewhere).value);
        QCOMPARE(reader->lastSeq(1), 2000ull);
        QCOMPARE(reader->rows(1, 1, 2500, 0).size(), 2000);
        QVERIFY(!reader->damage());
        // The old file is ended, and complete up to where it was left.
        QVERIFY(!(*Reader::open(recording.path()).value)->damage());
        QCOMPARE(QDir(recording.folder()).entryList(QDir::Files).size(), 2);
    }

    void stoppedRecording_goesOnInAnotherFileWithAGapRow()
    {
        Recorder::Options options = quick();
        options.watchEvery = 1h;
        Recording recording(options);
        recording.connect();
        Batch before;
        recording.record(textsInto(before, 1, 2));
        {
            const FullDisk full(1000);
            Batch waiting;
            std::ignore = recording->submit(textsInto(waiting, 3, 1).take());
            recording.waitForFailure();
            Batch lost;
            std::ignore = recording->submit(textsInto(lost, 4, 3).take());
            QTRY_COMPARE_WITH_TIMEOUT(recording->statistics().lost.records, 3ull, patience);
        }
        const QString elsewhere = recording.folder() + QStringLiteral("/elsewhere.ajar");
        QCOMPARE(continueIn(*recording, elsewhere).fault, Fault::None);
        Batch after;
        recording.record(textsInto(after, 7, 1));
        QVERIFY(!recording->finish());
        QCOMPARE(storyOf(**Reader::open(elsewhere).value), QStringLiteral("1 2 3 gap(3) 7"));
        QCOMPARE(recording.returns().front().second.records, 3ull);
    }

    void placeThatCanNotBeUsed_changesNothing()
    {
        Recording recording(quick());
        recording.connect();
        const QString taken = recording.folder() + QStringLiteral("/taken");
        writeFile(taken, "mine");
        QCOMPARE(continueIn(*recording, recording.path()).fault, Fault::Exists);
        QCOMPARE(continueIn(*recording, recording.path(), true).fault, Fault::Exists);
        QCOMPARE(continueIn(*recording, taken).fault, Fault::Exists);
        QCOMPARE(continueIn(*recording, taken, true).fault, Fault::NotASession);
        QCOMPARE(continueIn(*recording, recording.folder()).fault, Fault::NotAFile);
        QCOMPARE(continueIn(*recording, recording.folder() + QStringLiteral("/no/such")).fault,
                 Fault::NotFound);
        QCOMPARE(contentOf(taken), "mine");
        {
            const FullDisk full(1000);
            QVERIFY(continueIn(*recording, recording.folder() + QStringLiteral("/b.ajar")));
        }
        QVERIFY(!QFile::exists(recording.folder() + QStringLiteral("/b.ajar")));
        Batch batch;
        recording.record(textsInto(batch, 1, 2));
        QCOMPARE(storyOf(*recording.finished()), numbers(1, 2));
    }
};

QTEST_GUILESS_MAIN(TestTrouble)
#include "tst_trouble.moc"
