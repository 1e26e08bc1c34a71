// SPDX-License-Identifier: MIT
#include "wire/frameencoder.h"
#include "wiretest.h"

#include <QTest>

#include <random>

using namespace ajar::wire;
using namespace wiretest;

class TestRoundTrip : public QObject
{
    Q_OBJECT

private slots:
    void everyFirstTwoBytes_encodeBackToThemselves();
    void encodedFrames_decodeToThemselves_data();
    void encodedFrames_decodeToThemselves();
    void randomHeaders_decodeToThemselves();
    void header_isWrittenAsTheRfcDraws_data();
    void header_isWrittenAsTheRfcDraws();
    void madeHeader_takesTheShortestForm_data();
    void madeHeader_takesTheShortestForm();
    void lengthThatDoesNotFitItsForm_isCutToIt();
    void declaredLengthThatLies_isWrittenAsItStands();
};

void TestRoundTrip::everyFirstTwoBytes_encodeBackToThemselves()
{
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            Buffer in{static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(second)};
            // The bytes that follow serve as length, key and payload: a 64-bit length is too large.
            for (int i = 0; i < 400; ++i)
                in.push_back(static_cast<std::uint8_t>(i == 2 ? 1 : i));
            in[2] = 0;
            for (const Role sender : {Role::Client, Role::Server}) {
                FrameDecoder decoder({.sender = sender});
                decoder.feed(in);
                const auto frame = decoder.next();
                if (!frame)
                    QFAIL(qPrintable(QStringLiteral("no frame: %1 %2").arg(first).arg(second)));
                std::array<std::uint8_t, 14> head;
                const std::size_t size = encodeHeader(frame->header, head);
                if (size != frame->header.size() ||
                    !std::equal(head.begin(), head.begin() + size, in.begin()))
                    QFAIL(qPrintable(QStringLiteral("differs: %1 %2").arg(first).arg(second)));
                if (decoder.lost() != ((second & 0x7F) == 127))
                    QFAIL(qPrintable(QStringLiteral("lost: %1 %2").arg(first).arg(second)));
                while (decoder.next()) {
                }
            }
        }
    }
}

void TestRoundTrip::encodedFrames_decodeToThemselves_data()
{
    QTest::addColumn<std::size_t>("size");
    QTest::addColumn<bool>("masked");
    for (const std::size_t size :
         {0,   1,   2,   3,   7,     8,     9,     31,    32,      33,           124,
          125, 126, 127, 128, 65534, 65535, 65536, 65537, 1 << 20, (1 << 20) + 3}) {
        for (const bool masked : {false, true})
            QTest::addRow("%zu %s", size, masked ? "masked" : "plain") << size << masked;
    }
}

void TestRoundTrip::encodedFrames_decodeToThemselves()
{
    QFETCH(std::size_t, size);
    QFETCH(bool, masked);
    std::mt19937 random(static_cast<std::mt19937::result_type>(size));
    Buffer payload(size);
    for (std::uint8_t &byte : payload)
        byte = static_cast<std::uint8_t>(random());
    std::array<std::uint8_t, 4> key;
    for (std::uint8_t &byte : key)
        byte = static_cast<std::uint8_t>(random());

    const FrameHeader header = makeHeader(Opcode::Binary, size, true, masked ? &key : nullptr);
    Buffer stream;
    for (int i = 0; i < 3; ++i)
        appendFrame(stream, header, payload);
    QCOMPARE(stream.size(), 3 * (header.size() + size));

    for (const std::size_t piece :
         {stream.size(), std::size_t{1000}, std::size_t{4099}, header.size() + size / 2 + 1}) {
        FrameDecoder decoder({.sender = masked ? Role::Client : Role::Server});
        int frames = 0;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            const Buffer own(stream.begin() + static_cast<std::ptrdiff_t>(at),
                             stream.begin() +
                                 static_cast<std::ptrdiff_t>(std::min(at + piece, stream.size())));
            decoder.feed(own);
            while (const auto frame = decoder.next()) {
                ++frames;
                QCOMPARE(frame->header, header);
                // The one key serves them all.
                FindingSet expected;
                if (masked && frames > 1)
                    expected.add(Finding::MaskPredictable);
                QVERIFY(frame->findings == expected);
                QVERIFY(std::equal(frame->payload.begin(), frame->payload.end(), payload.begin(),
                                   payload.end()));
            }
        }
        QCOMPARE(frames, 3);
        QCOMPARE(decoder.pendingBytes(), std::size_t{0});
    }
}

void TestRoundTrip::randomHeaders_decodeToThemselves()
{
    std::mt19937_64 random(20);
    for (int round = 0; round < 20'000; ++round) {
        FrameHeader header;
        header.fin = random() % 2;
        header.rsv = random() % 8;
        header.opcode = static_cast<Opcode>(random() % 16);
        header.masked = random() % 2;
        header.length = random() % 300;
        header.lengthForm = header.length < 126 ? static_cast<LengthForm>(random() % 3)
                                                : static_cast<LengthForm>(1 + random() % 2);
        if (header.masked) {
            for (std::uint8_t &byte : header.maskKey)
                byte = static_cast<std::uint8_t>(random());
        }
        Buffer payload(header.length);
        for (std::uint8_t &byte : payload)
            byte = static_cast<std::uint8_t>(random());
        Buffer stream;
        appendFrame(stream, header, payload);
        FrameDecoder decoder({});
        decoder.feed(stream);
        const auto frame = decoder.next();
        QVERIFY(frame);
        QCOMPARE(frame->header, header);
        QCOMPARE(Buffer(frame->payload.begin(), frame->payload.end()), payload);
        QCOMPARE(frame->findings.has(Finding::LengthNotMinimal),
                 header.lengthForm != minimalForm(header.length));
        QVERIFY(!decoder.next());
    }
}

void TestRoundTrip::header_isWrittenAsTheRfcDraws_data()
{
    using Key = std::array<std::uint8_t, 4>;
    QTest::addColumn<FrameHeader>("header");
    QTest::addColumn<Buffer>("out");
    const Key key{0x37, 0xfa, 0x21, 0x3d};
    QTest::newRow("text") << makeHeader(Opcode::Text, 5) << hex("81 05");
    QTest::newRow("masked text") << makeHeader(Opcode::Text, 5, true, &key)
                                 << hex("81 85 37fa213d");
    QTest::newRow("first fragment") << makeHeader(Opcode::Text, 3, false) << hex("01 03");
    QTest::newRow("256 bytes") << makeHeader(Opcode::Binary, 256) << hex("82 7e 0100");
    QTest::newRow("64 KiB") << makeHeader(Opcode::Binary, 65536) << hex("82 7f 0000000000010000");
    QTest::newRow("masked 64 KiB")
        << makeHeader(Opcode::Binary, 65536, true, &key) << hex("82 ff 0000000000010000 37fa213d");
    FrameHeader odd;
    odd.fin = false;
    odd.rsv = 5;
    odd.opcode = Opcode{0xF};
    odd.lengthForm = LengthForm::Word;
    odd.length = 1;
    QTest::newRow("every rule broken") << odd << hex("5f 7e 0001");
    odd.rsv = 2;
    QTest::newRow("RSV2") << odd << hex("2f 7e 0001");
}

void TestRoundTrip::header_isWrittenAsTheRfcDraws()
{
    QFETCH(FrameHeader, header);
    QFETCH(Buffer, out);
    std::array<std::uint8_t, 14> head;
    const std::size_t size = encodeHeader(header, head);
    QCOMPARE(Buffer(head.begin(), head.begin() + size), out);
    QCOMPARE(header.size(), size);
}

void TestRoundTrip::madeHeader_takesTheShortestForm_data()
{
    QTest::addColumn<quint64>("length");
    QTest::addColumn<int>("form");
    QTest::newRow("0") << quint64{0} << 0;
    QTest::newRow("125") << quint64{125} << 0;
    QTest::newRow("126") << quint64{126} << 1;
    QTest::newRow("65535") << quint64{65535} << 1;
    QTest::newRow("65536") << quint64{65536} << 2;
    QTest::newRow("2^63") << (quint64{1} << 63) << 2;
}

void TestRoundTrip::madeHeader_takesTheShortestForm()
{
    QFETCH(quint64, length);
    QFETCH(int, form);
    QCOMPARE(static_cast<int>(makeHeader(Opcode::Text, length).lengthForm), form);
}

void TestRoundTrip::lengthThatDoesNotFitItsForm_isCutToIt()
{
    std::array<std::uint8_t, 14> head;
    FrameHeader header = makeHeader(Opcode::Text, 0x12345);
    header.lengthForm = LengthForm::Word;
    QCOMPARE(Buffer(head.begin(), head.begin() + encodeHeader(header, head)), hex("81 7e 2345"));
    header.lengthForm = LengthForm::Short;
    QCOMPARE(Buffer(head.begin(), head.begin() + encodeHeader(header, head)), hex("81 45"));
}

void TestRoundTrip::declaredLengthThatLies_isWrittenAsItStands()
{
    Buffer out = hex("00");
    appendFrame(out, makeHeader(Opcode::Text, 200), hex("6162"));
    QCOMPARE(out, hex("00 81 7e 00c8 6162"));
}

QTEST_APPLESS_MAIN(TestRoundTrip)
#include "tst_roundtrip.moc"
