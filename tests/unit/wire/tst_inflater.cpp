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

QString text(const Buffer &data)
{
    return QString::fromLatin1(reinterpret_cast<const char *>(data.data()),
                               static_cast<qsizetype>(data.size()));
}

/// One line a message: its content, and what is wrong with it. Each piece lies in memory of its
/// own, for the address sanitizer to see every step beyond it.
QString inflate(Inflater &inflater, const std::vector<Buffer> &pieces)
{
    Buffer out;
    auto status = Inflater::Status::Ok;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Buffer own(pieces[i]);
        status = inflater.feed(own, i + 1 == pieces.size(), out);
    }
    QString line = text(out);
    if (status == Inflater::Status::TooLarge)
        line += QStringLiteral(" [too large]");
    if (!inflater.problem().empty())
        line += (status == Inflater::Status::Ok ? QStringLiteral(" (%1)") : QStringLiteral(" [%1]"))
                    .arg(latin(inflater.problem()));
    if (inflater.beyondWindow())
        line += QStringLiteral(" [beyond the window]");
    return line;
}

Buffer deflated(const Buffer &plain, Deflater::Options options = {})
{
    Deflater deflater(options);
    Buffer out;
    deflater.feed(plain, true, out);
    return out;
}

/// Six bits a byte, so that it is worth compressing, without many repetitions.
Buffer noise(std::size_t size)
{
    std::mt19937 random(static_cast<std::mt19937::result_type>(size));
    Buffer data(size);
    for (std::uint8_t &byte : data)
        byte = static_cast<std::uint8_t>(random() % 64);
    return data;
}

/// A text that stands twice, this far apart.
Buffer twice(std::size_t distance)
{
    Buffer data = noise(distance);
    data.insert(data.end(), data.begin(), data.begin() + 40);
    return data;
}

const char *const hello = "f248cdc9c90700";
const char *const edge = "the payload ends between two blocks, where 00 00 ff ff can't follow";
const char *const lost = "the context was lost in an earlier message";

} // namespace

Q_DECLARE_METATYPE(Inflater::Options)

class TestInflater : public QObject
{
    Q_OBJECT

private slots:
    void messages_inflate_data();
    void messages_inflate();
    void messagesSplitAnywhere_inflateTheSame_data();
    void messagesSplitAnywhere_inflateTheSame();
    void finalBlockThatFillsTheBuffer_isFollowed();
    void withoutTakeover_eachMessageStandsAlone();
    void randomBytes_inflateTheSameInAnyPieces();
    void agreedWindow_isHeldToTheByte_data();
    void agreedWindow_isHeldToTheByte();
    void agreedWindow_isFollowedAcrossMessages();
    void agreedWindow_isLookedAtWhereAMessageBegins();
    void window_isTakenUpByAnother_data();
    void window_isTakenUpByAnother();
    void setWindow_mendsALostContext();
    void movedInflater_goesOn();
};

void TestInflater::messages_inflate_data()
{
    QTest::addColumn<Inflater::Options>("options");
    QTest::addColumn<QStringList>("messages"); // in hex
    QTest::addColumn<QStringList>("lines");
    const auto row = [](const char *name, const QList<const char *> &messages,
                        const QList<QByteArray> &lines, Inflater::Options options = {}) {
        QStringList in;
        for (const char *message : messages)
            in << latin(message);
        QStringList out;
        for (const QByteArray &line : lines)
            out << QString::fromLatin1(line);
        QTest::newRow(name) << options << in << out;
    };
    const auto wrong = [](const char *content, const char *problem) {
        return QByteArray(content) + " [" + problem + "]";
    };
    const auto odd = [](const char *content) { return QByteArray(content) + " (" + edge + ")"; };
    const Inflater::Options alone{.contextTakeover = false};

    row("RFC 7692 7.2.3.1: one compressed block", {hello}, {"Hello"});
    row("RFC 7692 7.2.3.2: the second message refers to the first", {hello, "f200110000"},
        {"Hello", "Hello"});
    row("RFC 7692 7.2.3.2: it does not have to", {hello, hello}, {"Hello", "Hello"});
    row("RFC 7692 7.2.3.3: a block with no compression", {"000500faff48656c6c6f00"}, {"Hello"});
    row("RFC 7692 7.2.3.4: a final block, then another message", {"f348cdc9c9070000", "f200110000"},
        {"Hello", "Hello"});
    row("RFC 7692 7.2.3.5: two blocks", {"f248050000 00ffffcac9c90700"}, {"Hello"});
    row("RFC 7692 7.2.3.6: nothing", {"00", hello, "00"}, {"", "Hello", ""});
    row("two final blocks in one message", {"f348cdc9c90700f348cdc9c9070000"}, {"HelloHello"});
    row("a final block refers to the one before", {"f348cdc9c90700f3001100 00"}, {"HelloHello"});
    row("an empty final block", {"030000", hello}, {"", "Hello"});
    row("the smallest window is never too small for itself", {hello, "f200110000"},
        {"Hello", "Hello"}, {.windowBits = 8});

    const char *const type = "invalid block type";
    row("block type 3", {"07", hello}, {wrong("", type), wrong("", lost)});
    row("block type 3 after a block", {"f348cdc9c9070007"}, {wrong("Hello", type)});
    row("block type 3, then a message that stands alone", {"07", hello}, {wrong("", type), "Hello"},
        alone);
    row("a stored block whose lengths don't agree", {"000500faf048656c6c6f00"},
        {wrong("", "invalid stored block lengths")});
    row("a Huffman code that does not exist", {"1a03"}, {wrong("", "invalid literal/length code")});
    row("a distance code that does not exist", {"023e"}, {wrong("", "invalid distance code")});
    row("a Huffman table with too many codes", {"04009204"},
        {wrong("", "invalid code lengths set")});
    row("a Huffman table that is too large", {"fcff03"},
        {wrong("", "too many length or distance symbols")});
    row("a distance beyond the first message's start", {"f200110000"},
        {wrong("H", "invalid distance too far back") + " [beyond the window]"});
    row("the context is not taken over", {hello, "f200110000", hello},
        {"Hello", wrong("H", "invalid distance too far back") + " [beyond the window]", "Hello"},
        alone);
    row("a truncated message", {"f248cdc9", hello},
        {wrong("Hel", "the message ends inside a block"), wrong("", lost)});
    row("a truncated stored block", {"000500faff48656c"},
        {wrong("Hel", "the message ends inside a block")});
    row("the tail left on", {"f248cdc9c907000000ffff", "f200110000"}, {odd("Hello"), "Hello"});
    row("the tail left on, alone", {"f248cdc9c907000000ffff", hello}, {odd("Hello"), "Hello"},
        alone);
    row("a final block and nothing behind it", {"f348cdc9c90700", "f200110000"},
        {odd("Hello"), "Hello"});
    row("no bytes at all", {"", hello, ""}, {odd(""), "Hello", odd("")});
    row("no bytes at all, alone", {hello, "", hello}, {"Hello", odd(""), "Hello"}, alone);
    row("a byte too few", {"f248cdc9c907", hello},
        {wrong("Hello", "the message ends inside a block"), wrong("", lost)});

    row("just within the limit", {hello, "f200110000"}, {"Hello", "Hello"}, {.maxMessage = 5});
    row("over the limit", {hello, hello}, {"Hell [too large]", wrong("", lost)}, {.maxMessage = 4});
    row("over the limit, alone", {hello, "000100feff4800"}, {"Hell [too large]", "H"},
        {.contextTakeover = false, .maxMessage = 4});
    row("nothing is within the limit", {"00", hello}, {"", " [too large]"}, {.maxMessage = 0});
    row("over the limit and wrong at once", {"7b3136"}, {" [too large]"}, {.maxMessage = 0});
    row("no limit", {hello}, {"Hello"}, {.maxMessage = ~0ull});
}

void TestInflater::messages_inflate()
{
    QFETCH(Inflater::Options, options);
    QFETCH(QStringList, messages);
    Inflater inflater(options);
    QStringList lines;
    for (const QString &message : messages)
        lines << inflate(inflater, {hex(message.toLatin1().constData())});
    QTEST(lines, "lines");
}

void TestInflater::messagesSplitAnywhere_inflateTheSame_data()
{
    messages_inflate_data();
}

void TestInflater::messagesSplitAnywhere_inflateTheSame()
{
    QFETCH(Inflater::Options, options);
    QFETCH(QStringList, messages);
    const auto all = [&](auto split) {
        Inflater inflater(options);
        QStringList lines;
        for (const QString &message : messages)
            lines << inflate(inflater, split(hex(message.toLatin1().constData())));
        return lines;
    };
    for (std::size_t at = 0; at < 20; ++at) {
        QTEST(all([at](const Buffer &data) { return splitAt(data, std::min(at, data.size())); }),
              "lines");
    }
    QTEST(all([](const Buffer &data) {
              std::vector<Buffer> pieces = byteByByte(data);
              pieces.insert(pieces.begin(), Buffer{});
              pieces.push_back({});
              return pieces;
          }),
          "lines");
}

void TestInflater::finalBlockThatFillsTheBuffer_isFollowed()
{
    for (const std::size_t size : {255, 256, 257, 768}) {
        const Buffer plain(size, 'a');
        const auto low = static_cast<std::uint8_t>(size & 0xFF);
        const auto high = static_cast<std::uint8_t>(size >> 8);
        const Buffer length{1, low, high, static_cast<std::uint8_t>(~low),
                            static_cast<std::uint8_t>(~high)};
        Inflater inflater({});
        QCOMPARE(inflate(inflater, {length + plain, hex("00")}), text(plain));
        QCOMPARE(inflate(inflater, {length + plain, length + plain + hex("00")}),
                 text(plain + plain));
        QCOMPARE(inflate(inflater, {length + plain}),
                 text(plain) + QStringLiteral(" (%1)").arg(latin(edge)));
    }
}

void TestInflater::withoutTakeover_eachMessageStandsAlone()
{
    Inflater inflater({.contextTakeover = false});
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(inflate(inflater, {hex(hello)}), QStringLiteral("Hello"));
        QVERIFY(inflater.window().empty());
    }
}

void TestInflater::randomBytes_inflateTheSameInAnyPieces()
{
    std::mt19937 random(7692);
    for (int round = 0; round < 3'000; ++round) {
        Buffer data = noise(1 + random() % 60);
        if (round % 2) {
            // Valid, but for one byte.
            const Buffer plain = twice(50 + random() % 600);
            data = deflated(plain);
            data[random() % data.size()] = static_cast<std::uint8_t>(random());
        }
        const Inflater::Options options{.windowBits = static_cast<std::uint8_t>(8 + random() % 8),
                                        .contextTakeover = random() % 2 == 0,
                                        .maxMessage = random() % 1000};
        Inflater whole(options);
        Inflater pieces(options);
        for (int message = 0; message < 2; ++message) {
            const QString expected = inflate(whole, {data});
            QCOMPARE(inflate(pieces, byteByByte(data)), expected);
        }
    }
}

void TestInflater::agreedWindow_isHeldToTheByte_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<std::size_t>("distance");
    QTest::addColumn<bool>("beyond");
    for (int bits = 8; bits <= 14; ++bits) {
        const std::size_t window = std::size_t{1} << bits;
        QTest::addRow("%d bits, within", bits) << bits << window - 1 << false;
        QTest::addRow("%d bits, at the edge", bits) << bits << window << false;
        QTest::addRow("%d bits, beyond", bits) << bits << window + 1 << true;
    }
    QTest::newRow("15 bits") << 15 << std::size_t{32'000} << false;
}

void TestInflater::agreedWindow_isHeldToTheByte()
{
    QFETCH(int, bits);
    QFETCH(std::size_t, distance);
    QFETCH(bool, beyond);
    const Buffer plain = twice(distance);
    const Buffer compressed = deflated(plain);
    for (const bool takeover : {true, false}) {
        Inflater inflater(
            {.windowBits = static_cast<std::uint8_t>(bits), .contextTakeover = takeover});
        for (int message = 0; message < 2; ++message) {
            const std::size_t middle = compressed.size() / 2;
            Buffer out;
            const std::vector<Buffer> halves = splitAt(compressed, middle);
            QVERIFY(inflater.feed(halves[0], false, out) == Inflater::Status::Ok);
            QVERIFY(inflater.feed(halves[1], true, out) == Inflater::Status::Ok);
            QVERIFY(out == plain);
            QCOMPARE(inflater.beyondWindow(), beyond);
        }
        // It is about the one message.
        QCOMPARE(inflate(inflater, {hex(hello)}), QStringLiteral("Hello"));
    }
}

void TestInflater::agreedWindow_isFollowedAcrossMessages()
{
    for (const std::size_t gap : {100, 212, 213, 400, 40'000}) {
        // The same 44 bytes twice, `gap` bytes between, with a window of 256 bytes.
        const Buffer text = noise(44);
        Deflater deflater({});
        Inflater inflater({.windowBits = 8});
        for (const Buffer &plain : {text, noise(gap), text}) {
            Buffer compressed;
            Buffer out;
            deflater.feed(plain, true, compressed);
            QVERIFY(inflater.feed(compressed, true, out) == Inflater::Status::Ok);
            QVERIFY(out == plain);
        }
        QCOMPARE(inflater.beyondWindow(), gap > 212 && gap < 30'000);
    }
}

void TestInflater::agreedWindow_isLookedAtWhereAMessageBegins()
{
    // 40 000 bytes that keep to the window, then some that don't, in one message.
    Deflater small({.windowBits = 9});
    Buffer late;
    small.feed(noise(40'000), false, late);
    const Buffer beyond = deflated(twice(600));
    late.insert(late.end(), beyond.begin(), beyond.end());
    for (const bool takeover : {true, false}) {
        Inflater inflater({.windowBits = 9, .contextTakeover = takeover});
        const auto isBeyond = [&inflater](const Buffer &message) {
            Buffer out;
            const auto status = inflater.feed(message, true, out);
            return status == Inflater::Status::Ok && inflater.beyondWindow();
        };
        QVERIFY(!isBeyond(late));
        QVERIFY(isBeyond(beyond));
        QVERIFY(!isBeyond(deflated(twice(300))));
        QVERIFY(isBeyond(beyond));
    }
}

void TestInflater::window_isTakenUpByAnother_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<std::size_t>("size");
    for (const int bits : {8, 9, 15}) {
        for (const std::size_t size : {0, 1, 300, 40'000, 100'000})
            QTest::addRow("%d bits, %zu bytes", bits, size) << bits << size;
    }
}

void TestInflater::window_isTakenUpByAnother()
{
    QFETCH(int, bits);
    QFETCH(std::size_t, size);
    Deflater deflater({.windowBits = static_cast<std::uint8_t>(bits)});
    const Inflater::Options options{.windowBits = static_cast<std::uint8_t>(bits)};
    Inflater inflater(options);
    const Buffer plain = noise(size);
    Buffer compressed;
    Buffer out;
    deflater.feed(plain, true, compressed);
    QVERIFY(inflater.feed(compressed, true, out) == Inflater::Status::Ok);
    const Buffer window = inflater.window();
    QCOMPARE(window.size(), std::min(size, std::size_t{32 * 1024}));
    QVERIFY(std::equal(window.rbegin(), window.rend(), plain.rbegin()));

    const Buffer next(plain.end() - static_cast<std::ptrdiff_t>(std::min(size, std::size_t{200})),
                      plain.end());
    compressed.clear();
    deflater.feed(next, true, compressed);
    Inflater another(options);
    another.setWindow(window);
    for (Inflater *each : {&inflater, &another}) {
        out.clear();
        QVERIFY(each->feed(compressed, true, out) == Inflater::Status::Ok);
        QVERIFY(out == next);
        QVERIFY(!each->beyondWindow());
    }
    QVERIFY(inflater.window() == another.window());
}

void TestInflater::setWindow_mendsALostContext()
{
    Inflater inflater({});
    inflate(inflater, {hex(hello)});
    const Buffer window = inflater.window();
    inflate(inflater, {hex("07")});
    QCOMPARE(inflate(inflater, {hex("f200110000")}), QStringLiteral(" [%1]").arg(latin(lost)));
    inflater.setWindow(window);
    QCOMPARE(inflate(inflater, {hex("f200110000")}), QStringLiteral("Hello"));
}

void TestInflater::movedInflater_goesOn()
{
    Inflater first({});
    QCOMPARE(inflate(first, {hex(hello)}), QStringLiteral("Hello"));
    Inflater second(std::move(first));
    QCOMPARE(inflate(second, {hex("f200110000")}), QStringLiteral("Hello"));
    Inflater third({.windowBits = 9});
    third = std::move(second);
    QCOMPARE(inflate(third, {hex("f200110000")}), QStringLiteral("Hello"));
}

QTEST_APPLESS_MAIN(TestInflater)
#include "tst_inflater.moc"
