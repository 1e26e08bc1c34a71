// SPDX-License-Identifier: MIT
#include "session/crc32.h"

#include <QTest>

#include <zlib.h>

#include <random>
#include <vector>

using ajar::session::crc32Of;

namespace
{

std::uint32_t zlibs(const unsigned char *data, std::size_t size)
{
    return static_cast<std::uint32_t>(::crc32_z(0, data, size));
}

std::vector<unsigned char> randomBytes(std::size_t size)
{
    std::mt19937 random(7);
    std::vector<unsigned char> bytes(size);
    for (unsigned char &byte : bytes)
        byte = static_cast<unsigned char>(random());
    return bytes;
}

} // namespace

class TestCrc32 : public QObject
{
    Q_OBJECT
private slots:
    void ofNothing_isZero();
    void ofTheStandardsText_isItsCheckValue();
    void ofAnyLengthFromAnyPlace_isZlibs();
    void ofAMegabyte_isZlibs();
    void ofOneChangedBit_differs();
};

void TestCrc32::ofNothing_isZero()
{
    QCOMPARE(crc32Of(nullptr, 0), 0U);
    QCOMPARE(crc32Of("x", 0), 0U);
}

void TestCrc32::ofTheStandardsText_isItsCheckValue()
{
    QCOMPARE(crc32Of("123456789", 9), 0xCBF43926U);
}

void TestCrc32::ofAnyLengthFromAnyPlace_isZlibs()
{
    const std::vector<unsigned char> bytes = randomBytes(700);
    for (std::size_t from = 0; from < 17; ++from) {
        for (std::size_t size = 0; from + size <= bytes.size(); ++size)
            QCOMPARE(crc32Of(bytes.data() + from, size), zlibs(bytes.data() + from, size));
    }
}

void TestCrc32::ofAMegabyte_isZlibs()
{
    const std::vector<unsigned char> bytes = randomBytes((1 << 20) + 5);
    QCOMPARE(crc32Of(bytes.data(), bytes.size()), zlibs(bytes.data(), bytes.size()));
    const std::vector<unsigned char> zeros(100'000);
    QCOMPARE(crc32Of(zeros.data(), zeros.size()), zlibs(zeros.data(), zeros.size()));
}

void TestCrc32::ofOneChangedBit_differs()
{
    std::vector<unsigned char> bytes = randomBytes(200);
    const std::uint32_t before = crc32Of(bytes.data(), bytes.size());
    for (unsigned char &byte : bytes) {
        for (int bit = 0; bit < 8; ++bit) {
            byte = static_cast<unsigned char>(byte ^ 1 << bit);
            QVERIFY(crc32Of(bytes.data(), bytes.size()) != before);
            byte = static_cast<unsigned char>(byte ^ 1 << bit);
        }
    }
}

QTEST_APPLESS_MAIN(TestCrc32)
#include "tst_crc32.moc"
