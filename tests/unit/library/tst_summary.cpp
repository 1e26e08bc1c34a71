// SPDX-License-Identifier: MIT
// What a list says of one session, and of files that are none.
#include "library/naming.h"
#include "library/summary.h"
#include "session/exporter.h"
#include "sessiontest.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace ajar;
using namespace ajar::session::test;
using library::Ending;
using session::Fault;

namespace
{

constexpr closing::Time second = 1'000'000'000;

/// A connection with `frames` texts that ends in this state.
void recordConnection(Recording &recording, const std::string &url, int frames,
                      std::optional<closing::LinkState> end)
{
    Batch batch(recording.connect(url));
    for (int i = 1; i <= frames; ++i)
        batch.text(std::uint64_t(i), i * second, "hello");
    if (end) {
        closing::OutcomeRecord outcome;
        outcome.t = frames * second + second;
        outcome.outcome.state = *end;
        batch.record(outcome);
    }
    recording.record(batch);
}

/// A finished session whose connections end in these states.
library::Summary summaryWith(const QList<std::optional<closing::LinkState>> &ends)
{
    Recording recording;
    for (const auto &end : ends)
        recordConnection(recording, "ws://example.test/", 3, end);
    recording->finish();
    return library::summaryOf(recording.path());
}

} // namespace

class SummaryTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString sample() { return sampleSession(m_folder.path()); }

private Q_SLOTS:
    void figuresOfAFinishedSession()
    {
        Recording recording;
        recordConnection(recording, "ws://one.test/", 10, closing::LinkState::Closed);
        recordConnection(recording, "ws://two.test/", 5, closing::LinkState::Closed);
        recordConnection(recording, "ws://one.test/", 2, closing::LinkState::Closed);
        recording->finish();
        const auto summary = library::summaryOf(recording.path());
        QVERIFY(!summary.error);
        QCOMPARE(summary.connections, quint64(3));
        QCOMPARE(summary.closed, quint64(3));
        QCOMPARE(summary.frames, quint64(17));
        QCOMPARE(summary.urls,
                 QStringList({QStringLiteral("ws://one.test/"), QStringLiteral("ws://two.test/")}));
        QVERIFY(summary.ending == Ending::Closed);
        QCOMPARE(summary.duration / second, qint64(11));
        QCOMPARE(summary.bytes, quint64(QFileInfo(recording.path()).size()));
        QCOMPARE(summary.title(), QStringLiteral("test"));
        QVERIFY(!summary.partial);
        const qint64 age =
            QDateTime::currentMSecsSinceEpoch() - summary.wallNanoseconds / 1'000'000;
        QVERIFY2(age >= 0 && age < 600'000, qPrintable(QString::number(age)));
    }

    void theWorstOutcomeNamesTheSession_data()
    {
        using S = closing::LinkState;
        using Ends = QList<std::optional<S>>;
        QTest::addColumn<Ends>("ends");
        QTest::addColumn<QString>("ending");
        QTest::newRow("none") << Ends{} << "empty";
        QTest::newRow("closed") << Ends{S::Closed, S::Closed} << "closed";
        QTest::newRow("refused") << Ends{S::Closed, S::Refused} << "refused";
        QTest::newRow("aborted") << Ends{S::Aborted, S::Refused, S::Closed} << "aborted";
        QTest::newRow("open") << Ends{S::Aborted, std::nullopt} << "left-open";
    }
    void theWorstOutcomeNamesTheSession()
    {
        QFETCH(QList<std::optional<closing::LinkState>>, ends);
        QFETCH(QString, ending);
        QCOMPARE(QString(library::name(summaryWith(ends).ending)), ending);
    }

    void aSessionThatIsBeingRecordedSaysSo()
    {
        Recording recording;
        recordConnection(recording, "ws://one.test/", 4, std::nullopt);
        const auto summary = library::summaryOf(recording.path());
        QVERIFY(summary.ending == Ending::Recording);
        QCOMPARE(summary.frames, quint64(4));
        const qint64 both = QFileInfo(recording.path()).size() +
                            QFileInfo(recording.path() + QStringLiteral("-wal")).size();
        QCOMPARE(summary.bytes, quint64(both));
        recording->finish();
        QVERIFY(!QFileInfo::exists(recording.path() + QStringLiteral("-wal")));
    }

    void aRecordingThatBrokeOffIsIncomplete()
    {
        Recording recording;
        recordConnection(recording, "ws://one.test/", 4, closing::LinkState::Closed);
        recording->finish();
        sql(recording.path(), "DELETE FROM session WHERE key = 'finished'");
        QVERIFY(library::summaryOf(recording.path()).ending == Ending::Incomplete);
    }

    void aNameStandsInTheFile()
    {
        const QString path = sample();
        QVERIFY(!library::renameSession(path, QStringLiteral("  The\nslow \u202edoor\t ")));
        QCOMPARE(library::sessionName(path), QStringLiteral("The slow door"));
        QCOMPARE(library::summaryOf(path).title(), QStringLiteral("The slow door"));
        QCOMPARE(sql(path, "SELECT value FROM session WHERE key='name'"),
                 QStringList(QStringLiteral("The slow door")));
        QVERIFY(!library::renameSession(path, QStringLiteral(" \n ")));
        QCOMPARE(library::sessionName(path), QString());
        QCOMPARE(library::summaryOf(path).title(), QFileInfo(path).completeBaseName());
    }

    void aLongNameIsCutBetweenCharacters()
    {
        const QString doors = QString(QStringLiteral("\U0001F6AA")).repeated(300);
        const QString tidy = library::tidyName(u'x' + doors);
        QVERIFY(tidy.size() <= library::longestName);
        QVERIFY(!tidy.back().isHighSurrogate());
    }

    void aNameIsGivenWhileTheSessionIsRecorded()
    {
        Recording recording;
        recordConnection(recording, "ws://one.test/", 4, std::nullopt);
        QVERIFY(!library::renameSession(recording.path(), QStringLiteral("live")));
        Batch more(1);
        more.text(5, 9 * second, "more");
        recording.record(more);
        QVERIFY(!recording->finish());
        const auto summary = library::summaryOf(recording.path());
        QCOMPARE(summary.name, QStringLiteral("live"));
        QCOMPARE(summary.frames, quint64(5));
        QVERIFY(!QFileInfo::exists(recording.path() + QStringLiteral("-wal")));
    }

    void whatIsNoSessionIsNotRenamed()
    {
        const QString path = m_folder.filePath(QStringLiteral("text.ajar"));
        writeFile(path, "hello");
        QVERIFY(library::renameSession(path, QStringLiteral("x")).fault == Fault::NotASession);
        QCOMPARE(contentOf(path), QByteArray("hello"));
        QVERIFY(library::renameSession(m_folder.filePath(QStringLiteral("none.ajar")), {}).fault ==
                Fault::NotFound);
    }

    void badFilesAreToldAsWhatTheyAre_data()
    {
        QTest::addColumn<QString>("make");
        QTest::addColumn<int>("fault");
        QTest::newRow("empty") << "empty" << int(Fault::NotASession);
        QTest::newRow("text") << "text" << int(Fault::NotASession);
        QTest::newRow("another database") << "other" << int(Fault::NotASession);
        QTest::newRow("newer") << "newer" << int(Fault::NewerVersion);
        QTest::newRow("cut off") << "cut" << int(Fault::Damaged);
        QTest::newRow("overwritten pages") << "pages" << int(Fault::Damaged);
        QTest::newRow("a symbolic link") << "link" << int(Fault::NotAFile);
        QTest::newRow("a pipe") << "pipe" << int(Fault::NotAFile);
        QTest::newRow("unreadable") << "unreadable" << int(Fault::NoPermission);
        QTest::newRow("vanished") << "vanished" << int(Fault::NotFound);
    }
    void badFilesAreToldAsWhatTheyAre()
    {
        QFETCH(QString, make);
        QFETCH(int, fault);
        const PlainUser user;
        QTemporaryDir folder;
        const QString path = sampleSession(folder.path());
        const QByteArray content = contentOf(path);
        if (make == u"empty")
            writeFile(path, {});
        else if (make == u"text")
            writeFile(path, "no database at all");
        else if (make == u"other")
            sql(path, "PRAGMA application_id=7");
        else if (make == u"newer")
            sql(path, "PRAGMA user_version=2000");
        else if (make == u"cut")
            writeFile(path, content.left(20'000));
        else if (make == u"pages")
            writeFile(path, content.left(16'384) + QByteArray(content.size() - 16'384, '\x7f'));
        else if (make == u"unreadable")
            QFile::setPermissions(path, {});
        else
            QFile::remove(path);
        if (make == u"link")
            QFile::link(QStringLiteral("/etc/hostname"), path);
        else if (make == u"pipe")
            QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
        const auto summary = library::summaryOf(path);
        QCOMPARE(int(summary.error.fault), fault);
        QVERIFY(summary.ending == Ending::Unreadable);
        QVERIFY(!session::errorText(summary.error).isEmpty());
    }

    void moreConnectionsThanAreLookedAtGiveLowerBounds()
    {
        Recording recording;
        recordConnection(recording, "ws://one.test/", 1, closing::LinkState::Closed);
        recording->finish();
        sql(recording.path(),
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)"
            " INSERT INTO connection SELECT i, 'client', 'ws://x/' || i, 0, 1, '{}' FROM n");
        const auto summary = library::summaryOf(recording.path());
        QVERIFY(!summary.error);
        QVERIFY(summary.partial);
        QCOMPARE(summary.connections, quint64(10'000));
        QCOMPARE(summary.urls.size(), library::urlsKept);
    }
};

QTEST_GUILESS_MAIN(SummaryTest)
#include "tst_summary.moc"
