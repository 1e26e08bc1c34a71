// SPDX-License-Identifier: MIT
#include "wire/utf8.h"
#include "wiretest.h"

#include <QTest>

#include <random>

using namespace ajar::wire;
using namespace wiretest;

namespace
{
constexpr qint64 valid = -1;
constexpr qint64 cutAtEnd = -2;

/// UTF-8 as RFC 3629 3 draws it, of anything up to 21 bits.
Buffer encoded(std::uint32_t point)
{
    const auto tail = [point](int shift) {
        return static_cast<std::uint8_t>(0x80 | (point >> shift & 0x3F));
    };
    if (point < 0x80)
        return {static_cast<std::uint8_t>(point)};
    if (point < 0x800)
        return {static_cast<std::uint8_t>(0xC0 | point >> 6), tail(0)};
    if (point < 0x10000)
        return {static_cast<std::uint8_t>(0xE0 | point >> 12), tail(6), tail(0)};
    return {static_cast<std::uint8_t>(0xF0 | point >> 18), tail(12), tail(6), tail(0)};
}

bool isScalar(std::uint32_t point)
{
    return point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
}

qint64 verdict(const Utf8Validator &validator)
{
    if (validator.failed())
        return static_cast<qint64>(validator.faultOffset());
    return validator.complete() ? valid : cutAtEnd;
}

qint64 verdict(const std::vector<Buffer> &pieces)
{
    Utf8Validator validator;
    for (const Buffer &piece : pieces) {
        const Buffer own(piece);
        if (validator.feed(own) == validator.failed())
            return -3;
    }
    return verdict(validator);
}
} // namespace

class TestUtf8 : public QObject
{
    Q_OBJECT

private slots:
    void text_isJudgedWithTheFaultsOffset_data();
    void text_isJudgedWithTheFaultsOffset();
    void anySplit_givesTheSame_data() { text_isJudgedWithTheFaultsOffset_data(); }
    void anySplit_givesTheSame();
    void behindAnyAmountOfAscii_theFaultIsStillFound_data()
    {
        text_isJudgedWithTheFaultsOffset_data();
    }
    void behindAnyAmountOfAscii_theFaultIsStillFound();
    void textCutAtEachByte_isCompleteOnlyAtCharactersEdges();
    void everyCodePoint_isValidUnlessASurrogate();
    void everySequenceOfThreeBytes_isValidOnlyIfACodePointHasIt();
    void afterAFault_nothingIsAccepted_untilReset();
};

void TestUtf8::text_isJudgedWithTheFaultsOffset_data()
{
    QTest::addColumn<Buffer>("text");
    QTest::addColumn<qint64>("expected");
    const auto row = [](const char *name, const char *text, qint64 expected) {
        QTest::newRow(name) << hex(text) << expected;
    };
    row("empty", "", valid);
    row("ASCII", "48656c6c6f", valid);
    row("NUL and DEL", "00 7f", valid);
    row("the first of two bytes", "c280", valid);
    row("the last of two bytes", "dfbf", valid);
    row("the first of three bytes", "e0a080", valid);
    row("before the surrogates", "ed9fbf", valid);
    row("after the surrogates", "ee8080", valid);
    row("the last of three bytes", "efbfbf", valid);
    row("the first of four bytes", "f0908080", valid);
    row("the last of all", "f48fbfbf", valid);
    row("a byte order mark", "efbbbf 61", valid);
    row("Greek", "ceba e1bdb9 cf83 cebc ceb5", valid);
    row("mixed widths", "61 c3a9 e282ac f09f9880 62", valid);

    row("a lone continuation, lowest", "80", 0);
    row("a lone continuation, highest", "bf", 0);
    row("a continuation too many", "c3a9 a9", 2);
    row("overlong NUL", "c080", 0);
    row("overlong slash", "c0af", 0);
    row("overlong DEL", "c1bf", 0);
    row("overlong in three bytes", "e09fbf", 1);
    row("overlong NUL in three bytes", "e08080", 1);
    row("overlong in four bytes", "f08fbfbf", 1);
    row("the first surrogate", "eda080", 1);
    row("the last surrogate", "edbfbf", 1);
    row("CESU-8", "eda0bd edb880", 1);
    row("above U+10FFFF", "f4908080", 1);
    row("a lead of F5", "f5808080", 0);
    row("five bytes", "f888808080", 0);
    row("FE and FF", "fe ff", 0);
    row("FF behind text", "61 c3a9 ff", 3);
    row("ASCII inside two bytes", "c341", 1);
    row("ASCII inside three bytes", "e28241", 2);
    row("ASCII inside four bytes", "f09f9841", 3);
    row("a lead inside three bytes", "e282 c3a9", 2);
    row("Autobahn 6.3", "cebae1bdb9cf83cebcceb5 eda080 656469746564", 12);

    row("two bytes cut", "c3", cutAtEnd);
    row("three bytes cut after one", "e2", cutAtEnd);
    row("three bytes cut after two", "e282", cutAtEnd);
    row("four bytes cut after three", "f09f98", cutAtEnd);
}

void TestUtf8::text_isJudgedWithTheFaultsOffset()
{
    QFETCH(Buffer, text);
    QFETCH(qint64, expected);
    QCOMPARE(verdict({text}), expected);
    QCOMPARE(isUtf8(text), expected == valid);
}

void TestUtf8::anySplit_givesTheSame()
{
    QFETCH(Buffer, text);
    QFETCH(qint64, expected);
    for (std::size_t at = 0; at <= text.size(); ++at)
        QCOMPARE(verdict(splitAt(text, at)), expected);
    QCOMPARE(verdict(byteByByte(text)), expected);
}

void TestUtf8::behindAnyAmountOfAscii_theFaultIsStillFound()
{
    QFETCH(Buffer, text);
    QFETCH(qint64, expected);
    for (std::size_t before = 0; before < 80; ++before) {
        for (const std::size_t after : {0, 1, 7, 8, 9, 40}) {
            if (expected == cutAtEnd && after > 0)
                continue;
            const Buffer data = Buffer(before, 'x') + text + Buffer(after, 'y');
            const qint64 shifted = expected < 0 ? expected : expected + static_cast<qint64>(before);
            QCOMPARE(verdict({data}), shifted);
        }
    }
}

void TestUtf8::textCutAtEachByte_isCompleteOnlyAtCharactersEdges()
{
    const Buffer text = hex("61 c3a9 e282ac f09f9880 62");
    const QList<std::size_t> edges{0, 1, 3, 6, 10, 11};
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const Buffer cut(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
        QCOMPARE(verdict({cut}), edges.contains(size) ? valid : cutAtEnd);
    }
}

void TestUtf8::everyCodePoint_isValidUnlessASurrogate()
{
    for (std::uint32_t point = 0; point <= 0x1FFFFF; ++point) {
        if (isUtf8(encoded(point)) != isScalar(point))
            QFAIL(qPrintable(QString::number(point, 16)));
    }
}

void TestUtf8::everySequenceOfThreeBytes_isValidOnlyIfACodePointHasIt()
{
    // Beginnings of encodings, one to three bytes long; three bytes tell all about the fourth.
    std::vector<bool> begins(1 << 24);
    const auto key = [](const Buffer &data, std::size_t size) {
        std::size_t value = 0;
        for (std::size_t i = 0; i < size; ++i)
            value = value << 8 | data[i];
        return value << (8 * (3 - size));
    };
    std::array<std::vector<bool>, 4> known;
    known.fill(begins);
    std::array<std::vector<bool>, 4> whole;
    whole.fill(begins);
    for (std::uint32_t point = 0; point <= 0x10FFFF; ++point) {
        if (!isScalar(point))
            continue;
        const Buffer bytes = encoded(point);
        for (std::size_t size = 1; size <= std::min<std::size_t>(3, bytes.size()); ++size)
            known[size][key(bytes, size)] = true;
        if (bytes.size() <= 3)
            whole[bytes.size()][key(bytes, bytes.size())] = true;
    }
    // A lead and what follows; the first fault, or complete, or cut: as the sets have it.
    for (std::uint32_t value = 0x80'0000; value <= 0xFF'FFFF; ++value) {
        const Buffer bytes{static_cast<std::uint8_t>(value >> 16),
                           static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
        qint64 expected = cutAtEnd;
        for (std::size_t size = 1; size <= 3; ++size) {
            if (!known[size][key(bytes, size)]) {
                expected = static_cast<qint64>(size) - 1;
                break;
            }
            if (whole[size][key(bytes, size)]) {
                expected = size == 3 ? valid : -3;
                break;
            }
        }
        if (expected == -3) // a character of two bytes, then another: the table has those
            continue;
        Utf8Validator validator;
        validator.feed(bytes);
        if (verdict(validator) != expected)
            QFAIL(qPrintable(QString::number(value, 16)));
    }
}

void TestUtf8::afterAFault_nothingIsAccepted_untilReset()
{
    Utf8Validator validator;
    QVERIFY(validator.feed(hex("6161")));
    QVERIFY(!validator.feed(hex("61ff")));
    QVERIFY(!validator.feed(hex("61")));
    QVERIFY(validator.failed());
    QVERIFY(!validator.complete());
    QCOMPARE(validator.faultOffset(), std::uint64_t{3});
    validator.reset();
    QVERIFY(validator.feed(hex("61")));
    QVERIFY(validator.complete());
}

QTEST_APPLESS_MAIN(TestUtf8)
#include "tst_utf8.moc"
