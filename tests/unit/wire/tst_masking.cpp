// SPDX-License-Identifier: MIT
#include "wire/masking.h"
#include "wiretest.h"

#include <QTest>

#include <random>

using namespace ajar::wire;
using namespace wiretest;

class TestMasking : public QObject
{
    Q_OBJECT

private slots:
    void rfcExample_masksHello();
    void anyLengthAlignmentAndOffset_isLikeByteByByte();
    void maskingInTwoCalls_isLikeOne();
    void offsetBeyond32Bits_countsItsLowBits();
};

void TestMasking::rfcExample_masksHello()
{
    Buffer data = hex("48656c6c6f");
    applyMask(data, {0x37, 0xfa, 0x21, 0x3d});
    QCOMPARE(data, hex("7f9f4d5158"));
}

void TestMasking::anyLengthAlignmentAndOffset_isLikeByteByByte()
{
    std::mt19937 random(1);
    const std::array<std::uint8_t, 4> key{0x37, 0xfa, 0x21, 0x3d};
    for (std::size_t size = 0; size < 100; ++size) {
        for (std::size_t start = 0; start < 8; ++start) {
            for (std::uint64_t offset = 0; offset < 9; ++offset) {
                Buffer data(start + size + 3);
                for (std::uint8_t &byte : data)
                    byte = static_cast<std::uint8_t>(random());
                Buffer expected = data;
                for (std::size_t i = 0; i < size; ++i)
                    expected[start + i] ^= key[(offset + i) % 4];
                applyMask(std::span(data).subspan(start, size), key, offset);
                if (data != expected)
                    QCOMPARE(data, expected);
            }
        }
    }
}

void TestMasking::maskingInTwoCalls_isLikeOne()
{
    const std::array<std::uint8_t, 4> key{1, 2, 4, 8};
    Buffer whole(77);
    for (std::size_t i = 0; i < whole.size(); ++i)
        whole[i] = static_cast<std::uint8_t>(i * 7);
    const Buffer plain = whole;
    applyMask(whole, key);
    for (std::size_t at = 0; at <= plain.size(); ++at) {
        Buffer data = plain;
        applyMask(std::span(data).first(at), key);
        applyMask(std::span(data).subspan(at), key, at);
        QCOMPARE(data, whole);
    }
    applyMask(whole, key);
    QCOMPARE(whole, plain);
}

void TestMasking::offsetBeyond32Bits_countsItsLowBits()
{
    Buffer data = hex("0000000000");
    applyMask(data, {1, 2, 3, 4}, (std::uint64_t{1} << 40) + 3);
    QCOMPARE(data, hex("0401020304"));
}

QTEST_APPLESS_MAIN(TestMasking)
#include "tst_masking.moc"
