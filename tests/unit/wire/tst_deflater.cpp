// SPDX-License-Identifier: MIT
#include "wire/deflater.h"
#include "wire/inflater.h"
#include "wiretest.h"

#include <QTest>

#include <random>

using namespace ajar::wire;
using namespace wiretest;

namespace
{

using Message = std::vector<Buffer>; // its fragments

Buffer toFrame(Deflater &deflater, const Buffer &plain, bool last = true)
{
    Buffer out;
    deflater.feed(plain, last, out);
    return out;
}

Buffer randomBytes(std::size_t size, int values, std::uint32_t seed = 1)
{
    std::mt19937 random(seed);
    Buffer data(size);
    for (std::uint8_t &byte : data)
        byte = static_cast<std::uint8_t>(random() % static_cast<unsigned>(values));
    return data;
}

/// One text over and over, with a number in it.
Buffer repetitive(std::size_t size)
{
    QByteArray text;
    for (int i = 0; text.size() < static_cast<qsizetype>(size); ++i)
        text += "{\"id\":" + QByteArray::number(i) + ",\"state\":\"half-closed-remote\"}";
    return bytes(text.first(static_cast<qsizetype>(size)));
}

/// Messages of one connection: each refers to those before it, if that is allowed.
std::vector<Message> conversation()
{
    const Buffer text = repetitive(2'000);
    const Buffer noise = randomBytes(70'000, 256);
    return {{bytes("Hello")},
            {text},
            {Buffer{}},
            {text},
            {noise},
            {bytes("Hel"), bytes("lo")},
            {Buffer{}, text, Buffer{}, text, Buffer{}},
            {noise},
            {Buffer(100'000, 'a')},
            {randomBytes(40'000, 5)},
            {randomBytes(1, 256), noise, Buffer{}},
            {Buffer{}, Buffer{}},
            {bytes("Hello")}};
}

} // namespace

Q_DECLARE_METATYPE(Deflater::Options)

class TestDeflater : public QObject
{
    Q_OBJECT

private slots:
    void rfcExamples_comeOutByteForByte();
    void messages_inflateToThemselves_data();
    void messages_inflateToThemselves();
    void everyFragment_carriesAllOfItself();
    void messageCutAnywhere_inflatesToItself_data();
    void messageCutAnywhere_inflatesToItself();
    void everySize_inflatesToItself();
    void largePart_isTakenInPortions();
    void windowOf8Bits_isKept();
    void levelOutOfRange_isTheNearestOne();
    void contextTakenOver_makesMessagesSmaller();
    void movedDeflater_goesOn();
};

void TestDeflater::rfcExamples_comeOutByteForByte()
{
    Deflater deflater({});
    QCOMPARE(toFrame(deflater, bytes("Hello")), hex("f248cdc9c90700")); // RFC 7692 7.2.3.1
    QCOMPARE(toFrame(deflater, bytes("Hello")), hex("f200110000"));     // 7.2.3.2
    QCOMPARE(toFrame(deflater, {}), hex("00"));                         // 7.2.3.6
    QCOMPARE(toFrame(deflater, {}), hex("00"));

    Deflater alone({.contextTakeover = false});
    QCOMPARE(toFrame(alone, bytes("Hello")), hex("f248cdc9c90700"));
    QCOMPARE(toFrame(alone, bytes("Hello")), hex("f248cdc9c90700"));
    QCOMPARE(toFrame(alone, {}), hex("00"));

    Deflater stored({.level = 0});
    QCOMPARE(toFrame(stored, bytes("Hello")), hex("000500faff48656c6c6f00")); // 7.2.3.3
}

void TestDeflater::messages_inflateToThemselves_data()
{
    QTest::addColumn<Deflater::Options>("options");
    for (int bits = 8; bits <= 15; ++bits) {
        for (const bool takeover : {true, false}) {
            for (int level = 0; level <= 9; ++level)
                QTest::addRow("%d bits, %s, level %d", bits, takeover ? "takeover" : "alone", level)
                    << Deflater::Options{static_cast<std::uint8_t>(bits), takeover, level};
        }
    }
}

void TestDeflater::messages_inflateToThemselves()
{
    QFETCH(Deflater::Options, options);
    Deflater deflater(options);
    Inflater inflater({options.windowBits, options.contextTakeover});
    for (const Message &message : conversation()) {
        Buffer plain;
        Buffer out;
        for (std::size_t i = 0; i < message.size(); ++i) {
            const bool last = i + 1 == message.size();
            const Buffer frame = toFrame(deflater, message[i], last);
            QVERIFY(inflater.feed(frame, last, out) == Inflater::Status::Ok);
            QVERIFY(!inflater.beyondWindow());
            plain.insert(plain.end(), message[i].begin(), message[i].end());
        }
        QVERIFY(out == plain);
    }
}

void TestDeflater::everyFragment_carriesAllOfItself()
{
    Deflater deflater({});
    Inflater inflater({});
    for (const char *part : {"Hel", "lo", "", "Hello", ""}) {
        Buffer out;
        const Buffer frame = toFrame(deflater, bytes(part), false);
        QVERIFY(inflater.feed(frame, false, out) == Inflater::Status::Ok);
        QCOMPARE(out, bytes(part));
    }
    // RFC 7692 7.2.1: what ends the message is one empty block more.
    QCOMPARE(toFrame(deflater, {}), hex("00"));
}

void TestDeflater::messageCutAnywhere_inflatesToItself_data()
{
    QTest::addColumn<Buffer>("plain");
    QTest::newRow("repetitive") << repetitive(150);
    QTest::newRow("incompressible") << randomBytes(150, 256);
    QTest::newRow("one byte over and over") << Buffer(150, 'a');
}

void TestDeflater::messageCutAnywhere_inflatesToItself()
{
    QFETCH(Buffer, plain);
    for (const bool takeover : {true, false}) {
        Deflater deflater({.contextTakeover = takeover});
        Inflater inflater({.contextTakeover = takeover});
        // Into fragments before it is deflated, and again on its way.
        for (std::size_t at = 0; at <= plain.size(); ++at) {
            const std::vector<Buffer> halves = splitAt(plain, at);
            Buffer frames;
            deflater.feed(halves[0], false, frames);
            deflater.feed(halves[1], true, frames);
            const std::vector<Buffer> sent = splitAt(frames, at % frames.size());
            Buffer out;
            QVERIFY(inflater.feed(sent[0], false, out) == Inflater::Status::Ok);
            QVERIFY(inflater.feed(sent[1], true, out) == Inflater::Status::Ok);
            QVERIFY(out == plain);
        }
    }
}

void TestDeflater::everySize_inflatesToItself()
{
    // Wherever the steps of the output buffer end: a flush that ends there too may not be lost.
    for (const bool takeover : {true, false}) {
        Deflater deflater({.contextTakeover = takeover, .level = 1});
        Inflater inflater({.contextTakeover = takeover});
        const Buffer noise = randomBytes(2'100, 256);
        for (std::size_t size = 0; size <= noise.size(); ++size) {
            const Buffer plain(noise.begin(), noise.begin() + static_cast<std::ptrdiff_t>(size));
            Buffer out;
            const Buffer frame = toFrame(deflater, plain);
            if (inflater.feed(frame, true, out) != Inflater::Status::Ok || out != plain)
                QFAIL(qPrintable(QStringLiteral("%1 bytes").arg(size)));
        }
    }
}

void TestDeflater::largePart_isTakenInPortions()
{
    const Buffer plain = repetitive((5u << 20) + 1);
    Deflater deflater({});
    Inflater inflater({});
    Buffer out;
    const Buffer frame = toFrame(deflater, plain);
    QVERIFY(inflater.feed(frame, true, out) == Inflater::Status::Ok);
    QVERIFY(out == plain);
    const Buffer noise = randomBytes(3u << 20, 256);
    const Buffer noisy = toFrame(deflater, noise);
    QVERIFY(noisy.size() > noise.size());
    out.clear();
    QVERIFY(inflater.feed(noisy, true, out) == Inflater::Status::Ok);
    QVERIFY(out == noise);
}

void TestDeflater::windowOf8Bits_isKept()
{
    // A text again after each distance up to 600 bytes: a match must not be taken beyond 256.
    for (int level = 1; level <= 9; ++level) {
        Deflater deflater({.windowBits = 8, .level = level});
        Inflater inflater({.windowBits = 8});
        for (std::size_t distance = 1; distance < 600; ++distance) {
            Buffer plain = randomBytes(distance, 40, static_cast<std::uint32_t>(distance));
            for (int i = 0; i < 40; ++i)
                plain.push_back(plain[plain.size() - distance]);
            Buffer out;
            QVERIFY(inflater.feed(toFrame(deflater, plain), true, out) == Inflater::Status::Ok);
            QVERIFY(out == plain);
            QVERIFY(!inflater.beyondWindow());
        }
    }
}

void TestDeflater::levelOutOfRange_isTheNearestOne()
{
    const Buffer plain = repetitive(5'000);
    const auto atLevel = [&plain](int level) {
        Deflater deflater({.level = level});
        return toFrame(deflater, plain);
    };
    QCOMPARE(atLevel(-5), atLevel(0));
    QCOMPARE(atLevel(100), atLevel(9));
    QVERIFY(atLevel(9).size() < atLevel(0).size());
}

void TestDeflater::contextTakenOver_makesMessagesSmaller()
{
    const Buffer plain = randomBytes(500, 256);
    Deflater deflater({});
    Deflater alone({.contextTakeover = false});
    const std::size_t first = toFrame(deflater, plain).size();
    QCOMPARE(toFrame(alone, plain).size(), first);
    QVERIFY(toFrame(deflater, plain).size() < 30);
    QCOMPARE(toFrame(alone, plain).size(), first);
}

void TestDeflater::movedDeflater_goesOn()
{
    Deflater first({});
    QCOMPARE(toFrame(first, bytes("Hello")), hex("f248cdc9c90700"));
    Deflater second(std::move(first));
    QCOMPARE(toFrame(second, bytes("Hello")), hex("f200110000"));
    Deflater third({.windowBits = 9});
    third = std::move(second);
    QCOMPARE(toFrame(third, bytes("Hello")), hex("02130000"));
}

QTEST_APPLESS_MAIN(TestDeflater)
#include "tst_deflater.moc"
