// SPDX-License-Identifier: MIT
#include "exported.h"
#include "session/importer.h"
#include "sessiontest.h"

#include <QBuffer>
#include <QJsonDocument>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;
using closing::LinkState;

namespace
{

/// A HAR whose log has these entries.
QByteArray harOf(const QByteArray &entries, const QByteArray &creator = "WebInspector")
{
    return "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"" + creator +
           "\",\"version\":\"1\"},\"pages\":[],\"entries\":[" + entries + "]}}";
}

/// An entry as Chrome writes it, with these members behind the usual ones.
QByteArray entry(const QByteArray &more, const QByteArray &status = "101")
{
    return "{\"_resourceType\":\"websocket\",\"startedDateTime\":\"2024-01-31T12:00:00.500Z\","
           "\"time\":9,\"timings\":{\"blocked\":1.5,\"dns\":-1,\"connect\":2,\"ssl\":1,\"send\":0,"
           "\"wait\":3,\"receive\":1},\"serverIPAddress\":\"[::1]\",\"connection\":\"77\","
           "\"request\":{\"method\":\"GET\",\"url\":\"https://example.test/chat?room=1\","
           "\"httpVersion\":\"HTTP/1.1\",\"headers\":[{\"name\":\"Upgrade\",\"value\":"
           "\"websocket\"}],\"postData\":{\"text\":\"no\"}},\"response\":{\"status\":" +
           status + ",\"statusText\":\"Switching Protocols\",\"headers\":[],\"content\":{}}," +
           more + "}";
}

QByteArray messages(const QByteArray &list)
{
    return "\"_webSocketMessages\":[" + list + "]";
}

QByteArray message(const QByteArray &type, const QByteArray &time, const QByteArray &opcode,
                   const QByteArray &data)
{
    return "{\"type\":\"" + type + "\",\"time\":" + time + ",\"opcode\":" + opcode +
           ",\"data\":\"" + data + "\"}";
}

/// An import of a HAR into a folder of its own.
class Imported
{
public:
    explicit Imported(const QByteArray &har, ImportOptions options = {})
    {
        writeFile(harPath(), har);
        options.leftOut = [this](const Error &why) { leftOut += why.detail; };
        QFile file(harPath());
        file.open(QIODevice::ReadOnly);
        report = importToFile(file, QStringLiteral("x.har"), path(), options);
        if (!report.error)
            reader = std::move(*Reader::open(path()).value);
    }
    QString harPath() const { return m_folder.filePath(QStringLiteral("x.har")); }
    QString path() const { return m_folder.filePath(QStringLiteral("x.ajar")); }

    QVector<Row> rows(quint32 connection = 1)
    {
        return reader->rows(connection, 1, 10000, 1 << 20);
    }
    QStringList text(quint32 connection = 1)
    {
        QStringList lines;
        for (const Row &row : rows(connection)) {
            if (row.isFrame())
                lines += QStringLiteral("%1 %2 %3 %4")
                             .arg(row.number)
                             .arg(row.direction == closing::Direction::Sent ? u"sent" : u"received")
                             .arg(static_cast<int>(row.header.opcode))
                             .arg(QString::fromUtf8(row.payload));
            else
                lines += row.kind == Kind::State
                             ? QStringLiteral("state %1").arg(static_cast<int>(row.state))
                             : row.details.value(QLatin1String("event")).toString();
        }
        return lines;
    }

    ImportReport report;
    std::unique_ptr<Reader> reader;
    QStringList leftOut;

private:
    QTemporaryDir m_folder;
};

constexpr qint64 second = 1'000'000'000;

} // namespace

class TestHarImport : public QObject
{
    Q_OBJECT

private slots:
    void chrome_isAConnectionWithHandshakeAndMessages()
    {
        Imported har(harOf(entry(messages(message("send", "1706702401.25", "1", "h\xC3\xA9llo") +
                                          ',' + message("receive", "1706702402.5", "2", "AAH/")))));
        QVERIFY2(!har.report.error, qPrintable(errorText(har.report.error)));
        QCOMPARE(
            har.text(),
            (QStringList{QStringLiteral("state 0"), QStringLiteral("tcp-connected"),
                         QStringLiteral("handshake-request"), QStringLiteral("handshake-response"),
                         QStringLiteral("state 1"), QString::fromUtf8("1 sent 1 h\xC3\xA9llo"),
                         QStringLiteral("2 received 2 ") +
                             QString::fromUtf8(QByteArray("\0\1\xFF", 3))}));
        const StoredConnection connection = har.reader->connections().constFirst();
        QCOMPARE(connection.url, QStringLiteral("wss://example.test/chat?room=1"));
        QCOMPARE(connection.wallNanoseconds, 1'706'702'400'500'000'000);
        QCOMPARE(connection.t, 0);
        QCOMPARE(connection.options.value(QLatin1String("source")).toString(),
                 QStringLiteral("HAR"));
        QCOMPARE(connection.options.value(QLatin1String("writer")).toString(),
                 QStringLiteral("WebInspector 1"));
        const auto rows = har.rows();
        QCOMPARE(rows[5].t, second * 3 / 4);
        QCOMPARE(rows[6].t, 2 * second);
        QVERIFY(!rows[5].header.masked); // the HAR does not say it
        QCOMPARE(rows[3].t, 6'500'000);
        QVERIFY(rows[2]
                    .details.value(QLatin1String("raw"))
                    .toString()
                    .startsWith(
                        QStringLiteral("GET /chat?room=1 HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")));
        QCOMPARE(rows[1].details.value(QLatin1String("address")).toString(), QStringLiteral("::1"));
        QCOMPARE(rows[1].details.value(QLatin1String("port")).toInt(), 443);
        QVERIFY(har.report.notes.isEmpty());
    }

    void milliseconds_areTakenAsSuch_andMinusOneAsUnknown()
    {
        Imported har(harOf(entry(messages(message("send", "1706702401250.5", "1", "a") + ',' +
                                          message("send", "-1", "1", "b")))));
        QVERIFY2(!har.report.error, qPrintable(errorText(har.report.error)));
        const auto rows = har.rows();
        QCOMPARE(rows[5].t, 750'500'000);
        QCOMPARE(rows[6].t, 750'500'000);
        QCOMPARE(har.report.notes.size(), 1);
    }

    void timesThatGoBack_areRaised()
    {
        Imported har(harOf(entry(messages(message("send", "1706702402", "1", "a") + ',' +
                                          message("send", "1706702401", "1", "b")))));
        QCOMPARE(har.rows()[6].t, har.rows()[5].t);
        QCOMPARE(har.report.notes.size(), 1);
    }

    void messageBeforeTheAnswersTime_comesBehindTheAnswer()
    {
        Imported har(harOf(entry(messages(message("send", "1706702400.501", "1", "a")))));
        const auto rows = har.rows();
        QCOMPARE(rows[5].t, 1'000'000);
        QCOMPARE(rows[4].t, 1'000'000);
    }

    void controlFrames_makeStates()
    {
        Imported har(harOf(entry(messages(message("receive", "1706702401", "9", "cA==") + ',' +
                                          message("send", "1706702401", "10", "cA==") + ',' +
                                          message("receive", "1706702402", "8", "A+lieWU=") + ',' +
                                          message("send", "1706702403", "8", "A+k=")))));
        QCOMPARE(har.text().mid(5),
                 (QStringList{QStringLiteral("1 received 9 p"), QStringLiteral("2 sent 10 p"),
                              QStringLiteral("3 received 8 ") + QString::fromUtf8("\3\xE9"
                                                                                  "bye"),
                              QStringLiteral("state 3"),
                              QStringLiteral("4 sent 8 ") + QString::fromUtf8("\3\xE9"),
                              QStringLiteral("state 4")}));
        QVERIFY(!har.reader->outcome(1)); // how TCP ended is not known
    }

    void errors_areEvents()
    {
        Imported har(harOf(
            entry(messages(message("error", "1706702401", "-1", "net::ERR_CONNECTION_RESET")))));
        const auto rows = har.rows();
        QCOMPARE(rows.last().details.value(QLatin1String("event")).toString(),
                 QStringLiteral("error"));
        QCOMPARE(rows.last().details.value(QLatin1String("text")).toString(),
                 QStringLiteral("net::ERR_CONNECTION_RESET"));
    }

    void closeOfHttpToolkit_isReported()
    {
        Imported har(
            harOf(entry(messages("") + ",\"_webSocketClose\":{\"code\":1001,\"reason\":\"bye\","
                                       "\"timestamp\":1706702405}")));
        const Row last = har.rows().last();
        QCOMPARE(last.details.value(QLatin1String("event")).toString(),
                 QStringLiteral("close-reported"));
        QCOMPARE(last.details.value(QLatin1String("code")).toInt(), 1001);
        QCOMPARE(last.t, 4'500'000'000);
        Imported aborted(harOf(entry(messages("") + ",\"_webSocketClose\":\"aborted\"")));
        QCOMPARE(aborted.text().last(), QStringLiteral("state 6"));
    }

    void refusedHandshake_isAConnectionToo()
    {
        Imported har(harOf(entry("\"x\":1", "403")));
        QCOMPARE(har.text().last(), QStringLiteral("state 7"));
    }

    void otherEntries_areLeftOutAndCounted()
    {
        const QByteArray page = "{\"_resourceType\":\"document\",\"request\":{},\"response\":{"
                                "\"status\":200,\"content\":{\"text\":\"_webSocketMessages\"}}}";
        const QByteArray http2 = "{\"request\":{\"url\":\"http://a/\"},\"startedDateTime\":\"x\","
                                 "\"response\":{\"status\":101,\"headers\":[{\"name\":\"upgrade\","
                                 "\"value\":\"h2c\"}]}}";
        Imported har(harOf(page + ',' + entry(messages("")) + ',' + page + ',' + http2));
        QVERIFY2(!har.report.error, qPrintable(errorText(har.report.error)));
        QCOMPARE(har.report.connections, 1);
        QCOMPARE(har.report.otherEntries, 3);
        Imported none(harOf(page));
        QCOMPARE(none.report.error.fault, Fault::NotASession);
        QVERIFY(!QFile::exists(none.path()));
    }

    void secondConnection_standsOnTheClockOfTheFirst()
    {
        QByteArray second = entry(messages(message("send", "1706702401", "1", "a")));
        second.replace("12:00:00.500Z", "13:00:02+01:00");
        Imported har(harOf(entry(messages("")) + ',' + second));
        QVERIFY2(!har.report.error, qPrintable(errorText(har.report.error)));
        QCOMPARE(har.reader->connections().last().t, 1'500'000'000);
    }

    void attachedMessages_areReadOnlyFromTheFoldersInside()
    {
        QTemporaryDir folder;
        QDir(folder.path()).mkdir(QStringLiteral("in"));
        const QString inside = folder.filePath(QStringLiteral("in/"));
        const QByteArray lines = message("send", "1706702401000", "1", "a") + "\n\n" +
                                 message("receive", "1706702402000", "1", "b") + "\n";
        for (const QString &name : {QStringLiteral("in/m.jsonl"), QStringLiteral("out.jsonl")})
            writeFile(folder.filePath(name), lines);
        QFile::link(folder.filePath(QStringLiteral("out.jsonl")),
                    inside + QStringLiteral("link.jsonl"));
        const auto imported = [&](const QByteArray &name) {
            QByteArray one = entry("\"x\":1");
            one.replace("\"content\":{}", "\"content\":{\"_file\":\"" + name + "\"}");
            writeFile(inside + QStringLiteral("x.har"), harOf(one));
            QFile file(inside + QStringLiteral("x.har"));
            file.open(QIODevice::ReadOnly);
            ImportOptions options;
            options.overwrite = true;
            return importToFile(file, QStringLiteral("x.har"), inside + QStringLiteral("x.ajar"),
                                options);
        };
        const ImportReport good = imported("m.jsonl");
        QVERIFY2(!good.error, qPrintable(errorText(good.error)));
        QCOMPARE(good.records, 7);
        for (const QByteArray &bad :
             {QByteArray("../out.jsonl"), QByteArray("link.jsonl"),
              folder.filePath(QStringLiteral("in/m.jsonl")).toUtf8(), QByteArray("missing"),
              QByteArray("."), QByteArray("\\u0000")}) {
            const ImportReport report = imported(bad);
            QVERIFY2(report.error.detail.contains(QStringLiteral("no readable file in the folder")),
                     bad.constData());
        }
    }

    void bad_data()
    {
        QTest::addColumn<QByteArray>("har");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char *name, const QByteArray &har, const char *problem) {
            QTest::newRow(name) << har << QString::fromUtf8(problem);
        };
        const auto with = [](const QByteArray &one) { return harOf(entry(messages(one))); };
        const QByteArray good = with(message("send", "1", "1", "a"));
        row("cut off", good.left(good.size() - 3), "the file ends where");
        row("trailing junk", good + " x", "expected the end of the file, found \"x\"");
        row("NaN", with(message("send", "NaN", "1", "a")), "expected a value, found \"N\"");
        row("no time", with("{\"type\":\"send\",\"opcode\":1,\"data\":\"\"}"),
            "\"time\" is missing");
        row("no data", with("{\"type\":\"send\",\"time\":1,\"opcode\":1}"), "\"data\" is missing");
        row("type", with(message("sent", "1", "1", "a")), "\"type\" is \"sent\"");
        row("twice",
            with("{\"type\":\"send\",\"type\":\"send\",\"time\":1,\"opcode\":1,\"data\":\"\"}"),
            "\"type\" is there twice");
        row("messages twice", harOf(entry(messages("") + ',' + messages(""))),
            "\"_webSocketMessages\" is there twice");
        row("opcode", with(message("send", "1", "16", "")), "\"opcode\" must be a whole number");
        row("base64", with(message("send", "1", "2", "a*")), "\"data\" is no base64");
        row("surrogate", with(message("send", "1", "1", "\\ud800")), "half a surrogate pair");
        row("utf-8", with(message("send", "1", "1", "\xFF")), "a text is no UTF-8 here");
        row("deep", "{\"log\":{\"x\":" + QByteArray(2000, '[') + "}}", "stand in each other");
        row("log", "{\"log\":[]}", "expected \"{\"");
        row("no entries", "{\"log\":{}}", "its \"log\" has no \"entries\"");
        row("entries", "{\"log\":{\"entries\":{}}}", "expected \"[\"");
        row("entry", harOf("1"), "an entry must be an object");
        row("message", with("1"), "a message must be an object");
        row("messages", harOf(entry("\"_webSocketMessages\":1")), "must be an array");
        row("url",
            harOf(entry(messages("")).replace("https://example.test/chat?room=1\"", "\\ud800\"")),
            "half a surrogate pair");
        row("date", harOf(entry(messages("")).replace("2024-01", "2024-13")),
            "\"startedDateTime\" must");
        row("ajar", with(message("send", "1", "1", "a").chopped(1) + ",\"_ajar\":1}"),
            "\"_ajar\" must be an object");
        row("duration", harOf(entry(messages("")).replace("\"dns\":-1", "\"dns\":1e300")), "");
    }
    void bad()
    {
        QFETCH(const QByteArray, har);
        QFETCH(const QString, problem);
        Imported imported(har);
        if (problem.isEmpty()) {
            QVERIFY(!imported.report.error);
            return;
        }
        QVERIFY2(imported.report.error.detail.contains(problem),
                 qPrintable(errorText(imported.report.error)));
        QVERIFY(!QFile::exists(imported.path()));
    }

    void problems_haveTheirPlace()
    {
        Imported har("\xEF\xBB\xBF{\"log\": {\n \"entries\": [\n" +
                     entry("\"x\":1,\n\"_webSocketMessages\":[\n"
                           "  {\"type\":\"send\",\n   \"time\":true,\"opcode\":1,\"data\":\"\"}]") +
                     "]}}");
        QVERIFY2(har.report.error.detail.startsWith(QStringLiteral("line 6, column 11: ")),
                 qPrintable(har.report.error.detail));
    }

    void keepGoing_leavesOutWhatIsWrong_andKeepsWhatCameBeforeTheEnd()
    {
        ImportOptions options;
        options.keepGoing = true;
        const QByteArray har =
            harOf("1," +
                  entry(messages(message("send", "1706702401", "1", "a") + ",7," +
                                 message("send", "1706702401", "2", "*") + ',' +
                                 message("send", "1706702401", "1", "b"))) +
                  ',' +
                  entry(messages(message("send", "1706702401", "1", "c") + ',' +
                                 message("send", "1706702401", "1", "d"))));
        Imported whole(har, options);
        QCOMPARE(whole.report.leftOut, 3);
        QCOMPARE(whole.text().mid(5),
                 (QStringList{QStringLiteral("1 sent 1 a"), QStringLiteral("2 sent 1 b")}));
        Imported cut(har.left(har.lastIndexOf("\"data\"")), options);
        QCOMPARE(cut.report.leftOut, 4);
        QCOMPARE(cut.text(2).mid(5), QStringList{QStringLiteral("1 sent 1 c")});
        QVERIFY(cut.leftOut.last().contains(QStringLiteral("the file ends where")));
    }

    void everyPlaceToCut_isAnErrorWithAPlace()
    {
        const QByteArray har = harOf(entry(messages(message("send", "1706702401", "1", "a"))));
        for (qsizetype size = 1; size < har.size(); size += 29) {
            QBuffer buffer;
            buffer.setData(har.left(size));
            buffer.open(QIODevice::ReadOnly);
            QTemporaryDir folder;
            const QString path = folder.filePath(QStringLiteral("x.ajar"));
            const auto report = importToFile(buffer, QStringLiteral("x"), path, {});
            QVERIFY(report.error && !report.error.detail.isEmpty());
            QVERIFY(QDir(folder.path()).isEmpty(QDir::Files | QDir::Hidden));
        }
    }

    void ownExport_isTheSameAfterImport()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        batch.state(5, LinkState::Connecting, LinkState::Connecting)
            .event(6, closing::Event::TcpConnecting)
            .event(7, closing::Event::TcpConnected,
                   {{"address", std::string("::1")},
                    {"port", std::int64_t{80}},
                    {"localPort", std::int64_t{4711}}})
            .event(8, closing::Event::HandshakeRequest,
                   {{"raw", std::string("GET / HTTP/1.1\r\nA: b\r\n\r\n")}})
            .event(10, closing::Event::HandshakeResponse,
                   {{"status", std::int64_t{101}},
                    {"raw", std::string("HTTP/1.1 101 Yes\r\nC:d\r\n\r\n")}})
            .state(11, LinkState::Open, LinkState::Connecting)
            .text(1, 20, "hello");
        closing::FrameRecord masked = frameOf(2, wire::Opcode::Text, 5, 20);
        masked.direction = closing::Direction::Sent;
        masked.header.masked = true;
        masked.header.maskKey = {1, 2, 3, 4};
        masked.header.lengthForm = wire::LengthForm::Quad;
        masked.findings.add(static_cast<wire::Finding>(3));
        batch.frame(masked, "later")
            .event(20, closing::Event::TimerStarted, {{"timer", std::string("close")}});
        closing::FrameRecord odd = frameOf(3, static_cast<wire::Opcode>(11), 3, 20);
        odd.header.rsv = 2;
        batch.frame(odd, QByteArray("\0\1\2", 3));
        batch.text(4, 25, "\xC3\x28 no UTF-8");
        batch
            .frame(frameOf(9, wire::Opcode::Close, 5, 30), "\3\xE9"
                                                           "bye")
            .state(30, LinkState::HalfClosedRemote, LinkState::Open)
            .record(closing::OutcomeRecord{.t = 31, .outcome = {}})
            .event(32, closing::Event::FinReceived);
        recording.record(batch);
        const auto reader = recording.finished();
        ExportOptions options;
        options.format = ExportFormat::Har;
        options.withSecrets = true;
        const QByteArray first = exported(*reader, options);
        Imported har(first);
        QVERIFY2(!har.report.error, qPrintable(errorText(har.report.error)));
        QVERIFY2(har.report.notes.isEmpty(), qPrintable(har.report.notes.join(u'\n')));
        QCOMPARE(exported(*har.reader, options), first);
        ExportOptions lines;
        lines.withSecrets = true;
        QCOMPARE(exported(*har.reader, lines), exported(*reader, lines));
    }

    void jsonSequence_isTakenAsLines()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        batch.text(1, 20, "a\nb").text(2, 30, "c");
        recording.record(batch);
        const auto reader = recording.finished();
        ExportOptions lines;
        lines.withSecrets = true;
        const QByteArray text = exported(*reader, lines);
        QByteArray sequence;
        for (const QByteArray &line : text.trimmed().split('\n'))
            sequence +=
                '\x1E' + QByteArray(line).replace(",\"", ",\n \"") + '\n'; // over several lines
        Imported imported(sequence);
        QVERIFY2(!imported.report.error, qPrintable(errorText(imported.report.error)));
        QCOMPARE(exported(*imported.reader, lines), text);
        Imported bad(sequence.chopped(3));
        QVERIFY2(bad.report.error.detail.startsWith(QStringLiteral("record 3, column ")),
                 qPrintable(bad.report.error.detail));
    }

    void cancelledImport_leavesNoFile()
    {
        std::atomic_bool cancelled = true;
        ImportOptions options;
        options.cancelled = &cancelled;
        Imported har(harOf(entry(messages(""))), options);
        QCOMPARE(har.report.error.fault, Fault::Cancelled);
        QVERIFY(!QFile::exists(har.path()));
    }
};

QTEST_GUILESS_MAIN(TestHarImport)
#include "tst_harimport.moc"
