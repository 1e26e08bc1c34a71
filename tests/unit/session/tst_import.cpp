// SPDX-License-Identifier: MIT
#include "exported.h"
#include "sessiontest.h"

#include "session/exporter.h"
#include "session/importer.h"

#include <QBuffer>
#include <QDir>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::session;
using namespace ajar::session::test;
using wire::Opcode;

namespace
{

/// A device that breaks off with a fault.
class Broken : public QBuffer
{
protected:
    qint64 readData(char *data, qint64 size) override
    {
        const qint64 got = QBuffer::readData(data, size);
        if (got == 0)
            setErrorString(QStringLiteral("the cable is loose"));
        return got == 0 ? -1 : got;
    }
};

QByteArray exported(const QString &path, bool verdicts = false)
{
    ExportOptions options;
    options.withSecrets = true;
    if (verdicts) {
        options.verdict = [](Reader &, const StoredConnection &) {
            Verdict verdict;
            verdict.headline = "it is over";
            return verdict;
        };
    }
    return written(path, options);
}

/// All that a session file has, but for how its connections are described.
QStringList contentRows(const QString &path)
{
    return sql(path, "SELECT id, kind, t, n, bits, length, mask, ref, findings, inflated, crc,"
                     " hex(payload) FROM record ORDER BY id;"
                     "SELECT id, part, crc, hex(bytes) FROM chunk ORDER BY id, part;"
                     "SELECT * FROM rate ORDER BY 1, 2;"
                     "SELECT id, kind, url, t, wall FROM connection ORDER BY id");
}

} // namespace

class TestImport : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QByteArray m_sample; ///< exported

    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    QStringList files() const
    {
        return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

    ImportReport import(const QByteArray &text, const ImportOptions &options = {},
                        const char *target = "new.ajar") const
    {
        QBuffer buffer;
        buffer.setData(text);
        buffer.open(QIODevice::ReadOnly);
        return importToFile(buffer, QStringLiteral("x.jsonl"), path(target), options);
    }

    /// The session goes through a file of lines and is the same.
    void compareAfterImport(const QString &session)
    {
        const QByteArray text = exported(session);
        const ImportReport report = import(text);
        QVERIFY2(!report.error, qPrintable(errorText(report.error)));
        QCOMPARE(exported(path("new.ajar")), text);
        QCOMPARE(report.records, static_cast<quint64>(text.count('\n') - 1));
        QCOMPARE(report.withUnknownMembers, 0u);
        QCOMPARE(report.firstUnknownMember, QString());
        QCOMPARE(contentRows(path("new.ajar")), contentRows(session));
    }

private slots:
    void initTestCase()
    {
        QTemporaryDir folder;
        m_sample = exported(sampleSession(folder.path()));
        QCOMPARE(m_sample.count('\n'), 13);
    }
    void cleanup() // NOLINT: Qt Test calls it behind each test
    {
        for (const QString &name : files())
            QFile::remove(m_folder.filePath(name));
    }

    void sample_isTheSameAfterImport()
    {
        const ImportReport report = import(m_sample);
        QVERIFY2(!report.error, qPrintable(errorText(report.error)));
        QCOMPARE(exported(path("new.ajar")), m_sample);
        QCOMPARE(report.connections, 2u);
        QCOMPARE(report.records, 12u);
        QCOMPARE(report.damaged, 0u);
        QCOMPARE(files(), QStringList{QStringLiteral("new.ajar")}); // no -wal, no temporary file
        struct stat status {
        };
        ::stat(QFile::encodeName(path("new.ajar")).constData(), &status);
        QCOMPARE(status.st_mode & 0777, 0600u);
        QTemporaryDir folder;
        const QString original = sampleSession(folder.path());
        QCOMPARE(sql(path("new.ajar"), "SELECT * FROM rate"), sql(original, "SELECT * FROM rate"));
    }

    void everyTraitOfFrames_isTheSameAfterImport()
    {
        const QByteArray payloads[] = {"",
                                       "text",
                                       "\x03\xE8",
                                       "\x03",
                                       "\x03\xE9"
                                       "because \"\\\n",
                                       "\x03\xE9\xFF",
                                       QByteArray("\0\0\x01\x1F\x7F", 5),
                                       "\xC3\xA4\xF0\x9F\x9A\xAA\xE2\x80\xAE",
                                       "\xFF\xFE",
                                       QByteArray(126, 'x'),
                                       QByteArray(65536, 'y')};
        Recording recording;
        recording.connect("ws://a/?q=\"\\\xC3\xA4");
        Batch batch;
        std::uint64_t number = 0;
        for (int opcode = 0; opcode < 16; ++opcode) {
            for (const QByteArray &payload : payloads) {
                for (int variant = 0; variant < 6; ++variant) {
                    number += 1 + number % 2;
                    FrameRecord frame =
                        frameOf(number, Opcode(opcode), static_cast<std::size_t>(payload.size()),
                                static_cast<Time>(number) * 999'999'999 - 5'000'000'000);
                    frame.disposition = static_cast<Disposition>(variant);
                    frame.direction = variant & 1 ? Direction::Sent : Direction::Received;
                    frame.leg = variant & 2 ? Leg::Endpoint : Leg::Peer;
                    frame.header.fin = variant != 3;
                    frame.header.rsv = static_cast<std::uint8_t>(number % 8);
                    frame.header.masked = variant % 3 == 1;
                    if (frame.header.masked)
                        frame.header.maskKey = {0, 0x0A, 0xFF, static_cast<std::uint8_t>(number)};
                    if (variant == 4)
                        frame.header.lengthForm = wire::LengthForm::Quad;
                    if (variant == 5)
                        frame.header.length = UINT64_MAX;
                    frame.ref = variant == 2 ? number - 1 : 0;
                    frame.findings = wire::FindingSet(number * 0x9E3779B97F4A7C15 &
                                                      ((1ull << wire::findingCount) - 1));
                    batch.frame(frame, payload);
                }
            }
        }
        recording.record(batch);
        recording->finish();
        compareAfterImport(recording.path());
    }

    void everyKindOfDetails_isTheSameAfterImport()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        for (int i = 0; i < eventCount; ++i) {
            const AttributeGroup group{{{"subject", "CN=\"x\"\n"}, {"days", std::int64_t{-7}}}};
            batch.event(i, static_cast<Event>(i),
                        {{"text", "\xC3\xA4\\\x01"},
                         {"number", 0.1 + i},
                         {"huge", std::int64_t{INT64_MAX}},
                         {"yes", i % 2 == 0},
                         {"chain", std::vector{group, group}}});
        }
        for (int i = 0; i <= static_cast<int>(LinkState::Refused); ++i)
            batch.state(100 + i, static_cast<LinkState>(i), LinkState::Open);
        Outcome outcome;
        outcome.state = LinkState::Aborted;
        outcome.sent = CloseSeen{3, 1001, "bye"};
        batch.record(OutcomeRecord{1000, outcome});
        for (const auto direction : {Direction::Sent, Direction::Received})
            batch.opaque(2000, direction, QByteArray("\0lost\xFF", 6));
        recording.record(batch);
        recording->finish();
        compareAfterImport(recording.path());
    }

    void largePayloadsAndManyConnections_areTheSameAfterImport()
    {
        Recording recording;
        for (int i = 0; i < 3; ++i)
            recording.connect("ws://example.test/" + std::to_string(i));
        for (std::uint64_t number = 1; number <= 12; ++number) {
            for (std::uint32_t connection = 1; connection <= 3; ++connection) {
                Batch batch(connection);
                const auto size = static_cast<qsizetype>(number * number * 9999 * connection);
                FrameRecord frame =
                    frameOf(number, number % 2 ? Opcode::Text : Opcode::Binary,
                            static_cast<std::size_t>(size), static_cast<Time>(number));
                batch.frame(frame, QByteArray(size, number % 2 ? '\x01' : '\xFF'));
                recording.record(batch);
            }
        }
        recording->finish();
        compareAfterImport(recording.path());
    }

    void emptySession_isTheSameAfterImport()
    {
        Recording recording;
        recording->finish();
        compareAfterImport(recording.path());
        recording.connect();
    }

    void compressedFrame_keepsTheLengthOfItsContent()
    {
        const QByteArray line =
            R"({"type":"frame","n":2,"connection":2,"t":9,"leg":"peer","direction":"sent",)"
            R"("opcode":"text","fin":true,"rsv":4,"masked":false,"length":2,"wireLength":4,)"
            R"("disposition":"passed","base64":"AwA=","inflatedLength":0,"inflatedText":"",)"
            R"("findings":[]})";
        const ImportReport report = import(m_sample + line);
        QVERIFY2(!report.error, qPrintable(errorText(report.error)));
        QCOMPARE(report.withUnknownMembers, 0u);
        QCOMPARE(sql(path("new.ajar"), "SELECT count(*), sum(inflated) FROM record"
                                       " WHERE inflated IS NOT NULL"),
                 QStringList{QStringLiteral("1|0")});
    }

    void damage_isTheSameAfterImport_data()
    {
        QTest::addColumn<QByteArray>("change");
        QTest::addColumn<int>("damaged");
        const auto row = [](const char *change, int damaged) {
            QTest::newRow(change) << QByteArray(change) << damaged;
        };
        row("UPDATE record SET t = 7 WHERE kind = 4", 1);
        row("UPDATE record SET payload = '{\"state\": 7,\"type\":\"frame\"}' WHERE kind = 2", 1);
        row("UPDATE record SET payload = 'nothing' WHERE kind = 3", 2);
        row("UPDATE record SET payload = NULL WHERE kind = 3", 2);
        row("UPDATE record SET payload = x'00' WHERE kind = 0 AND n = 1", 2);
        row("UPDATE record SET n = -5, ref = -1 WHERE kind = 0 AND n = 3", 1);
        row("UPDATE record SET n = 1 WHERE kind = 0 AND n = 3", 1);
        row("UPDATE record SET t = 99000000000 WHERE kind = 0", 5);
        row("UPDATE record SET bits = -1 WHERE kind = 1", 2);
        row("UPDATE record SET kind = 9 WHERE kind = 1", 2);
        row("UPDATE record SET crc = 0", 12);
    }
    void damage_isTheSameAfterImport()
    {
        QFETCH(const QByteArray, change);
        QFETCH(const int, damaged);
        QTemporaryDir folder;
        const QString original = sampleSession(folder.path());
        QCOMPARE(sql(original, change), QStringList());
        const QByteArray text = exported(original);
        QCOMPARE(text.count("\"damaged\":true"), damaged);
        const ImportReport report = import(text);
        QVERIFY2(!report.error, qPrintable(errorText(report.error)));
        QCOMPARE(report.damaged, static_cast<quint64>(damaged));
        QCOMPARE(exported(path("new.ajar")), text);
    }

    void numberOfADamagedFrame_saysNothingAboutLaterRecords()
    {
        QByteArray text = m_sample;
        text.replace("\"n\":6,", "\"n\":77,\"damaged\":true,");
        QVERIFY(!import(text).error);
        QCOMPARE(sql(path("new.ajar"), "SELECT kind, n FROM record WHERE n > 4 ORDER BY id"),
                 (QStringList{QStringLiteral("0|5"), QStringLiteral("1|77"), QStringLiteral("5|5"),
                              QStringLiteral("4|5")}));
    }

    void verdicts_followFromTheRecords()
    {
        QTemporaryDir folder;
        const QByteArray text = exported(sampleSession(folder.path()), true);
        QCOMPARE(text.count("\"type\":\"verdict\""), 2);
        const ImportReport report = import(text);
        QVERIFY(!report.error);
        QCOMPARE(report.records, 12u);
        QCOMPARE(exported(path("new.ajar")), m_sample);
    }

    void linesWrittenInOtherWays_areTaken_data()
    {
        QTest::addColumn<QByteArray>("text");
        QByteArrayList spaced = m_sample.split('\n');
        for (QByteArray &line : spaced)
            line = ' ' + line.replace(":1,", " : 1\t, ");
        QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF" + m_sample);
        QTest::newRow("empty lines")
            << QByteArray("\n \t\n" + QByteArray(m_sample).replace("\n", "\n\n"));
        QTest::newRow("CR LF") << QByteArray(m_sample).replace("\n", "\r\n");
        QTest::newRow("spaces") << spaced.join('\n');
        QTest::newRow("no line end at the end") << m_sample.chopped(1);
        QTest::newRow("escapes") << QByteArray(m_sample).replace("hello", "\\u0068ell\\u006F");
    }
    void linesWrittenInOtherWays_areTaken()
    {
        QFETCH(const QByteArray, text);
        const ImportReport report = import(text);
        QVERIFY2(!report.error, qPrintable(errorText(report.error)));
        QCOMPARE(exported(path("new.ajar")), m_sample);
    }

    void whatIsNoExport_isRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<Fault>("fault");
        QTest::addColumn<QString>("why");
        const auto row = [](const char *name, const QByteArray &text, Fault fault,
                            const char *why) {
            QTest::newRow(name) << text << fault << QString::fromUtf8(why);
        };
        const char *begins = "an export in JSON Lines begins with {\"format\":\"ajar\"";
        row("empty", "", Fault::NotASession, "it is empty");
        row("byte order mark alone", "\xEF\xBB\xBF", Fault::NotASession, "it is empty");
        row("empty lines", "\n\r\n", Fault::NotASession, "it has nothing but empty lines");
        row("text", "hello", Fault::NotASession, begins);
        row("array", "\n[{}]", Fault::NotASession, begins);
        row("session", QByteArray("SQLite format 3\0", 16), Fault::NotASession,
            "it is an SQLite database, and no JSON Lines; a session file needs no import");
        row("UTF-16", QByteArray("\xFF\xFE{\0", 4), Fault::NotASession,
            "it is UTF-16, where JSON Lines is UTF-8");
        row("UTF-16 without a mark", QByteArray("{\0\"\0", 4), Fault::NotASession,
            "it is UTF-16, where JSON Lines is UTF-8");
        row("HAR", "{\n \"log\":{}}", Fault::NotASession,
            "it is no HAR: its \"log\" has no \"entries\"");
        row("no header", "{\"type\":\"frame\"}\n", Fault::NotASession,
            "line 1, column 1: \"format\" is missing; an export in JSON Lines begins with "
            "{\"format\":\"ajar\"");
        row("newer", "{\"format\":\"ajar\",\"version\":2}\n", Fault::NewerVersion,
            "line 1, column 28: version 2 of the export, where this Ajar knows 1");
        row("cut header", "\n{\"format\":\"ajar\",\"version\":1", Fault::Damaged,
            "line 2, column 29: the line ends where \",\" or \"}\" was expected; the file ends "
            "there too, so it may have been cut off");
    }
    void whatIsNoExport_isRefused()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const Fault, fault);
        QFETCH(const QString, why);
        for (const bool keepGoing : {false, true}) {
            const ImportReport report = import(text, {.keepGoing = keepGoing});
            QCOMPARE(report.error.detail, why);
            QCOMPARE(report.error.fault, fault);
            QCOMPARE(report.error.path, QStringLiteral("x.jsonl"));
            QCOMPARE(files(), QStringList());
        }
    }

    void badLine_isToldAndLeavesNoFile_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qsizetype>("line");
        QTest::addColumn<QByteArray>(
            "from"); // what stands at the column, or nothing: the line's end
        QTest::addColumn<QString>("why");
        const QByteArrayList lines = m_sample.split('\n');
        const auto row = [&](const char *name, qsizetype line, const QByteArray &text,
                             const QByteArray &from, const char *why) {
            QByteArrayList changed = lines;
            changed[line - 1] = text;
            QTest::newRow(name) << changed.join('\n') << line << from << QString::fromUtf8(why);
        };
        const auto with = [&](qsizetype line, const char *part, const char *instead) {
            QByteArray text = lines[line - 1];
            return text.replace(part, instead);
        };
        row("no JSON", 3, "what", "what", "expected \"{\", found \"w\"");
        row("not UTF-8", 4, with(4, "hello", "he\xFFlo"), "\xFFlo", "a text is no UTF-8 here");
        row("unknown connection", 2, with(2, "\"connection\":1", "\"connection\":3"), "3,",
            "connection 3 is not among those of the header");
        row("frame twice", 5, lines[3], "1,",
            "\"n\" must be more than 1, that of the frame before in this connection");
        row("time goes back", 3, with(3, "0.000000020", "0.000000009"), "0.000000009",
            "\"t\" must not be before 0.000000010, the time of the record before in this "
            "connection");
        row("header again", 3, lines[0], "{", "\"type\" is missing");
        row("connection twice", 1, with(1, "\"id\":2", "\"id\":1"), "{\"id\":1,\"kind\":\"client",
            "connection 1 is there twice");
        row("cut inside", 5, lines[4].chopped(9), "",
            "the line ends where the end of a text was expected");
        QTest::newRow("cut off") << m_sample.chopped(2) << qsizetype{13} << QByteArray()
                                 << QStringLiteral("the line ends where \",\" or \"}\" was "
                                                   "expected; the file ends there too, so it may "
                                                   "have been cut off");
    }
    void badLine_isToldAndLeavesNoFile()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const qsizetype, line);
        QFETCH(const QByteArray, from);
        QFETCH(const QString, why);
        const QByteArray bad = text.split('\n')[line - 1];
        const ImportReport report = import(text);
        QCOMPARE(report.error.detail,
                 QStringLiteral("line %1, column %2: %3")
                     .arg(line)
                     .arg((from.isEmpty() ? bad.size() : bad.indexOf(from)) + 1)
                     .arg(why));
        QCOMPARE(report.error.fault, Fault::Damaged);
        QCOMPARE(files(), QStringList());
    }

    void exportCutAnywhere_isWholeOrToldToBeCut()
    {
        const qsizetype header = m_sample.indexOf('\n') + 1;
        for (qsizetype size = header; size < m_sample.size(); size += 173) {
            const QByteArray text = m_sample.left(size);
            const ImportReport report = import(text, {.overwrite = true});
            if (report.error) {
                QVERIFY2(report.error.detail.endsWith(QStringLiteral("may have been cut off")),
                         qPrintable(report.error.detail));
                continue;
            }
            const qsizetype lines = text.trimmed().count('\n');
            QCOMPARE(report.records, static_cast<quint64>(lines));
        }
    }

    void longLine_isRefusedUnread()
    {
        const QByteArray text = m_sample + QByteArray(5000, ' ') + "\n";
        const ImportReport report = import(text, {.longestLine = 4999});
        QCOMPARE(report.error.detail, QStringLiteral("line 14 has more than 4999 bytes"));
        QCOMPARE(report.error.fault, Fault::Damaged);
        QCOMPARE(files(), QStringList());
        QVERIFY(!import(text, {.longestLine = 5000}).error);
        const ImportReport header = import(m_sample, {.overwrite = true, .longestLine = 200});
        QCOMPARE(header.error.detail, QStringLiteral("line 1 has more than 200 bytes"));
    }

    void badLines_areLeftOutOnRequest()
    {
        QByteArrayList lines = m_sample.split('\n');
        lines.insert(3, QByteArray("what"));
        lines.insert(5, QByteArray(9000, 'x'));
        lines.insert(6, lines[4]); // a frame again
        lines.last() = "{\"type\":";
        QStringList leftOut;
        ImportOptions options;
        options.keepGoing = true;
        options.longestLine = 8000;
        options.leftOut = [&](const Error &why) { leftOut += why.detail; };
        const ImportReport report = import(lines.join('\n'), options);
        QVERIFY(!report.error);
        QCOMPARE(report.leftOut, 4u);
        QCOMPARE(leftOut.size(), 4);
        QVERIFY(leftOut[0].startsWith(QStringLiteral("line 4, column 1: ")));
        QCOMPARE(leftOut[1], QStringLiteral("line 6 has more than 8000 bytes"));
        QVERIFY(leftOut[2].startsWith(QStringLiteral("line 7, column 21: ")));
        QVERIFY(leftOut[3].endsWith(QStringLiteral("may have been cut off")));
        QCOMPARE(exported(path("new.ajar")), m_sample);
    }

    void unknownMembers_areToldOnce()
    {
        const ImportReport report =
            import(QByteArray(m_sample).replace("\"findings\"", "\"colour\":1,\"findings\""));
        QVERIFY(!report.error);
        QCOMPARE(report.withUnknownMembers, 7u);
        QCOMPARE(report.firstUnknownMember, QStringLiteral("line 4, \"colour\""));
        QCOMPARE(exported(path("new.ajar")), m_sample);
    }

    void unknownEvents_areKept()
    {
        const QByteArray text =
            m_sample + R"({"type":"event","connection":1,"t":5.000000000,"event":"new","x":[1]})" +
            '\n';
        QVERIFY(!import(text).error);
        QCOMPARE(exported(path("new.ajar")), text);
    }

    void lastConnection_isTaken()
    {
        QByteArray text = m_sample;
        text.replace("\"id\":2", "\"id\":8388606")
            .replace("\"connection\":2", "\"connection\":8388606");
        QVERIFY(!import(text).error);
        QCOMPARE(exported(path("new.ajar")), text);
    }

    void timesAtTheEnds_areTaken()
    {
        QByteArray text = m_sample.left(m_sample.indexOf('\n') + 1);
        for (const char *t : {"-9223372036.854775808", "9223372036.854775807"}) {
            text += QByteArray(m_sample.split('\n')[3])
                        .replace("\"t\":1.000000000", QByteArray("\"t\":") + t)
                        .replace("\"n\":1", t[0] == '-' ? "\"n\":1" : "\"n\":9223372036854775807") +
                    '\n';
        }
        QVERIFY(!import(text).error);
        QCOMPARE(exported(path("new.ajar")), text);
        QCOMPARE(sql(path("new.ajar"), "SELECT slot FROM rate ORDER BY slot"),
                 (QStringList{QStringLiteral("-92233720369"), QStringLiteral("92233720368")}));
    }

    void existingFile_isReplacedOnlyOnRequestAndOnlyWhenAllIsWell()
    {
        QVERIFY(!import(m_sample).error);
        const QByteArray before = contentOf(path("new.ajar"));
        QCOMPARE(import(m_sample).error.fault, Fault::Exists);
        QCOMPARE(import(m_sample + "x", {.overwrite = true}).error.fault, Fault::Damaged);
        QCOMPARE(contentOf(path("new.ajar")), before);
        const QByteArray header = m_sample.left(m_sample.indexOf('\n') + 1);
        QVERIFY(!import(header, {.overwrite = true}).error);
        QCOMPARE(exported(path("new.ajar")), header);

        writeFile(path("precious.txt"), "precious");
        QCOMPARE(import(m_sample, {.overwrite = true}, "precious.txt").error.fault,
                 Fault::NotASession);
        QCOMPARE(contentOf(path("precious.txt")), QByteArray("precious"));
        QCOMPARE(files(),
                 (QStringList{QStringLiteral("new.ajar"), QStringLiteral("precious.txt")}));
    }

    void fileThatAppearsMeanwhile_isLeftAlone()
    {
        ImportOptions options;
        options.progress = [&](quint64, quint64) { writeFile(path("new.ajar"), "precious"); };
        QCOMPARE(import(m_sample, options).error.fault, Fault::Exists);
        QCOMPARE(contentOf(path("new.ajar")), QByteArray("precious"));
        QCOMPARE(files(), QStringList{QStringLiteral("new.ajar")});
    }

    void folderThatIsMissing_isAFault()
    {
        QCOMPARE(import(m_sample, {}, "missing/new.ajar").error.fault, Fault::NotFound);
    }

    void readingThatBreaksOff_leavesNoFile()
    {
        Broken device;
        device.setData(m_sample);
        device.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
        const ImportReport report =
            importToFile(device, QStringLiteral("x.jsonl"), path("new.ajar"), {.keepGoing = true});
        QCOMPARE(report.error.fault, Fault::Io);
        QCOMPARE(report.error.detail, QStringLiteral("the cable is loose"));
        QCOMPARE(files(), QStringList());
    }

    void longImport_isWrittenInPortions()
    {
        QByteArray text = m_sample;
        const QByteArray name(600, 'x');
        const QByteArray event = "{'type':'event','connection':1,'t':5,'event':'" + name + "'}\n";
        text += QByteArray(event).replace('\'', '"').repeated(20000);
        quint64 most = 0;
        ImportOptions options;
        options.progress = [&](quint64 done, quint64 total) {
            if (most > 0 || done == total)
                return;
            const QStringList rows =
                sql(m_folder.filePath(files().constFirst()), "SELECT count(*) FROM record");
            most = rows.value(0).toULongLong();
        };
        QVERIFY(!import(text, options).error);
        QVERIFY2(most > 1000 && most < 19000, QByteArray::number(most));
        QCOMPARE(sql(path("new.ajar"), "SELECT count(*) FROM record"),
                 QStringList{QStringLiteral("20012")});
    }

    void fullDisk_leavesNoFile()
    {
        QByteArray text = m_sample;
        for (int i = 0; i < 20000; ++i)
            text += R"({"type":"event","connection":1,"t":5,"event":"x"})" + QByteArray("\n");
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit usual{};
        ::getrlimit(RLIMIT_FSIZE, &usual);
        const rlimit small{200000, usual.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
        const ImportReport report = import(text, {.keepGoing = true});
        ::setrlimit(RLIMIT_FSIZE, &usual);
        QVERIFY2(report.error.fault == Fault::DiskFull || report.error.fault == Fault::Io,
                 qPrintable(errorText(report.error)));
        QCOMPARE(files(), QStringList());
    }

    void cancelledImport_leavesNoFile()
    {
        QByteArray text = m_sample;
        for (int i = 0; i < 5000; ++i)
            text += R"({"type":"event","connection":1,"t":5,"event":"x"})" + QByteArray("\n");
        std::atomic_bool cancelled = false;
        quint64 seen = 0;
        ImportOptions options;
        options.cancelled = &cancelled;
        options.progress = [&](quint64 done, quint64 total) {
            QCOMPARE(total, static_cast<quint64>(text.size()));
            seen = done;
            cancelled = true;
        };
        QCOMPARE(import(text, options).error.fault, Fault::Cancelled);
        QVERIFY(seen > 0);
        QCOMPARE(files(), QStringList());
        options.cancelled = nullptr;
        QVERIFY(!import(text, options).error);
        QCOMPARE(seen, static_cast<quint64>(text.size()));
    }
};

QTEST_GUILESS_MAIN(TestImport)
#include "tst_import.moc"
