// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <sys/stat.h>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

class TestNewFile : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString in(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    static Fault faultOfCreating(const QString &path, bool overwrite = false)
    {
        return Recorder::create(path, {.overwrite = overwrite}, {}).error.fault;
    }

private slots:
    void existingFile_isRefusedAndLeftAlone()
    {
        writeFile(in("text"), "mine");
        QCOMPARE(faultOfCreating(in("text")), Fault::Exists);
        QCOMPARE(contentOf(in("text")), "mine");
    }

    void fileThatIsNoSession_isNotOverwritten()
    {
        writeFile(in("letter"), "dear");
        QCOMPARE(faultOfCreating(in("letter"), true), Fault::NotASession);
        QCOMPARE(contentOf(in("letter")), "dear");
        sql(in("other.db"), "CREATE TABLE a(b)");
        QCOMPARE(faultOfCreating(in("other.db"), true), Fault::NotASession);
    }

    void session_isOverwrittenWhenAsked()
    {
        const QString path = sampleSession(m_folder.path());
        QCOMPARE(faultOfCreating(path), Fault::Exists);
        QCOMPARE(faultOfCreating(path, true), Fault::None);
        QVERIFY((*Reader::open(path).value)->connections().isEmpty());
    }

    void brokenOffSession_isOverwrittenWithItsLog()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        recording.record(batch.text(1, 1, "old"));
        const QString copy = in("broken.ajar");
        QVERIFY(QFile::copy(recording.path(), copy));
        QVERIFY(
            QFile::copy(recording.path() + QStringLiteral("-wal"), copy + QStringLiteral("-wal")));
        QCOMPARE((*Reader::open(copy).value)->lastSeq(1), 1ull);
        QCOMPARE(faultOfCreating(copy, true), Fault::None);
        QVERIFY((*Reader::open(copy).value)->connections().isEmpty());
        QVERIFY(!QFile::exists(copy + QStringLiteral("-wal")));
    }

    void sessionThatIsBeingRecorded_isNotOverwritten()
    {
        Recording recording;
        recording.connect();
        QCOMPARE(faultOfCreating(recording.path(), true), Fault::Busy);
        Batch batch;
        recording.record(batch.text(1, 1, "still"));
        QCOMPARE(recording.finished()->lastSeq(1), 1ull);
    }

    void emptyFile_isTakenWhenOverwritingIsAllowed()
    {
        writeFile(in("empty"), {});
        QCOMPARE(faultOfCreating(in("empty")), Fault::Exists);
        QCOMPARE(faultOfCreating(in("empty"), true), Fault::None);
    }

    void symbolicLink_isRefusedForWritingAndReading()
    {
        const QString target = sampleSession(m_folder.path());
        QVERIFY(QFile::link(target, in("link.ajar")));
        QVERIFY(QFile::link(in("nowhere"), in("dangling.ajar")));
        for (const bool overwrite : {false, true}) {
            QCOMPARE(faultOfCreating(in("link.ajar"), overwrite), Fault::NotAFile);
            QCOMPARE(faultOfCreating(in("dangling.ajar"), overwrite), Fault::NotAFile);
        }
        QVERIFY(!QFile::exists(in("nowhere")));
        QCOMPARE(Reader::open(in("link.ajar")).error.fault, Fault::NotAFile);
        QCOMPARE(readEverything(target) > 0, true);
    }

    void folderBehindALink_isFollowed()
    {
        QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("real")));
        QVERIFY(QFile::link(in("real"), in("folder")));
        QCOMPARE(faultOfCreating(in("folder/a.ajar")), Fault::None);
        QVERIFY(QFile::exists(in("real/a.ajar")));
        QVERIFY(Reader::open(in("folder/a.ajar")));
    }

    void folderDeviceAndFifo_areNoFiles()
    {
        QVERIFY(QDir(m_folder.path()).mkdir(QStringLiteral("dir.ajar")));
        QCOMPARE(::mkfifo(QFile::encodeName(in("fifo.ajar")).constData(), 0600), 0);
        for (const QString &path : {in("dir.ajar"), in("fifo.ajar"), QStringLiteral("/dev/null")}) {
            QCOMPARE(faultOfCreating(path, true), Fault::NotAFile);
            QCOMPARE(Reader::open(path).error.fault, Fault::NotAFile);
        }
    }

    void missingFolder_isNamed()
    {
        const auto created = Recorder::create(in("no/such/a.ajar"), {}, {});
        QCOMPARE(created.error.fault, Fault::NotFound);
        QCOMPARE(created.error.path, in("no/such"));
        QCOMPARE(errorText(created.error), in("no/such") + QStringLiteral(" does not exist."));
    }

    void folderWithoutPermission_isRefused()
    {
        const PlainUser user;
        const QTemporaryDir folder;
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner);
        QCOMPARE(faultOfCreating(folder.filePath(QStringLiteral("a.ajar"))), Fault::NoPermission);
        QFile::setPermissions(folder.path(),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void mode_isPrivateWhateverTheMaskSays()
    {
        const mode_t old = ::umask(0);
        QCOMPARE(faultOfCreating(in("mode.ajar")), Fault::None);
        ::umask(old);
        struct stat status {
        };
        QCOMPARE(::stat(QFile::encodeName(in("mode.ajar")).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777, 0600u);
    }
};

QTEST_GUILESS_MAIN(TestNewFile)
#include "tst_newfile.moc"
