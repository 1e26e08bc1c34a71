// SPDX-License-Identifier: MIT
// A folder of sessions, whole and broken ones, that changes meanwhile.
#include "library/folder.h"
#include "library/listing.h"
#include "sessiontest.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace ajar;
using namespace ajar::session::test;
using session::Fault;

class ListingTest : public QObject
{
    Q_OBJECT

    struct Listed {
        session::Error error;
        QStringList titles;
        QList<library::Summary> summaries;
    };

    static Listed list(const QString &folder, library::KnownSessions &known,
                       const std::function<void(const library::Summary &)> &seen = {})
    {
        Listed listed;
        listed.error =
            library::listSessions(folder, known, nullptr, [&](library::Summary summary, int) {
                listed.titles += summary.title();
                listed.summaries += summary;
                if (seen)
                    seen(summary);
            });
        return listed;
    }
    static Listed list(const QString &folder)
    {
        library::KnownSessions known;
        return list(folder, known);
    }
    static void makeMany(const QString &folder, int count)
    {
        const QString first = sampleSession(folder);
        for (int i = 0; i < count; ++i)
            QVERIFY(QFile::copy(first, QStringLiteral("%1/s%2.ajar").arg(folder).arg(i)));
        QFile::remove(first);
    }

private Q_SLOTS:
    void aThousandSessionsAreListedByTheirEnds()
    {
        const QTemporaryDir folder;
        makeMany(folder.path(), 1000);
        library::KnownSessions known;
        QElapsedTimer timer;
        timer.start();
        const Listed first = list(folder.path(), known);
        qInfo("1000 sessions: %lld ms", timer.restart());
        QVERIFY(!first.error);
        QCOMPARE(first.summaries.size(), 1000);
        for (const library::Summary &summary : first.summaries) {
            QVERIFY(!summary.error);
            QVERIFY(summary.frames > 0);
        }
        const Listed again = list(folder.path(), known);
        qInfo("again: %lld ms", timer.elapsed());
        QCOMPARE(again.titles, first.titles);
    }

    void otherFilesAndFoldersAreNotListed()
    {
        const QTemporaryDir folder;
        makeMany(folder.path(), 1);
        writeFile(folder.filePath(QStringLiteral("note.txt")), "x");
        writeFile(folder.filePath(QStringLiteral(".s9.ajar")), "x");
        writeFile(folder.filePath(QStringLiteral("s1.ajar-wal")), "x");
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("folder.ajar")));
        QCOMPARE(list(folder.path()).titles, QStringList(QStringLiteral("s0")));
    }

    void theSessionChangedLastComesFirst()
    {
        const QTemporaryDir folder;
        makeMany(folder.path(), 3);
        QFile middle(folder.filePath(QStringLiteral("s1.ajar")));
        QVERIFY(middle.open(QFile::ReadWrite));
        QVERIFY(middle.setFileTime(QDateTime::currentDateTime().addSecs(60),
                                   QFileDevice::FileModificationTime));
        middle.close();
        QCOMPARE(list(folder.path()).titles.constFirst(), QStringLiteral("s1"));
    }

    void badFilesStandAmongTheGoodOnes()
    {
        const QTemporaryDir folder;
        makeMany(folder.path(), 2);
        writeFile(folder.filePath(QStringLiteral("bad.ajar")), QByteArray(100'000, 'x'));
        const Listed listed = list(folder.path());
        QVERIFY(!listed.error);
        QCOMPARE(listed.summaries.size(), 3);
        int bad = 0;
        for (const library::Summary &summary : listed.summaries)
            bad += summary.error.fault == Fault::NotASession ? 1 : 0;
        QCOMPARE(bad, 1);
    }

    void aFileThatVanishesMeanwhileIsLeftOut()
    {
        const QTemporaryDir folder;
        makeMany(folder.path(), 20);
        library::KnownSessions known;
        const Listed listed = list(folder.path(), known, [&](const library::Summary &seen) {
            const auto files = QDir(folder.path()).entryList({QStringLiteral("*.ajar")});
            for (const QString &file : files) {
                if (folder.filePath(file) != seen.path)
                    QFile::remove(folder.filePath(file));
            }
        });
        QVERIFY(!listed.error);
        QCOMPARE(listed.summaries.size(), 1);
    }

    void whatChangesIsReadAgain()
    {
        const QTemporaryDir folder;
        makeMany(folder.path(), 2);
        library::KnownSessions known;
        (void)list(folder.path(), known);
        const QString path = folder.filePath(QStringLiteral("s1.ajar"));
        writeFile(path, "no session any more");
        bool seen = false;
        (void)list(folder.path(), known, [&](const library::Summary &summary) {
            seen = seen || (summary.path == path && summary.error.fault == Fault::NotASession);
        });
        QVERIFY(seen);
    }

    void aFolderThatIsNotThereIsAFault()
    {
        const QTemporaryDir folder;
        QVERIFY(list(folder.filePath(QStringLiteral("none"))).error.fault == Fault::NotFound);
        const QString file = folder.filePath(QStringLiteral("file"));
        writeFile(file, "x");
        QVERIFY(list(file).error.fault == Fault::NotAFile);
    }

    void aFolderWithoutPermissionIsAFault()
    {
        const PlainUser user;
        const QTemporaryDir folder;
        const QString place = folder.filePath(QStringLiteral("closed"));
        QVERIFY(QDir().mkdir(place));
        QFile::setPermissions(place, {});
        QVERIFY(list(place).error.fault == Fault::NoPermission);
        QFile::setPermissions(place, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void aLogInAReadOnlyFolderIsNotCopiedToBeListed()
    {
        const PlainUser user;
        const QTemporaryDir folder;
        const QString place = folder.filePath(QStringLiteral("fixed"));
        QVERIFY(QDir().mkdir(place));
        makeMany(place, 1);
        writeFile(place + QStringLiteral("/s0.ajar-wal"), "x");
        QFile::setPermissions(place, QFile::ReadOwner | QFile::ExeOwner);
        const Listed listed = list(place);
        QFile::setPermissions(place, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QCOMPARE(listed.summaries.size(), 1);
        QVERIFY(listed.summaries.constFirst().ending == library::Ending::Incomplete);
        QVERIFY(listed.summaries.constFirst().error.fault == Fault::NoPermission);
    }

    void cancellingEndsTheListing()
    {
        const QTemporaryDir folder;
        makeMany(folder.path(), 20);
        std::atomic_bool cancelled = false;
        int seen = 0;
        library::KnownSessions known;
        const session::Error error = library::listSessions(folder.path(), known, &cancelled,
                                                           [&](const library::Summary &, int of) {
                                                               QCOMPARE(of, 20);
                                                               cancelled = ++seen == 3;
                                                           });
        QVERIFY(error.fault == Fault::Cancelled);
        QCOMPARE(seen, 3);
    }

    void newPathsAreNotTaken()
    {
        const QTemporaryDir folder;
        const QString first = library::freePath(folder.path(), QStringLiteral("a"));
        QCOMPARE(first, folder.filePath(QStringLiteral("a.ajar")));
        QFile::link(folder.filePath(QStringLiteral("nowhere")), first);
        QCOMPARE(library::freePath(folder.path(), QStringLiteral("a")),
                 folder.filePath(QStringLiteral("a-2.ajar")));
    }
};

QTEST_GUILESS_MAIN(ListingTest)
#include "tst_listing.moc"
