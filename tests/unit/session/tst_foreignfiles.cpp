// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include <QDir>
#include <QFile>
#include <QtTest>

#include <unistd.h>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

class TestForeignFiles : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString in(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QString sampleWith(const QByteArray &change) const
    {
        const QString path = sampleSession(m_folder.path());
        const QString copy = in("changed.ajar");
        QFile::remove(copy);
        QFile::rename(path, copy);
        const QStringList result = sql(copy, change);
        if (!result.isEmpty())
            qInfo("%s", qPrintable(result.join(QLatin1Char('\n'))));
        return copy;
    }

private slots:
    void fileThatIsNoSession_isRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("0 bytes") << QByteArray();
        QTest::newRow("1 byte") << QByteArray("S");
        QTest::newRow("text") << QByteArray("Dear diary,\n").repeated(1000);
        QTest::newRow("magic only") << QByteArray("SQLite format 3\0", 16);
        QTest::newRow("magic and zeros")
            << QByteArray("SQLite format 3\0", 16) + QByteArray(100'000, '\0');
    }
    void fileThatIsNoSession_isRefused()
    {
        QFETCH(const QByteArray, content);
        writeFile(in("foreign"), content);
        const auto opened = Reader::open(in("foreign"));
        QCOMPARE(opened.error.fault, Fault::NotASession);
        QCOMPARE(contentOf(in("foreign")), content);
    }

    void missingFile_isNotFound()
    {
        QCOMPARE(Reader::open(in("none.ajar")).error.fault, Fault::NotFound);
        QCOMPARE(Reader::open(QString()).error.fault == Fault::None, false);
        QVERIFY(!QFile::exists(in("none.ajar")));
    }

    void changedSchema_isRefused_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<int>("fault");
        const auto row = [](const char *name, Fault fault, const char *change) {
            QTest::newRow(name) << QByteArray(change) << static_cast<int>(fault);
        };
        row("another application", Fault::NotASession, "PRAGMA application_id = 1");
        row("no application", Fault::NotASession, "PRAGMA application_id = 0");
        row("newer major version", Fault::NewerVersion, "PRAGMA user_version = 2000");
        row("far newer version", Fault::NewerVersion, "PRAGMA user_version = 2147483647");
        row("no version", Fault::NotASession, "PRAGMA user_version = 0");
        row("negative version", Fault::NotASession, "PRAGMA user_version = -1");
        row("table missing", Fault::NotASession, "DROP TABLE chunk");
        row("index missing", Fault::NotASession, "DROP INDEX story");
        row("another index", Fault::NotASession,
            "DROP INDEX story; CREATE INDEX story ON record(t)");
        row("record as a view", Fault::NotASession,
            "DROP TABLE record; CREATE VIEW record AS SELECT 1 AS id, 0 AS kind, 2 AS t, 1 AS n,"
            " 129 AS bits, NULL AS length, NULL AS mask, NULL AS ref, NULL AS findings, NULL AS "
            "inflated, 0 AS crc,"
            " hex(zeroblob(400000000)) AS payload");
        row("connection as a view", Fault::NotASession,
            "DROP TABLE connection; CREATE VIEW connection AS WITH RECURSIVE c(i) AS (SELECT 1"
            " UNION ALL SELECT i + 1 FROM c) SELECT i AS id, i AS kind, i AS url, i AS t,"
            " i AS wall_ns, i AS options FROM c");
        row("record with a generated column", Fault::NotASession,
            "DROP TABLE record; CREATE TABLE record(id INTEGER PRIMARY KEY, kind, t, n, bits, "
            "length,"
            " mask, ref, findings, inflated, crc, payload AS (hex(zeroblob(400000000))));"
            "CREATE INDEX story ON record(id) WHERE kind >= 1;"
            "CREATE INDEX resolution ON record(ref) WHERE ref IS NOT NULL");
        row("virtual table", Fault::NotASession, "CREATE VIRTUAL TABLE extra USING fts5(a)");
        row("trigger", Fault::NotASession,
            "CREATE TRIGGER extra INSERT ON record BEGIN DELETE FROM record; END");
        row("trigger in a newer minor version", Fault::NotASession,
            "PRAGMA user_version = 1001;"
            "CREATE TRIGGER extra INSERT ON record BEGIN DELETE FROM record; END");
        row("extra table", Fault::NotASession, "CREATE TABLE extra(a)");
        row("extra view", Fault::NotASession, "CREATE VIEW extra AS SELECT 1");
        row("index on an expression", Fault::NotASession,
            "CREATE INDEX extra ON record(hex(payload))");
        row("record in lower case SQL", Fault::NotASession,
            "PRAGMA writable_schema = 1;"
            "UPDATE sqlite_schema SET sql = replace(sql, 'CREATE TABLE', 'create table')"
            " WHERE name = 'record'");
        row("root page of another table", Fault::Damaged,
            "PRAGMA writable_schema = 1;"
            "UPDATE sqlite_schema SET rootpage = 99999 WHERE name = 'record'");
        row("a thousand tables", Fault::NotASession,
            "PRAGMA writable_schema = 1; WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1"
            " FROM c LIMIT 1000) INSERT INTO sqlite_schema SELECT 'view', 'v' || i, 'v' || i, 0,"
            " 'CREATE VIEW v' || i || ' AS SELECT 1' FROM c");
    }
    void changedSchema_isRefused()
    {
        QFETCH(const QByteArray, change);
        QFETCH(const int, fault);
        const auto opened = Reader::open(sampleWith(change));
        QCOMPARE(static_cast<int>(opened.error.fault), fault);
        QVERIFY(!errorText(opened.error).isEmpty());
    }

    void newerMinorVersion_mayHaveMore()
    {
        const QString path = sampleWith("PRAGMA user_version = 1007; CREATE TABLE extra(a);"
                                        "CREATE VIEW more AS SELECT 1; CREATE INDEX i ON extra(a)");
        QCOMPARE(readEverything(path), 24);
    }

    void changedView_isNeverRead()
    {
        const QString path = sampleWith("DROP VIEW frames; CREATE VIEW frames AS SELECT"
                                        " hex(zeroblob(900000000)) AS a");
        QCOMPARE(readEverything(path), 24);
    }

    void nameWithSpecialCharacters_isJustAName()
    {
        const QString name = in("a?b#c%20 'd\"&mode=memory.ajar");
        QVERIFY(QFile::rename(sampleSession(m_folder.path()), name));
        QCOMPARE(readEverything(name), 24);
        QVERIFY(QFile::rename(name, in("file:x.ajar")));
        QCOMPARE(readEverything(in("file:x.ajar")), 24);
    }

    void openingAFinishedFile_leavesItAndItsFolderAsTheyWere()
    {
        const QTemporaryDir folder;
        const QString path = sampleSession(folder.path());
        const QByteArray before = contentOf(path);
        QVERIFY(readEverything(path) > 0);
        QCOMPARE(contentOf(path), before);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
    }

    void readOnlyPlace_isReadWithAndWithoutALog()
    {
        const PlainUser user;
        constexpr auto readOnly = QFile::ReadOwner | QFile::ExeOwner;
        const QTemporaryDir folder;
        const QString copy = folder.filePath(QStringLiteral("copy.ajar"));
        Recording recording;
        recording.connect();
        Batch batch;
        recording.record(batch.text(1, 1, "x"));
        for (const char *ending : {"", "-wal"}) {
            QVERIFY(QFile::copy(recording.path() + QLatin1String(ending),
                                copy + QLatin1String(ending)));
        }
        QFile::setPermissions(folder.path(), readOnly);
        const auto withLog = Reader::open(copy);
        const quint64 seq = withLog ? (*withLog.value)->lastSeq(1) : 0;
        QFile::setPermissions(folder.path(), readOnly | QFile::WriteOwner);
        sql(copy, "SELECT * FROM session"); // takes in the log and removes it
        QVERIFY(!QFile::exists(copy + QStringLiteral("-wal")));
        QFile::setPermissions(folder.path(), readOnly);
        const auto withoutLog = Reader::open(copy);
        const auto files = QDir(folder.path()).entryList(QDir::Files);
        QFile::setPermissions(folder.path(), readOnly | QFile::WriteOwner);
        QVERIFY2(withLog, qPrintable(errorText(withLog.error)));
        QCOMPARE(seq, 1ull);
        QVERIFY2(withoutLog, qPrintable(errorText(withoutLog.error)));
        QCOMPARE(files.size(), 1);
    }

    void fileOfAnotherUser_isRefused()
    {
        const QString path = sampleSession(m_folder.path());
        const PlainUser user;
        QFile::setPermissions(path, QFile::WriteOwner);
        QCOMPARE(Reader::open(path).error.fault, Fault::NoPermission);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    }
};

QTEST_GUILESS_MAIN(TestForeignFiles)
#include "tst_foreignfiles.moc"
