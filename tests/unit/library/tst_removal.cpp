// SPDX-License-Identifier: MIT
// Sessions are removed for good or into the trash, and never from under somebody.
#include "library/removal.h"
#include "sessiontest.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

using namespace ajar;
using namespace ajar::session::test;
using library::Removal;
using session::Fault;

class RemovalTest : public QObject
{
    Q_OBJECT

    static QStringList filesIn(const QString &folder)
    {
        return QDir(folder).entryList(QDir::Files | QDir::Hidden);
    }

private Q_SLOTS:
    void permanentlyTakesTheFileAndWhatLiesBesideIt()
    {
        const QTemporaryDir folder;
        const QString path = sampleSession(folder.path());
        writeFile(path + QStringLiteral("-journal"), "x");
        QVERIFY(!library::removeSession(path, Removal::Permanently, {}));
        QCOMPARE(filesIn(folder.path()), QStringList());
        QVERIFY(library::removeSession(path, Removal::Permanently, {}).fault == Fault::NotFound);
    }

    void theTrashKeepsTheSession()
    {
        const QTemporaryDir home(QDir::homePath() + QStringLiteral("/.ajar-test-XXXXXX"));
        const QTemporaryDir folder(QDir::homePath() + QStringLiteral("/.ajar-test-XXXXXX"));
        qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
        const QString path = sampleSession(folder.path());
        const QByteArray content = contentOf(path);
        const session::Error error = library::removeSession(path, Removal::ToTrash, {});
        QVERIFY2(!error, qPrintable(session::errorText(error)));
        QCOMPARE(filesIn(folder.path()), QStringList());
        const QString kept =
            home.filePath(QStringLiteral("Trash/files/") + QFileInfo(path).fileName());
        QCOMPARE(contentOf(kept), content);
        qunsetenv("XDG_DATA_HOME");
    }

    void brokenFilesGoAsTheyAre()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.ajar"));
        for (const QByteArray &content : {QByteArray(), QByteArray("text"),
                                          QByteArray("SQLite format 3\0", 16).repeated(100)}) {
            writeFile(path, content);
            QVERIFY(!library::removeSession(path, Removal::Permanently, {}));
            QCOMPARE(filesIn(folder.path()), QStringList());
        }
    }

    void aLinkGoesAndItsTargetStays()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("target"));
        const QString path = folder.filePath(QStringLiteral("a.ajar"));
        writeFile(target, "keep me");
        QVERIFY(QFile::link(target, path));
        QVERIFY(!library::removeSession(path, Removal::Permanently, {}));
        QCOMPARE(contentOf(target), QByteArray("keep me"));
        QVERIFY(!QFileInfo(path).isSymLink());
    }

    void aFolderStays()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.ajar"));
        QVERIFY(QDir().mkdir(path));
        QVERIFY(library::removeSession(path, Removal::Permanently, {}).fault == Fault::NotAFile);
        QVERIFY(QFileInfo(path).isDir());
    }

    void whatIsBeingRecordedStays()
    {
        Recording recording;
        recording.connect();
        recording->flush();
        for (const Removal removal : {Removal::Permanently, Removal::ToTrash}) {
            const session::Error error = library::removeSession(recording.path(), removal, {});
            QVERIFY(error.fault == Fault::Busy);
            QVERIFY(error.detail.contains(QStringLiteral("being recorded")));
        }
        QVERIFY(QFileInfo::exists(recording.path()));
    }

    void whatAnotherProcessHasOpenStays()
    {
        const QTemporaryDir folder;
        const QString path = sampleSession(folder.path());
        QProcess other;
        other.start(
            QStringLiteral("sh"),
            {QStringLiteral("-c"), QStringLiteral("exec 3< \"$0\"; echo ready; cat"), path});
        QVERIFY(other.waitForReadyRead());
        const session::Error error = library::removeSession(path, Removal::Permanently, {});
        QVERIFY(error.fault == Fault::Busy);
        QVERIFY2(error.detail.contains(QString::number(other.processId())),
                 qPrintable(error.detail));
        QVERIFY(QFileInfo::exists(path));
        other.closeWriteChannel();
        QVERIFY(other.waitForFinished());
        QVERIFY(!library::removeSession(path, Removal::Permanently, {}));
    }

    void aFolderThatForbidsItIsTold()
    {
        const PlainUser user;
        const QTemporaryDir folder;
        const QString path = sampleSession(folder.path());
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner);
        const session::Error error = library::removeSession(path, Removal::Permanently, {});
        QFile::setPermissions(folder.path(),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QVERIFY(bool(error));
        QVERIFY(QFileInfo::exists(path));
    }
};

QTEST_GUILESS_MAIN(RemovalTest)
#include "tst_removal.moc"
