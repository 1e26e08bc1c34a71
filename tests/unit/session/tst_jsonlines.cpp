// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include "closing/names.h"
#include "session/exporter.h"
#include "wire/closebody.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include <sys/stat.h>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::session;
using namespace ajar::session::test;
using wire::Opcode;

namespace
{

struct Exported {
    QByteArray text;
    Fault fault = Fault::None;
};

Exported exportedFrom(const QString &path, const ExportOptions &options = {})
{
    auto reader = Reader::open(path);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const Error error = exportSession(**reader.value, buffer, options);
    return {buffer.data(), error.fault};
}

QByteArray exported(const QString &path, const ExportOptions &options = {})
{
    return exportedFrom(path, options).text;
}

Row rowOf(const FrameRecord &frame, const QByteArray &payload)
{
    Row row;
    row.seq = 1;
    row.kind = wire::isControl(frame.header.opcode) ? Kind::Control : Kind::Data;
    row.t = frame.t;
    row.number = frame.number;
    row.ref = frame.ref;
    row.header = frame.header;
    row.findings = frame.findings;
    row.direction = frame.direction;
    row.leg = frame.leg;
    row.disposition = frame.disposition;
    row.payload = payload;
    row.payloadSize = static_cast<quint64>(payload.size());
    return row;
}

QByteArray payloadIn(const QJsonObject &line)
{
    if (line.contains(QLatin1String("base64")))
        return QByteArray::fromBase64(line.value(QLatin1String("base64")).toString().toLatin1());
    if (line.contains(QLatin1String("text")))
        return line.value(QLatin1String("text")).toString().toUtf8();
    const QJsonObject close = line.value(QLatin1String("close")).toObject();
    const QJsonValue code = close.value(QLatin1String("code"));
    const auto bytes = wire::encodeCloseBody(
        code.isNull() ? std::nullopt : std::optional(static_cast<std::uint16_t>(code.toInt())),
        close.value(QLatin1String("reason")).toString().toStdString());
    return QByteArray(reinterpret_cast<const char *>(bytes.data()),
                      static_cast<qsizetype>(bytes.size()));
}

template<typename Enum>
Enum named(const QJsonObject &line, QLatin1String key, int count)
{
    for (int i = 0; i < count; ++i) {
        const std::string_view text = closing::name(static_cast<Enum>(i));
        if (line.value(key).toString().toStdString() == text)
            return static_cast<Enum>(i);
    }
    return {};
}

/// The frame that a line tells of: all of it must follow from the line.
Row frameIn(const QByteArray &text)
{
    const QJsonObject line = QJsonDocument::fromJson(text).object();
    const auto value = [&](const char *key) { return line.value(QLatin1String(key)); };
    Row row;
    row.payload = payloadIn(line);
    row.payloadSize = static_cast<quint64>(row.payload.size());
    row.number = static_cast<quint64>(value("n").toInteger());
    row.ref = static_cast<quint64>(value("ref").toInteger());
    const QByteArray seconds = text.mid(text.indexOf("\"t\":") + 4).split(',').first();
    row.t = QByteArray(seconds).replace('.', "").toLongLong();
    row.leg = named<Leg>(line, QLatin1String("leg"), 2);
    row.direction = named<Direction>(line, QLatin1String("direction"), 2);
    row.disposition = named<Disposition>(line, QLatin1String("disposition"), 6);
    for (int i = 0; i < 16; ++i) {
        if (value("opcode").toString().toStdString() == closing::name(static_cast<Opcode>(i)))
            row.header.opcode = static_cast<Opcode>(i);
    }
    row.kind = wire::isControl(row.header.opcode) ? Kind::Control : Kind::Data;
    row.header.fin = value("fin").toBool();
    row.header.rsv = static_cast<std::uint8_t>(value("rsv").toInt());
    row.header.masked = value("masked").toBool();
    const QByteArray key = QByteArray::fromHex(value("maskKey").toString().toLatin1());
    if (key.size() == 4)
        std::copy(key.begin(), key.end(), row.header.maskKey.begin());
    const QByteArray length = text.mid(text.indexOf("\"length\":") + 9).split(',').first();
    row.header.length = length.toULongLong();
    const qint64 head =
        value("wireLength").toInteger() - row.payload.size() - (row.header.masked ? 4 : 0);
    row.header.lengthForm = head == 2   ? wire::LengthForm::Short
                            : head == 4 ? wire::LengthForm::Word
                                        : wire::LengthForm::Quad;
    for (const auto &finding : value("findings").toArray())
        row.findings.add(*wire::findingFromId(finding.toString().toStdString()));
    return row;
}

} // namespace

class TestJsonLines : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_sample;

private slots:
    void initTestCase() { m_sample = sampleSession(m_folder.path()); }

    void sample_isExportedLineByLine()
    {
        ExportOptions options;
        options.withSecrets = true;
        const QList<QByteArray> lines = exported(m_sample, options).split('\n');
        QByteArray expected = contentOf(QStringLiteral(SAMPLE_JSONL));
        const auto row = (*Reader::open(m_sample).value)->outcome(1).value();
        expected.replace("@VERSION@", AJAR_VERSION)
            .replace("@SUMMARY@", row.details.value(QLatin1String("summary")).toString().toUtf8());
        const QList<QByteArray> golden = expected.split('\n');
        for (qsizetype i = 0; i < golden.size(); ++i)
            QCOMPARE(lines.value(i), golden[i]);
        QCOMPARE(lines.size(), golden.size());
    }

    void everyLine_isJson()
    {
        const QList<QByteArray> lines = exported(m_sample).trimmed().split('\n');
        QCOMPARE(lines.size(), 13);
        for (const QByteArray &line : lines)
            QVERIFY2(QJsonDocument::fromJson(line).isObject(), line);
    }

    void secrets_stayBehindUnlessAskedFor()
    {
        const QByteArray text = exported(m_sample);
        QVERIFY(text.contains("\"url\":\"wss://[removed]@example.test/?token=[removed]&a=b\""));
        QVERIFY(text.contains(
            "\"raw\":\"GET /?token=[removed] HTTP/1.1\\r\\nCookie: [removed]\\r\\n\\r\\n\""));
        QVERIFY(!text.contains("user:pw") && !text.contains("token=t") && !text.contains("c=1"));
    }

    void everythingAboutAFrame_followsFromItsLine_data()
    {
        QTest::addColumn<int>("opcode");
        QTest::addColumn<QByteArray>("payload");
        const auto row = [](const char *name, Opcode opcode, const QByteArray &payload) {
            QTest::newRow(name) << static_cast<int>(opcode) << payload;
        };
        row("text", Opcode::Text, "a\"\n\xC3\xA4\xF0\x9F\x9A\xAA");
        row("empty text", Opcode::Text, "");
        row("text with NUL", Opcode::Text, QByteArray("\0\x01", 2));
        row("text that is none", Opcode::Text, "\xFF");
        row("continued text", Opcode::Continuation, "abc");
        row("continued bytes", Opcode::Continuation, "\x80");
        row("binary", Opcode::Binary, "abc");
        row("empty binary", Opcode::Binary, "");
        row("ping", Opcode::Ping, "\x01\x02");
        row("empty pong", Opcode::Pong, "");
        row("reserved", Opcode{7}, "x");
        row("empty close", Opcode::Close, "");
        row("close without a reason", Opcode::Close, "\x03\xE8");
        row("close", Opcode::Close,
            "\x03\xE8"
            "because");
        row("close with code 0", Opcode::Close, QByteArray("\0\0", 2));
        row("close of one byte", Opcode::Close, "\x03");
        row("close with a broken reason", Opcode::Close, "\x03\xE8\xFF");
        row("close with U+FFFD", Opcode::Close, "\x03\xE8\xEF\xBF\xBD");
        row("close that is too long", Opcode::Close, "\x03\xE8" + QByteArray(200, 'x'));
    }
    void everythingAboutAFrame_followsFromItsLine()
    {
        QFETCH(const int, opcode);
        QFETCH(const QByteArray, payload);
        for (int variant = 0; variant < 4; ++variant) {
            FrameRecord frame = frameOf(7, static_cast<Opcode>(opcode),
                                        static_cast<std::size_t>(payload.size()), 12'000'000'001);
            frame.direction = variant & 1 ? Direction::Sent : Direction::Received;
            frame.leg = variant & 1 ? Leg::Endpoint : Leg::Peer;
            if (variant & 2) {
                frame.header.masked = true;
                frame.header.maskKey = {1, 0xFF, 0, 9};
                frame.header.lengthForm = wire::LengthForm::Quad;
                frame.header.length = 0xFFFFFFFFFFFFFFFF;
                frame.header.fin = false;
                frame.header.rsv = 7;
                frame.ref = 3;
                frame.disposition = Disposition::Edited;
                frame.findings = wire::FindingSet((1ull << wire::findingCount) - 1);
            }
            const QByteArray line = jsonLine(1, rowOf(frame, payload), false);
            QCOMPARE(describe(frameIn(line)), describe(frame, payload));
        }
    }

    void oneConnection_isExportedAlone()
    {
        ExportOptions options;
        options.connection = 2;
        const QByteArray text = exported(m_sample, options);
        QCOMPARE(text.count('\n'), 3);
        QVERIFY(!text.contains("\"connection\":1") && !text.contains("\"id\":1"));
        options.connection = 9;
        QCOMPARE(exportedFrom(m_sample, options).fault, Fault::NotFound);
    }

    void manyConnections_areMergedByTime()
    {
        constexpr int connections = 7;
        Recording recording;
        for (int i = 0; i < connections; ++i)
            recording.connect();
        Time t = 0;
        for (int round = 0; round < 3000; ++round) {
            const auto connection = static_cast<std::uint32_t>(round * 5 % connections + 1);
            Batch batch(connection);
            batch.event(t, Event::TimerStarted, {{"order", std::int64_t{round}}});
            t += round % 3;
            std::ignore = recording->submit(batch.take());
        }
        recording->finish();
        const QList<QByteArray> lines = exported(recording.path()).trimmed().split('\n').mid(1);
        QCOMPARE(lines.size(), 3000);
        std::tuple<double, int, int> last{-1, 0, 0};
        for (const QByteArray &text : lines) {
            const QJsonObject line = QJsonDocument::fromJson(text).object();
            const std::tuple place{line.value(QLatin1String("t")).toDouble(),
                                   line.value(QLatin1String("connection")).toInt(),
                                   line.value(QLatin1String("order")).toInt()};
            QVERIFY(place > last);
            last = place;
        }
    }

    void damagedRecord_isExportedAsDamaged()
    {
        const QString path = m_folder.filePath(QStringLiteral("damaged.ajar"));
        QVERIFY(QFile::copy(m_sample, path));
        sql(path, "UPDATE record SET payload = '{\"state\":\n7,\"type\":\"frame\"}' WHERE kind = 2;"
                  "UPDATE record SET payload = 'nothing' WHERE kind = 3;"
                  "UPDATE record SET t = 7 WHERE kind = 4");
        const auto [text, fault] = exportedFrom(path);
        QCOMPARE(fault, Fault::Damaged);
        QCOMPARE(text.count("\"damaged\":true"), 4);
        QCOMPARE(text.count('\n'), 13);
        QVERIFY(text.contains("{\"type\":\"state\",\"connection\":1,\"t\":0.000000020,\"state\":7,"
                              "\"damaged\":true}"));
        QVERIFY(text.contains("\"t\":0.000000010,\"base64\":\"bm90aGluZw==\",\"damaged\":true}"));
    }

    void cancelledExport_leavesNoFile()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        for (std::uint64_t i = 1; i <= 2000; ++i)
            batch.text(i, 1, "x");
        recording.record(batch);
        const auto reader = recording.finished();
        std::atomic_bool cancelled = false;
        quint64 seen = 0;
        ExportOptions options;
        options.cancelled = &cancelled;
        options.progress = [&](quint64 done, quint64 total) {
            QCOMPARE(total, 2000ull);
            seen = done;
            cancelled = done > 500;
        };
        const QString target = recording.folder() + QStringLiteral("/out.jsonl");
        QCOMPARE(exportToFile(*reader, target, options).fault, Fault::Cancelled);
        QVERIFY(seen > 500 && seen < 2000);
        QCOMPARE(QDir(recording.folder()).entryList(QDir::Files | QDir::Hidden).size(), 1);
        options.cancelled = nullptr;
        options.progress = {};
        QVERIFY(!exportToFile(*reader, target, options));
        QCOMPARE(contentOf(target).count('\n'), 2001);
        struct stat status {
        };
        ::stat(QFile::encodeName(target).constData(), &status);
        QCOMPARE(status.st_mode & 0777, 0600u);
        QVERIFY(!exportToFile(*reader, target, options));
        QCOMPARE(exportToFile(*reader, reader->path(), options).fault, Fault::Exists);
    }

    void deviceThatTakesNothing_isAFault()
    {
        QFile full(QStringLiteral("/dev/full"));
        QVERIFY(full.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
        const auto reader = std::move(*Reader::open(m_sample).value);
        QCOMPARE(exportSession(*reader, full, {}).fault, Fault::Io);
    }

    void formatNames_areKnown()
    {
        QCOMPARE(exportFormatFromName(QStringLiteral("jsonl")), ExportFormat::JsonLines);
        QCOMPARE(exportFormatFromName(QStringLiteral("text")), ExportFormat::Text);
        QCOMPARE(exportFormatFromName(QStringLiteral("pcapng")), ExportFormat::PcapNg);
        QCOMPARE(exportFormatFromName(QStringLiteral("har")), ExportFormat::Har);
        QCOMPARE(exportFormatFromName(QStringLiteral("csv")), ExportFormat::Csv);
        QCOMPARE(exportFormatFromName(QStringLiteral("mermaid")), ExportFormat::Mermaid);
        QVERIFY(!exportFormatFromName(QStringLiteral("saz")));
    }
};

QTEST_GUILESS_MAIN(TestJsonLines)
#include "tst_jsonlines.moc"
