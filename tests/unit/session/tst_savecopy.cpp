// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <sys/stat.h>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

class TestSaveCopy : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString in(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

private slots:
    void copyOfALiveSession_isCompleteAndAlone()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        for (std::uint64_t i = 1; i <= 1000; ++i)
            batch.text(i, 1, QByteArray::number(i));
        recording.record(batch);
        QVERIFY(!saveCopy(recording.path(), in("live copy.ajar"), false));
        Batch more;
        recording.record(more.text(1001, 2, "later"));
        const auto copy = std::move(*Reader::open(in("live copy.ajar")).value);
        QCOMPARE(copy->rows(1, 1, 5000).size(), 1000);
        QCOMPARE(copy->rows(1, 1000, 1).value(0).payload, "1000");
        QCOMPARE(recording.finished()->lastSeq(1), 1001ull);
        struct stat status {
        };
        ::stat(QFile::encodeName(in("live copy.ajar")).constData(), &status);
        QCOMPARE(status.st_mode & 0777, 0600u);
        QCOMPARE(sql(in("live copy.ajar"), "PRAGMA journal_mode; PRAGMA integrity_check;"
                                           "PRAGMA application_id; PRAGMA user_version"),
                 (QStringList{QStringLiteral("delete"), QStringLiteral("ok"),
                              QStringLiteral("1097490802"), QStringLiteral("1001")}));
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden),
                 QStringList{QStringLiteral("live copy.ajar")});
    }

    void copyOfASample_readsTheSame()
    {
        const QString source = sampleSession(m_folder.path());
        QVERIFY(!saveCopy(source, in("copy.ajar"), false));
        QCOMPARE(readEverything(in("copy.ajar")), readEverything(source));
    }

    void existingTarget_isReplacedOnlyWhenAsked()
    {
        const QString source = sampleSession(m_folder.path());
        writeFile(in("target"), "old");
        QCOMPARE(saveCopy(source, in("target"), false).fault, Fault::Exists);
        QCOMPARE(contentOf(in("target")), "old");
        QVERIFY(!saveCopy(source, in("target"), true));
        QVERIFY(Reader::open(in("target")));
        QVERIFY(!saveCopy(source, in("target"), true));
    }

    void impossibleTarget_isRefusedWithoutATrace()
    {
        const QString source = sampleSession(m_folder.path());
        const auto before = QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden);
        QVERIFY(QFile::link(source, in("link")));
        QCOMPARE(saveCopy(source, in("link"), true).fault, Fault::NotAFile);
        QFile::remove(in("link"));
        QCOMPARE(saveCopy(source, source, true).fault, Fault::Exists);
        QCOMPARE(saveCopy(source, in("no/folder"), true).fault, Fault::NotFound);
        QCOMPARE(saveCopy(in("no source"), in("x"), true).fault, Fault::NotFound);
        QCOMPARE(QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden), before);
    }

    void sessionThatIsBeingRecorded_isNoTarget()
    {
        const QString source = sampleSession(m_folder.path());
        Recording recording;
        QCOMPARE(saveCopy(source, recording.path(), true).fault, Fault::Busy);
    }

    void foreignSource_isRefused()
    {
        writeFile(in("text"), "text");
        QCOMPARE(saveCopy(in("text"), in("y"), true).fault, Fault::NotASession);
        QVERIFY(!QFile::exists(in("y")));
    }
};

QTEST_GUILESS_MAIN(TestSaveCopy)
#include "tst_savecopy.moc"
