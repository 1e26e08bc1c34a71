// SPDX-License-Identifier: MIT
#include "compressedsession.h"
#include "exported.h"

#include "session/openingheads.h"
#include "session/pcapngblocks.h"

#include <QtEndian>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;
using closing::Direction;
using closing::Event;

namespace
{

/// A packet of an export: its payload behind IPv4 and TCP, and what the block says.
struct Packet {
    quint64 time = 0;
    QByteArray source; ///< address and port
    quint8 flags = 0;
    quint32 number = 0;
    QByteArray payload;
    QByteArrayList comments;
    quint32 direction = 0;
};

quint32 number(const QByteArray &bytes, qsizetype at)
{
    return qFromLittleEndian<quint32>(bytes.constData() + at);
}

Packet packetOf(const QByteArray &block)
{
    Packet packet;
    packet.time = quint64{number(block, 12)} << 32 | number(block, 16);
    const quint32 size = number(block, 20);
    const QByteArray bytes = block.mid(28, size);
    packet.source = bytes.mid(12, 4).toHex() + ':' +
                    QByteArray::number(qFromBigEndian<quint16>(bytes.constData() + 20));
    packet.number = qFromBigEndian<quint32>(bytes.constData() + 24);
    packet.flags = static_cast<quint8>(bytes[33]);
    packet.payload = bytes.mid(20 + (static_cast<quint8>(bytes[32]) >> 4) * 4);
    qsizetype at = 28 + (size + 3) / 4 * 4;
    while (true) {
        const quint32 head = number(block, at);
        const qsizetype length = head >> 16;
        if ((head & 0xFFFF) == 0)
            return packet;
        if ((head & 0xFFFF) == 1)
            packet.comments += block.mid(at + 4, length);
        if ((head & 0xFFFF) == 2)
            packet.direction = number(block, at + 4);
        at += 4 + (length + 3) / 4 * 4;
    }
}

/// The packets, with the lengths of all blocks checked.
QList<Packet> packetsOf(const QByteArray &file)
{
    QList<Packet> packets;
    for (qsizetype at = 0; at < file.size();) {
        const quint32 length = number(file, at + 4);
        if (length % 4 != 0 || length < 12 || at + length > file.size() ||
            number(file, at + length - 4) != length)
            qFatal("a block of %u bytes at %lld", length, static_cast<long long>(at));
        if (number(file, at) == 6)
            packets += packetOf(file.mid(at, length));
        at += length;
    }
    return packets;
}

QByteArray payloadsFrom(const QList<Packet> &packets, quint32 direction)
{
    QByteArray all;
    for (const Packet &packet : packets)
        all += packet.direction == direction ? packet.payload : QByteArray();
    return all;
}

QList<Packet> packetsOf(Reader &reader, bool withSecrets = false, bool inflated = false)
{
    ExportOptions options;
    options.format = ExportFormat::PcapNg;
    options.withSecrets = withSecrets;
    options.inflated = inflated;
    return packetsOf(exported(reader, options));
}

} // namespace

class TestPcapng : public QObject
{
    Q_OBJECT

private slots:
    void header_isRightToTheByte()
    {
        QCOMPARE(pcapngHeader("Ajar").toHex(' '),
                 "0a 0d 0d 0a 28 00 00 00 4d 3c 2b 1a 01 00 00 00 ff ff ff ff ff ff ff ff "
                 "04 00 04 00 41 6a 61 72 00 00 00 00 28 00 00 00 "
                 "01 00 00 00 20 00 00 00 65 00 00 00 00 00 00 00 "
                 "09 00 01 00 09 00 00 00 00 00 00 00 20 00 00 00");
    }

    void packet_isRightToTheByte()
    {
        QCOMPARE(pcapngPacket({.nanoseconds = 0x0102030405060708,
                               .direction = Direction::Sent,
                               .bytes = "abcde",
                               .comments = {"hi"}})
                     .toHex(' '),
                 "06 00 00 00 3c 00 00 00 00 00 00 00 04 03 02 01 08 07 06 05 "
                 "05 00 00 00 05 00 00 00 61 62 63 64 65 00 00 00 "
                 "01 00 02 00 68 69 00 00 02 00 04 00 02 00 00 00 00 00 00 00 3c 00 00 00");
    }

    void connection_isATcpStreamWithItsHandshakeFramesAndEnds()
    {
        Recording recording;
        recording.connect();
        closing::FrameRecord masked = frameOf(1, wire::Opcode::Text, 2, 50);
        masked.direction = Direction::Sent;
        masked.header.masked = true;
        masked.header.maskKey = {1, 2, 3, 4};
        Batch batch;
        batch
            .event(10, Event::TcpConnected,
                   {{"address", "10.0.0.2"},
                    {"port", std::int64_t{8080}},
                    {"localAddress", "10.0.0.1"},
                    {"localPort", std::int64_t{40000}}})
            .event(20, Event::HandshakeRequest,
                   {{"raw", "GET / HTTP/1.1\r\nCookie: hidden\r\n\r\n"}})
            .event(30, Event::HandshakeResponse, {{"raw", "HTTP/1.1 101 Yes\r\n\r\n"}})
            .state(30, closing::LinkState::Open, closing::LinkState::Connecting)
            .frame(masked, "hi")
            .frame(frameOf(2, wire::Opcode::Binary, 70'000, 60), QByteArray(70'000, 'x'))
            .event(70, Event::FinReceived)
            .event(2'000'000'000, Event::ResetSent);
        recording.record(batch);
        const auto reader = recording.finished();
        const QList<Packet> packets = packetsOf(*reader);
        QByteArrayList lines;
        for (const Packet &packet : packets)
            lines += packet.source + ' ' + QByteArray::number(packet.flags, 16) + ' ' +
                     QByteArray::number(packet.direction) + ' ' +
                     QByteArray::number(packet.payload.size());
        QCOMPARE(lines.join('\n'), "0a000001:40000 2 2 0\n"
                                   "0a000002:8080 12 1 0\n"
                                   "0a000001:40000 10 2 0\n"
                                   "0a000001:40000 18 2 37\n"
                                   "0a000002:8080 18 1 20\n"
                                   "0a000001:40000 18 2 8\n"
                                   "0a000002:8080 10 1 65495\n"
                                   "0a000002:8080 18 1 4515\n"
                                   "0a000002:8080 11 1 0\n"
                                   "0a000001:40000 14 2 0");
        QCOMPARE(packets[3].payload, "GET / HTTP/1.1\r\nCookie: [removed]\r\n\r\n");
        QCOMPARE(packets[4].comments, QByteArrayList{"state: open, before connecting"});
        QCOMPARE(packets[5].payload.toHex(' '), "81 82 01 02 03 04 69 6b");
        QCOMPARE(packets[7].number, packets[6].number + 65'495);
        QCOMPARE(packets[8].number, packets[7].number + 4515);
        QVERIFY(payloadsFrom(packetsOf(*reader, true), 2).contains("hidden"));
    }

    void timesAreTheWallClocks_andOfTwoConnectionsEachIsAStream()
    {
        const QTemporaryDir folder;
        const auto reader = std::move(*Reader::open(sampleSession(folder.path())).value);
        const QList<Packet> packets = packetsOf(*reader);
        QVERIFY(packets.size() > 15);
        QCOMPARE(packets[0].time, 1'700'000'000'123'456'789ull + 5);
        QSet<QByteArray> sources;
        for (const Packet &packet : packets)
            sources.insert(packet.source);
        QCOMPARE(sources, (QSet<QByteArray>{"c0000201:49153", "c0000201:49154", "c0000202:80"}));
    }

    void whatIsNotOnTheWire_isNoPacket_andFaultsAreComments()
    {
        const QTemporaryDir folder;
        const auto reader = std::move(*Reader::open(sampleSession(folder.path())).value);
        QList<Packet> packets = packetsOf(*reader);
        packets.removeIf([](const Packet &packet) { return packet.source.endsWith(":49154"); });
        const QByteArray sent = payloadsFrom(packets, 2);
        QCOMPARE(sent.mid(sent.indexOf("\r\n\r\n") + 4).size(), 2 + 4 + 5); // "later", once
        QByteArrayList comments;
        for (const Packet &packet : packets)
            comments += packet.comments;
        QVERIFY(comments.contains("released"));
        QVERIFY(comments.contains("opcode-reserved, length-not-minimal"));
        QVERIFY(comments.contains("no frames any more"));
        QVERIFY(comments.contains("made up: the session has no such record"));
        QVERIFY(comments.last().startsWith("outcome: "));
    }

    void compressedMessages_areExactOrInflated()
    {
        CompressedSession session({});
        session.message(Direction::Received, "the same words again and again", 2);
        session.message(Direction::Received, "the same words again and again");
        const auto reader = session.finished();
        const QByteArray exact = payloadsFrom(packetsOf(*reader), 1);
        QVERIFY(exact.contains("permessage-deflate"));
        QVERIFY(!exact.contains("again"));
        const QByteArray plain = payloadsFrom(packetsOf(*reader, false, true), 1);
        QVERIFY(!plain.contains("permessage-deflate"));
        const QByteArray frames = plain.mid(plain.indexOf("\r\n\r\n") + 4);
        QVERIFY(frames.endsWith("\x81\x1Ethe same words again and again"));
        QCOMPARE(frames[0], '\x01');
    }

    void extension_isTakenOutOfAHead()
    {
        QCOMPARE(withoutDeflate("A: b\r\nsec-websocket-extensions: permessage-deflate; "
                                "x=1, other; y\r\nC: d\r\n\r\n"),
                 "A: b\r\nsec-websocket-extensions: other; y\r\nC: d\r\n\r\n");
        QCOMPARE(withoutDeflate("A: b\r\nSec-WebSocket-Extensions:\r\n permessage-deflate,\r\n "
                                "permessage-deflate;x\r\nC: d\r\n\r\n"),
                 "A: b\r\nC: d\r\n\r\n");
    }
};

QTEST_GUILESS_MAIN(TestPcapng)
#include "tst_pcapng.moc"
