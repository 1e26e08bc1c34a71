// SPDX-License-Identifier: MIT
#include "compressedsession.h"

#include "session/exporter.h"
#include "session/importer.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QtTest>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::session;
using namespace ajar::session::test;
using wire::Opcode;

namespace
{

constexpr auto Sent = Direction::Sent;
constexpr auto Received = Direction::Received;

QList<QByteArray> exported(Reader &reader, ExportFormat format)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    ExportOptions options;
    options.format = format;
    exportSession(reader, buffer, options);
    return buffer.data().trimmed().split('\n');
}

/// The frames of a JSON Lines export by their numbers.
QHash<int, QJsonObject> framesOf(Reader &reader)
{
    QHash<int, QJsonObject> frames;
    for (const QByteArray &line : exported(reader, ExportFormat::JsonLines)) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        if (object.value(QLatin1String("type")) == QLatin1String("frame"))
            frames.insert(object.value(QLatin1String("n")).toInt(), object);
    }
    return frames;
}

QByteArray textOf(int number)
{
    return QByteArray("the same words again and again, ").repeated(number);
}

QByteArray bytesOf(const QJsonObject &frame, const char *name)
{
    return QByteArray::fromBase64(frame.value(QLatin1String(name)).toString().toLatin1());
}

} // namespace

class TestContentLines : public QObject
{
    Q_OBJECT

private slots:
    void jsonLines_haveTheWireAndWhatItInflatesTo()
    {
        CompressedSession session({});
        session.message(Received, "repeat repeat repeat repeat");
        session.message(Sent, QByteArray("\xFF\x00\x01", 3), 1, Opcode::Binary);
        session.message(Received, "gr\xC3\xBC\xC3\x9F", 2); // cut at the second byte of ü
        session.plain(Received, Opcode::Text, "plain");
        session.message(Received, {});
        const auto reader = session.finished();
        const auto frames = framesOf(*reader);
        QCOMPARE(frames.size(), 6);
        for (const auto &[seq, content] : session.contents()) {
            const Row row = rowAt(*reader, seq);
            const QJsonObject frame = frames.value(static_cast<int>(row.number));
            if (!row.inflated)
                continue;
            QCOMPARE(bytesOf(frame, "base64"), reader->payload(1, seq, 0, 1 << 20));
            QCOMPARE(frame.value(QLatin1String("inflatedLength")).toInteger(), content.size());
            QVERIFY(!frame.contains(QLatin1String("text")));
        }
        QCOMPARE(frames[1].value(QLatin1String("inflatedText")).toString(),
                 QStringLiteral("repeat repeat repeat repeat"));
        QCOMPARE(bytesOf(frames[2], "inflatedBase64"), QByteArray("\xFF\x00\x01", 3));
        QCOMPARE(bytesOf(frames[3], "inflatedBase64"), "gr\xC3");
        QCOMPARE(bytesOf(frames[4], "inflatedBase64"), "\xBC\xC3\x9F");
        QCOMPARE(frames[5].value(QLatin1String("text")).toString(), QStringLiteral("plain"));
        QVERIFY(!frames[5].contains(QLatin1String("inflatedLength")));
        QCOMPARE(frames[6].value(QLatin1String("inflatedText")).toString(), QString());
        QVERIFY(frames[6].contains(QLatin1String("inflatedText")));
    }

    void membersStandInTheirOrder()
    {
        CompressedSession session({});
        session.message(Received, "hi");
        const auto reader = session.finished();
        const auto lines = exported(*reader, ExportFormat::JsonLines);
        QCOMPARE(lines.last(),
                 "{\"type\":\"frame\",\"n\":1,\"connection\":1,\"t\":0.004000000,\"leg\":\"peer\","
                 "\"direction\":\"received\",\"opcode\":\"text\",\"fin\":true,\"rsv\":4,"
                 "\"masked\":false,\"length\":4,\"wireLength\":6,\"disposition\":\"passed\","
                 "\"base64\":\"ysgEAA==\",\"inflatedLength\":2,\"inflatedText\":\"hi\","
                 "\"findings\":[]}");
    }

    void whatDoesNotInflate_hasItsLengthOnly()
    {
        CompressedSession session({});
        session.raw(Received, session.deflated(Received, "some", false) + "\xFF\xFF");
        const auto reader = session.finished();
        const QJsonObject frame = framesOf(*reader).value(1);
        QCOMPARE(frame.value(QLatin1String("inflatedLength")).toInt(), 4);
        QVERIFY(!frame.contains(QLatin1String("inflatedText")));
        QVERIFY(!frame.contains(QLatin1String("inflatedBase64")));
        const QByteArray line = exported(*reader, ExportFormat::Text).last();
        QVERIFY2(line.endsWith("← text              12 → 4  rsv=4  some  "
                               "(it does not inflate: invalid block type)"),
                 line.constData());
    }

    void importedLines_areInflatedAnew_data()
    {
        QTest::addColumn<QByteArray>("instead");
        QTest::newRow("as exported") << QByteArray();
        QTest::newRow("left out") << QByteArray("\"findings\"");
        QTest::newRow("a lie") << QByteArray("\"inflatedText\":\"lies\",\"findings\"");
    }
    void importedLines_areInflatedAnew()
    {
        QFETCH(const QByteArray, instead);
        CompressedSession session({});
        for (int i = 1; i < 20; ++i) {
            session.message(i % 2 ? Sent : Received, textOf(i), i % 3 + 1,
                            i % 5 ? Opcode::Text : Opcode::Binary);
            session.plain(Received, Opcode::Text, "plain");
        }
        session.raw(Received, session.deflated(Received, "some", false) + "\xFF\xFF");
        const QByteArray lines = exported(*session.finished(), ExportFormat::JsonLines).join('\n');
        QByteArray text = lines;
        if (!instead.isNull()) {
            static const QRegularExpression inflated(
                QStringLiteral("\"inflated(Text|Base64)\":\"[^\"]*\",\"findings\""));
            text = QString::fromUtf8(lines).replace(inflated, QString::fromUtf8(instead)).toUtf8();
            QVERIFY(text != lines);
        }
        QBuffer buffer(&text);
        buffer.open(QIODevice::ReadOnly);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("new.ajar"));
        const ImportReport report = importToFile(buffer, QStringLiteral("x.jsonl"), path, {});
        QVERIFY2(!report.error, qPrintable(errorText(report.error)));
        QCOMPARE(report.withUnknownMembers, 0u);
        const auto reader = std::move(*Reader::open(path).value);
        QCOMPARE(exported(*reader, ExportFormat::JsonLines).join('\n'), lines);
    }

    void textLines_haveBothSizes()
    {
        CompressedSession session({});
        session.message(Received, "repeat repeat repeat repeat");
        session.message(Sent, QByteArray(5000, 'x'));
        session.message(Sent, QByteArray("\xFF\x00\x01", 3), 1, Opcode::Binary);
        session.plain(Received, Opcode::Text, "plain");
        const auto reader = session.finished();
        const auto lines = exported(*reader, ExportFormat::Text);
        const auto line = [&](qsizetype fromEnd) { return lines.at(lines.size() - fromEnd); };
        QVERIFY2(line(4).endsWith("← text             12 → 27  rsv=4  repeat repeat repeat repeat"),
                 line(4).constData());
        QVERIFY2(line(3).endsWith("xxx… (5 000 bytes)"), line(3).constData());
        QVERIFY2(line(2).endsWith("→ binary             5 → 3  rsv=4  ff 00 01"),
                 line(2).constData());
        QVERIFY2(line(1).endsWith("← text                   5  plain"), line(1).constData());
    }

    void connections_areInflatedEachByItself()
    {
        CompressedSession session({});
        for (int i = 0; i < 20; ++i)
            session.message(i % 2 ? Sent : Received, textOf(i + 1));
        session.finished();
        // The same once more as connection 2, so that their records alternate.
        const QStringList done =
            sql(session.path(),
                "INSERT INTO connection SELECT 2, kind, url, t, wall_ns, options FROM connection;"
                "INSERT INTO record SELECT id + (1 << 40), kind, t, n, bits, length, mask, ref,"
                " findings, inflated, crc, payload FROM record");
        QCOMPARE(done, QStringList());
        const auto reader = std::move(*Reader::open(session.path()).value);
        int frames = 0;
        for (const QByteArray &line : exported(*reader, ExportFormat::JsonLines)) {
            const QJsonObject frame = QJsonDocument::fromJson(line).object();
            if (frame.value(QLatin1String("type")) != QLatin1String("frame"))
                continue;
            const int number = frame.value(QLatin1String("n")).toInt();
            QCOMPARE(frame.value(QLatin1String("inflatedText")).toString().toUtf8(),
                     textOf(number));
            ++frames;
        }
        QCOMPARE(frames, 40);
    }
};

QTEST_GUILESS_MAIN(TestContentLines)
#include "tst_contentlines.moc"
