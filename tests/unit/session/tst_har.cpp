// SPDX-License-Identifier: MIT
#include "compressedsession.h"
#include "exported.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;
using closing::Direction;
using wire::Opcode;

namespace
{

QByteArray harOf(Reader &reader, bool withSecrets = false)
{
    ExportOptions options;
    options.format = ExportFormat::Har;
    options.withSecrets = withSecrets;
    return exported(reader, options);
}

QJsonArray entriesOf(const QByteArray &har)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(har, &error);
    if (error.error != QJsonParseError::NoError)
        qWarning("%s at %d", qPrintable(error.errorString()), error.offset);
    return document[QLatin1String("log")][QLatin1String("entries")].toArray();
}

QJsonArray messagesOf(const QByteArray &har, int entry = 0)
{
    return entriesOf(har)[entry][QLatin1String("_webSocketMessages")].toArray();
}

/// "receive 1 héllo" for each message.
QStringList shown(const QJsonArray &messages)
{
    QStringList lines;
    for (const QJsonValue &message : messages)
        lines += QStringLiteral("%1 %2 %3")
                     .arg(message[QLatin1String("type")].toString())
                     .arg(message[QLatin1String("opcode")].toInt(-1))
                     .arg(message[QLatin1String("data")].toString());
    return lines;
}

} // namespace

class TestHar : public QObject
{
    Q_OBJECT

private slots:
    void emptySession_isAValidLog()
    {
        Recording recording;
        const auto reader = recording.finished();
        const QByteArray har = harOf(*reader);
        QCOMPARE(har,
                 "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"Ajar\",\"version\":\"" +
                     QByteArray(AJAR_VERSION) + "\"},\"pages\":[],\"entries\":[\n]}}\n");
        QVERIFY(entriesOf(har).isEmpty());
    }

    void message_isRightToTheByte()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        batch.text(1, 1'500'000'001, "h\xC3\xA9llo");
        recording.record(batch);
        const auto reader = recording.finished();
        const QByteArray har = harOf(*reader);
        const QByteArray begin = "\"_webSocketMessages\":[\n";
        const qsizetype at = har.indexOf(begin) + begin.size();
        const qint64 wall = reader->connections().constFirst().wallNanoseconds + 1'500'000'001 -
                            reader->connections().constFirst().t;
        const QByteArray time = QByteArray::number(wall / 1'000'000'000) + '.' +
                                QByteArray::number(wall % 1'000'000'000).rightJustified(9, '0');
        QCOMPARE(har.mid(at, har.indexOf("],", at) - at),
                 "{\"type\":\"receive\",\"time\":" + time +
                     ",\"opcode\":1,\"data\":\"h\xC3\xA9llo\",\"_ajar\":{\"n\":1,\"fin\":true,"
                     "\"rsv\":0,\"masked\":false,\"wireLength\":8,\"disposition\":\"passed\"}}");
    }

    void sample_hasItsEntriesOneAfterTheOther()
    {
        const QTemporaryDir folder;
        const auto reader = std::move(*Reader::open(sampleSession(folder.path())).value);
        const QByteArray har = harOf(*reader);
        const QJsonArray entries = entriesOf(har);
        QCOMPARE(entries.size(), 2);
        QCOMPARE(shown(messagesOf(har)),
                 (QStringList{QStringLiteral("receive 1 hello"), QStringLiteral("send 1 later"),
                              QStringLiteral("receive 11 AP8B"),
                              QStringLiteral("receive 2 %1")
                                  .arg(QString::fromLatin1(QByteArray(2500, 'x').toBase64())),
                              QStringLiteral("receive 8 A+lieWU=")}));
        QCOMPARE(shown(messagesOf(har, 1)), QStringList{QStringLiteral("receive 1 other")});
        const QJsonValue closed = entries[0][QLatin1String("_webSocketClose")];
        QCOMPARE(closed[QLatin1String("code")].toInt(), 1001);
        QCOMPARE(closed[QLatin1String("reason")].toString(), QStringLiteral("bye"));
        QCOMPARE(
            entries[0][QLatin1String("_ajar")][QLatin1String("outcome")][QLatin1String("state")]
                .toString(),
            QStringLiteral("closed"));
        QCOMPARE(entries[0][QLatin1String("startedDateTime")].toString(),
                 QStringLiteral("2023-11-14T22:13:20.123Z"));
        QVERIFY(!har.contains("token=t") && !har.contains("c=1") && !har.contains("user:pw"));
        const QByteArray full = harOf(*reader, true);
        QVERIFY(full.contains("token=t") && full.contains("c=1") && full.contains("user:pw"));
    }

    void fragments_arePutTogether_withPingsBetween()
    {
        Recording recording;
        recording.connect();
        std::uint64_t number = 0;
        Batch batch;
        const auto frame = [&](Direction direction, Opcode opcode, bool fin,
                               const QByteArray &payload) {
            closing::FrameRecord record =
                frameOf(++number, opcode, static_cast<std::size_t>(payload.size()));
            record.direction = direction;
            record.header.fin = fin;
            batch.frame(record, payload);
        };
        frame(Direction::Received, Opcode::Text, false, "in ");
        frame(Direction::Received, Opcode::Ping, true, "p");
        frame(Direction::Sent, Opcode::Text, true, "meanwhile");
        frame(Direction::Received, Opcode::Continuation, false, "three ");
        frame(Direction::Received, Opcode::Continuation, true, "pieces");
        frame(Direction::Received, Opcode::Binary, false, "never ");
        frame(Direction::Received, Opcode::Text, true, "whole");
        frame(Direction::Sent, Opcode::Continuation, true, "lost");
        frame(Direction::Received, Opcode::Text, false, "cut");
        recording.record(batch);
        const auto reader = recording.finished();
        const QJsonArray messages = messagesOf(harOf(*reader));
        QCOMPARE(
            shown(messages),
            (QStringList{QStringLiteral("receive 9 cA=="), QStringLiteral("send 1 meanwhile"),
                         QStringLiteral("receive 1 in three pieces"),
                         QStringLiteral("receive 2 bmV2ZXIg"), QStringLiteral("receive 1 whole"),
                         QStringLiteral("send 0 bG9zdA=="), QStringLiteral("receive 1 cut")}));
        const QJsonValue joined = messages[2][QLatin1String("_ajar")];
        QCOMPARE(joined[QLatin1String("n")].toInt(), 1);
        QCOMPARE(joined[QLatin1String("lastN")].toInt(), 5);
        QCOMPARE(joined[QLatin1String("fragments")].toInt(), 3);
        QCOMPARE(messages[6][QLatin1String("_ajar")][QLatin1String("fin")].toBool(true), false);
    }

    void compressedMessages_areInflated()
    {
        CompressedSession session({});
        const QByteArray text = "the same words again and again";
        session.message(Direction::Received, text, 3);
        session.message(Direction::Sent, text, 1, Opcode::Binary);
        const auto reader = session.finished();
        QCOMPARE(shown(messagesOf(harOf(*reader))),
                 (QStringList{QStringLiteral("receive 1 ") + QString::fromLatin1(text),
                              QStringLiteral("send 2 ") + QString::fromLatin1(text.toBase64())}));
    }

    void hostileText_staysValidJson()
    {
        Recording recording;
        recording.connect("ws://x.test/\"</script>?a=\x1B");
        Batch batch;
        batch.event(1, closing::Event::HandshakeRequest,
                    {{"raw", "GET /\"\\ HTTP/1.1\r\n__proto__: \"\x01\r\n\r\n"}});
        batch.text(1, 2, QByteArray("\xFF\0\"\\\n\xE2\x80\xAE", 8));
        recording.record(batch);
        const auto reader = recording.finished();
        const QJsonArray messages = messagesOf(harOf(*reader));
        QCOMPARE(messages.size(), 1);
        QCOMPARE(messages[0][QLatin1String("_ajar")][QLatin1String("base64")].toString(),
                 QString::fromLatin1(QByteArray("\xFF\0\"\\\n\xE2\x80\xAE", 8).toBase64()));
        QCOMPARE(messages[0][QLatin1String("data")].toString().front(), QChar(0xFFFD));
    }
};

QTEST_GUILESS_MAIN(TestHar)
#include "tst_har.moc"
