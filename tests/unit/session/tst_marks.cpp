// SPDX-License-Identifier: MIT
#include "exported.h"
#include "sessiontest.h"

#include "session/exporter.h"
#include "session/importer.h"
#include "session/markcursor.h"
#include "session/markfile.h"

#include <QBuffer>
#include <QDir>
#include <QtTest>

#include <thread>

#include <sys/stat.h>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

namespace
{

constexpr auto kept = QFile::ReadOwner | QFile::WriteOwner;

Mark mark(MarkColour colour, const QByteArray &note = {})
{
    return {.colour = colour, .note = note};
}

/// "seq colour note" of each mark of a connection.
QStringList described(Reader &reader, quint32 connection = 1)
{
    QStringList all;
    const auto marks = reader.marks(connection, 1, 1000);
    for (const StoredMark &stored : marks) {
        const std::string_view colour = name(stored.mark.colour);
        all += QStringLiteral("%1 %2 %3%4")
                   .arg(stored.seq)
                   .arg(QLatin1String(colour.data(), static_cast<qsizetype>(colour.size())),
                        QString::fromUtf8(stored.mark.note),
                        QLatin1String(stored.mark.damaged ? " (damaged)" : ""));
    }
    return all;
}

QStringList described(const QString &path, quint32 connection = 1)
{
    auto reader = Reader::open(path);
    return reader ? described(**reader.value, connection) : QStringList{errorText(reader.error)};
}

Error set(const QString &path, quint64 seq, std::optional<Mark> mark, quint32 connection = 1)
{
    const MarkChange change{connection, seq, std::move(mark)};
    return writeMarks(path, {&change, 1});
}

QByteArray exported(const QString &path, ExportFormat format)
{
    ExportOptions options;
    options.format = format;
    options.withSecrets = true;
    return written(path, options);
}

/// Makes of a session one as format 1.0 had it.
void makeOld(const QString &path)
{
    sql(path, "DROP VIEW marks; DROP TABLE mark; PRAGMA user_version=1000;"
              "DELETE FROM session WHERE key LIKE 'seal-%'");
}

} // namespace

class TestMarks : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_path;

    QStringList files() const
    {
        return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }
    ImportReport import(const QByteArray &lines, const QString &target, bool keepGoing = false)
    {
        QByteArray copy = lines;
        QBuffer buffer(&copy);
        buffer.open(QIODevice::ReadOnly);
        return importToFile(buffer, QStringLiteral("lines"), target,
                            {.overwrite = true, .keepGoing = keepGoing});
    }

private Q_SLOTS:
    void init()
    {
        for (const QString &file : files())
            QFile::remove(m_folder.filePath(file));
        m_path = sampleSession(m_folder.path());
    }

    void marksAreWritten_readInOrder_changedAndTakenAway()
    {
        QVERIFY(!set(m_path, 5, mark(MarkColour::Red, "why? ä")));
        QVERIFY(!set(m_path, 2, mark(MarkColour::None)));
        QVERIFY(!set(m_path, 1, mark(MarkColour::Purple, "b"), 2));
        QCOMPARE(described(m_path),
                 QStringList({QStringLiteral("2 none "), QStringLiteral("5 red why? ä")}));
        QCOMPARE(described(m_path, 2), QStringList({QStringLiteral("1 purple b")}));
        QVERIFY(!set(m_path, 5, mark(MarkColour::Blue, "so")));
        QVERIFY(!set(m_path, 2, std::nullopt));
        QVERIFY(!set(m_path, 2, std::nullopt));
        QCOMPARE(described(m_path), QStringList({QStringLiteral("5 blue so")}));
        QCOMPARE(sql(m_path, "SELECT connection, seq, colour, note FROM marks"),
                 QStringList({QStringLiteral("1|5|blue|so"), QStringLiteral("2|1|purple|b")}));
    }

    void finishedFileStaysOneFile_withItsMode()
    {
        struct stat before {
        };
        struct stat after {
        };
        QCOMPARE(::stat(qPrintable(m_path), &before), 0);
        const QStringList filesBefore = files();
        auto reader = Reader::open(m_path);
        QVERIFY(reader);
        QVERIFY((*reader.value)->marks(1, 1, 10).isEmpty());
        QVERIFY(!set(m_path, 3, mark(MarkColour::Green)));
        QCOMPARE(described(**reader.value),
                 QStringList({QStringLiteral("3 green ")})); // the open reader sees it
        QCOMPARE(::stat(qPrintable(m_path), &after), 0);
        QCOMPARE(after.st_mode, before.st_mode);
        QCOMPARE(after.st_ino, before.st_ino);
        QCOMPARE(files(), filesBefore);
    }

    void fileOfTheVersionBefore_opens_getsItsTableWithTheFirstMark()
    {
        makeOld(m_path);
        auto reader = Reader::open(m_path);
        QVERIFY(reader);
        QVERIFY((*reader.value)->marks(1, 1, 10).isEmpty());
        QVERIFY(!(*reader.value)->error());
        QVERIFY(exported(m_path, ExportFormat::JsonLines).contains("\"frame\""));
        QVERIFY(!set(m_path, 3, mark(MarkColour::Yellow, "first")));
        QCOMPARE(described(**reader.value), QStringList({QStringLiteral("3 yellow first")}));
        QCOMPARE(described(m_path), QStringList({QStringLiteral("3 yellow first")}));
        QCOMPARE(sql(m_path, "PRAGMA user_version; SELECT note FROM marks"),
                 QStringList({QStringLiteral("1001"), QStringLiteral("first")}));
        reader = Reader::open(m_path);
        (*reader.value)->story(1, 1, 100);
        (*reader.value)->outcome(1);
        QVERIFY2(!(*reader.value)->error(), qPrintable(errorText((*reader.value)->error())));
    }

    void fileOfThisVersionWithoutTheTable_isRefused()
    {
        sql(m_path, "DROP VIEW marks; DROP TABLE mark");
        QCOMPARE(Reader::open(m_path).error.fault, Fault::NotASession);
    }

    void tableThatIsNotOurs_isRefused_data()
    {
        QTest::addColumn<QByteArray>("statements");
        QTest::newRow("other columns") << QByteArray("CREATE TABLE mark(id, colour, note, crc)");
        QTest::newRow("a view") << QByteArray("CREATE VIEW mark AS SELECT 1 AS id");
        QTest::newRow("an index on it")
            << QByteArray("CREATE TABLE mark(id, colour); CREATE INDEX i ON mark(colour)");
    }
    void tableThatIsNotOurs_isRefused()
    {
        QFETCH(QByteArray, statements);
        sql(m_path, "DROP VIEW marks; DROP TABLE mark;" + statements);
        QCOMPARE(Reader::open(m_path).error.fault, Fault::NotASession);
        QCOMPARE(set(m_path, 1, mark(MarkColour::Red)).fault, Fault::NotASession);
        sql(m_path, "PRAGMA user_version=1000");
        QCOMPARE(set(m_path, 1, mark(MarkColour::Red)).fault, Fault::NotASession);
    }

    void triggerOnMarks_neverRuns()
    {
        sql(m_path, "CREATE TRIGGER t AFTER INSERT ON mark BEGIN DELETE FROM record; END");
        QCOMPARE(set(m_path, 1, mark(MarkColour::Red)).fault, Fault::NotASession);
        QVERIFY(sql(m_path, "SELECT count(*) > 0 FROM record").contains(QLatin1String("1")));
    }

    void hostileRows_areReadWithinBounds_andToldDamaged_data()
    {
        QTest::addColumn<QByteArray>("values");
        QTest::newRow("checksum") << QByteArray("2, 1, 'note', 7");
        QTest::newRow("colour") << QByteArray("2, 7, 'note', 7");
        QTest::newRow("negative colour") << QByteArray("2, -1, 'note', 7");
        QTest::newRow("colour as text") << QByteArray("2, 'red', 'note', 7");
        QTest::newRow("note as bytes") << QByteArray("2, 1, x'00ff', 7");
        QTest::newRow("note as a number") << QByteArray("2, 1, 1e300, 7");
        QTest::newRow("nothing") << QByteArray("2, NULL, NULL, NULL");
        QTest::newRow("long note") << QByteArray("2, 1, printf('%.*c', 65537, 'x'), 7");
    }
    void hostileRows_areReadWithinBounds_andToldDamaged()
    {
        QFETCH(QByteArray, values);
        sql(m_path, "INSERT INTO mark SELECT 1 << 40 | " + values);
        auto reader = Reader::open(m_path);
        QVERIFY(reader);
        const auto marks = (*reader.value)->marks(1, 1, 10);
        QCOMPARE(marks.size(), 1);
        QVERIFY(marks.first().mark.damaged);
        QVERIFY(marks.first().mark.note.size() <= longestNote);
        QVERIFY(exported(m_path, ExportFormat::Text).contains("(marked"));
        QVERIFY(!set(m_path, 2, mark(MarkColour::Blue, "mended")));
        QCOMPARE(described(m_path), QStringList({QStringLiteral("2 blue mended")}));
    }

    void noteThatNoMemoryShouldHold_isAFaultOfTheFile_andNoMark()
    {
        sql(m_path, "INSERT INTO mark SELECT 1 << 40 | 2, 1, zeroblob(100000000), 7");
        auto reader = Reader::open(m_path);
        QVERIFY(reader);
        QVERIFY((*reader.value)->marks(1, 1, 10).isEmpty());
        QCOMPARE((*reader.value)->error().fault, Fault::Damaged);
        QVERIFY(!(*reader.value)->rows(1, 1, 10).isEmpty());
    }

    void markOnNoRecord_orTooLongNote_isRefused_andNothingOfItsTransactionStays()
    {
        const std::array changes{MarkChange{1, 2, mark(MarkColour::Red)},
                                 MarkChange{1, 1000000, mark(MarkColour::Red)}};
        QCOMPARE(writeMarks(m_path, changes).fault, Fault::NotFound);
        QCOMPARE(set(m_path, quint64{1} << 41, mark(MarkColour::Red)).fault, Fault::NotFound);
        QCOMPARE(set(m_path, 2, mark(MarkColour::Red), 0xFFFFFFFF).fault, Fault::NotFound);
        const QByteArray longest(longestNote, 'x');
        QCOMPARE(set(m_path, 2, mark(MarkColour::Red, longest + 'x')).fault, Fault::Io);
        QVERIFY(described(m_path).isEmpty());
        QVERIFY(!set(m_path, 2, mark(MarkColour::Red, longest)));
        auto reader = Reader::open(m_path);
        QCOMPARE((*reader.value)->marks(1, 1, 1).first().mark.note, longest);
    }

    void fileThatCantBeWritten_saysWhy()
    {
        QCOMPARE(
            set(m_folder.filePath(QStringLiteral("none.ajar")), 1, mark(MarkColour::Red)).fault,
            Fault::NotFound);
        sql(m_path, "PRAGMA user_version=1002");
        QCOMPARE(set(m_path, 1, mark(MarkColour::Red)).fault, Fault::NewerVersion);
        sql(m_path, "PRAGMA user_version=1001");
        const PlainUser plain;
        const QTemporaryDir own;
        const QString inside = sampleSession(own.path());
        QFile::setPermissions(inside, QFile::ReadOwner);
        QCOMPARE(set(inside, 1, mark(MarkColour::Red)).fault, Fault::NoPermission);
        QFile::setPermissions(inside, kept);
        QFile::setPermissions(own.path(), QFile::ReadOwner | QFile::ExeOwner);
        const Error error = set(inside, 1, mark(MarkColour::Red));
        QFile::setPermissions(own.path(), kept | QFile::ExeOwner);
        QVERIFY2(error, qPrintable(errorText(error)));
        QVERIFY(described(inside).isEmpty());
    }

    void marksWhileItIsRecorded_waitForEachOther_andTheRecordingEndsAsOneFile()
    {
        Recording recording;
        const quint32 connection = recording.connect();
        Batch first(connection);
        for (quint64 n = 1; n <= 100; ++n)
            first.text(n, static_cast<closing::Time>(n), "x");
        recording.record(first);
        std::thread recorder([&] {
            for (quint64 n = 101; n <= 1100; ++n) {
                Batch batch(connection);
                batch.text(n, static_cast<closing::Time>(n), QByteArray(100, 'y')).urgent();
                while (!recording->submit(batch.take())) {
                }
            }
        });
        std::vector<std::thread> writers;
        for (int writer = 0; writer < 2; ++writer) {
            writers.emplace_back([&, writer] {
                for (quint64 seq = 1; seq <= 20; ++seq) {
                    const Error error =
                        set(recording.path(), seq * 2 + static_cast<quint64>(writer),
                            mark(MarkColour::Orange, QByteArray::number(writer)), connection);
                    if (error)
                        qWarning("%s", qPrintable(errorText(error)));
                }
            });
        }
        for (std::thread &writer : writers)
            writer.join();
        recorder.join();
        const auto reader = recording.finished();
        QVERIFY(reader != nullptr);
        QCOMPARE(reader->lastSeq(connection), quint64{1100});
        QCOMPARE(reader->marks(connection, 1, 1000).size(), 40);
        QVERIFY(recording.failures().empty());
        QVERIFY(!QFile::exists(recording.path() + QLatin1String("-wal")));
        QCOMPARE(sql(recording.path(), "PRAGMA integrity_check"),
                 QStringList({QStringLiteral("ok")}));
    }

    void copyHasTheMarks()
    {
        QVERIFY(!set(m_path, 4, mark(MarkColour::Red, "kept")));
        const QString copy = m_folder.filePath(QStringLiteral("copy.ajar"));
        QVERIFY(!saveCopy(m_path, copy, false));
        QCOMPARE(described(copy), QStringList({QStringLiteral("4 red kept")}));
    }

    void everyPageOfMarks_isFound_inOrderAndAgain()
    {
        Recording recording;
        Batch batch(recording.connect());
        std::vector<MarkChange> changes;
        for (quint64 n = 1; n <= 2000; ++n) {
            batch.text(n, static_cast<closing::Time>(n), "x");
            if (n % 3 == 0)
                changes.push_back({1, n, mark(MarkColour::Red, QByteArray::number(n))});
        }
        recording.record(batch);
        QVERIFY(!writeMarks(recording.path(), changes));
        const auto reader = recording.finished();
        MarkCursor cursor(*reader);
        for (int round = 0; round < 2; ++round) {
            for (quint64 n = 1; n <= 2000; ++n)
                QCOMPARE(cursor.at(1, n).has_value(), n % 3 == 0);
        }
        QCOMPARE(cursor.at(1, 3)->note, QByteArray("3"));
    }

    void jsonLines_exportImportExport_givesTheSameBytes()
    {
        auto reader = Reader::open(m_path);
        std::vector<MarkChange> changes;
        for (const quint32 connection : {1U, 2U}) {
            for (quint64 seq = 1; seq <= (*reader.value)->lastSeq(connection); ++seq)
                changes.push_back({connection, seq,
                                   mark(static_cast<MarkColour>(seq % 7),
                                        seq % 2 ? "line\nline \"x\" \xE2\x80\xAE ä" : "")});
        }
        QVERIFY(!writeMarks(m_path, changes));
        sql(m_path, "UPDATE mark SET crc = crc + 1 WHERE id & 255 = 3");
        const QByteArray lines = exported(m_path, ExportFormat::JsonLines);
        QCOMPARE(lines.count("{\"type\":\"mark\""), qsizetype(changes.size()));
        const QString again = m_folder.filePath(QStringLiteral("again.ajar"));
        const ImportReport report = import(lines, again);
        QVERIFY2(!report.error, qPrintable(errorText(report.error)));
        QCOMPARE(report.withUnknownMembers, quint64{0});
        QCOMPARE(exported(again, ExportFormat::JsonLines), lines);
        QCOMPARE(described(again), described(m_path));
    }

    void wrongMarkLines_areNamed_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char *name, const char *line, const char *problem) {
            QTest::newRow(name) << QByteArray(line) << QString::fromLatin1(problem);
        };
        row("of another frame", R"({"type":"mark","n":2,"connection":1,"t":1.000000000})",
            R"(line 3, column 20: "n" must be that of the frame before, which is 1)");
        row("without a number", R"({"type":"mark","connection":1,"t":1.000000000})",
            R"("n" must be that of the frame before)");
        row("at another time", R"({"type":"mark","n":1,"connection":1,"t":2.000000000})",
            R"("t" must be that of the record before, which is 1.000000000)");
        row("of another connection", R"({"type":"mark","n":1,"connection":2,"t":1.000000000})",
            "is of connection 1");
        row("with another colour",
            R"({"type":"mark","n":1,"connection":1,"t":1.000000000,"colour":"pink"})", "pink");
        row("without a place", R"({"type":"mark","n":1,"t":1.000000000})", "connection");
        row("with a number for a note",
            R"({"type":"mark","n":1,"connection":1,"t":1.000000000,"note":7})", "note");
    }
    void wrongMarkLines_areNamed()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, problem);
        Recording recording;
        Batch batch(recording.connect());
        batch.text(1, 1000000000, "x").text(2, 2000000000, "y");
        recording.record(batch);
        recording.finished();
        QList<QByteArray> lines = exported(recording.path(), ExportFormat::JsonLines).split('\n');
        lines.insert(2, line);
        const QString target = m_folder.filePath(QStringLiteral("import.ajar"));
        ImportReport report = import(lines.join('\n'), target);
        QVERIFY2(errorText(report.error).contains(problem), qPrintable(errorText(report.error)));
        report = import(lines.join('\n'), target, true);
        QVERIFY(!report.error);
        QCOMPARE(report.leftOut, quint64{1});
        QVERIFY(described(target).isEmpty());
    }

    void secondMark_longNote_andMarkBehindALineThatIsLeftOut_areRefused()
    {
        Recording recording;
        Batch batch(recording.connect());
        batch.text(1, 1, "x").text(2, 2, "y");
        recording.record(batch);
        recording.finished();
        QVERIFY(!set(recording.path(), 2, mark(MarkColour::Red)));
        QList<QByteArray> lines = exported(recording.path(), ExportFormat::JsonLines).split('\n');
        const QString target = m_folder.filePath(QStringLiteral("import.ajar"));
        QList<QByteArray> twice = lines;
        twice.insert(4, twice[3]);
        QVERIFY(errorText(import(twice.join('\n'), target).error)
                    .contains(QLatin1String("a mark already")));
        QList<QByteArray> longNote = lines;
        longNote[3].insert(longNote[3].size() - 1,
                           ",\"note\":\"" + QByteArray(longestNote + 1, 'x') + '"');
        QVERIFY(errorText(import(longNote.join('\n'), target).error)
                    .contains(QLatin1String("65536 bytes")));
        QList<QByteArray> orphan = lines;
        orphan[2] = "{]";
        const ImportReport report = import(orphan.join('\n'), target, true);
        QVERIFY(!report.error);
        QCOMPARE(report.leftOut, quint64{2});
        QVERIFY(described(target).isEmpty());
    }

    void otherExports_carryColourAndNote()
    {
        QVERIFY(!set(m_path, 4, mark(MarkColour::Red, "look\nhere")));
        auto reader = Reader::open(m_path);
        const auto rows = (*reader.value)->rows(1, 1, 1000);
        const auto frame = std::ranges::find_if(rows, [](const Row &row) {
            return row.kind == Kind::Data && row.disposition == closing::Disposition::Passed;
        });
        QVERIFY(frame != rows.end());
        QVERIFY(!set(m_path, frame->seq, mark(MarkColour::Green, "a, \"b\"")));
        QVERIFY(exported(m_path, ExportFormat::Text).contains("  (marked red: \"look\\nhere\")\n"));
        QVERIFY(exported(m_path, ExportFormat::Csv).contains(",green,\"a, \"\"b\"\"\"\r\n"));
        QVERIFY(exported(m_path, ExportFormat::Har)
                    .contains("\"colour\":\"green\",\"note\":\"a, \\\"b\\\"\"}]"));
        QVERIFY(exported(m_path, ExportFormat::PcapNg).contains("marked green: "));
    }
};

QTEST_GUILESS_MAIN(TestMarks)
#include "tst_marks.moc"
