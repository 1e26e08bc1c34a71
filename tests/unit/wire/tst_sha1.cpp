// SPDX-License-Identifier: MIT
#include "wire/sha1.h"
#include "wiretest.h"

#include <QCryptographicHash>
#include <QTest>

using namespace ajar::wire;
using namespace wiretest;

class TestSha1 : public QObject
{
    Q_OBJECT

private slots:
    void publishedVectors_match_data();
    void publishedVectors_match();
    void everyLengthAroundABlock_matchesQt();
};

void TestSha1::publishedVectors_match_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<Buffer>("digest");
    QTest::newRow("empty") << QByteArray() << hex("da39a3ee5e6b4b0d3255bfef95601890afd80709");
    QTest::newRow("abc") << QByteArray("abc") << hex("a9993e364706816aba3e25717850c26c9cd0d89d");
    QTest::newRow("448 bits") << QByteArray(
                                     "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                              << hex("84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    QTest::newRow("896 bits")
        << QByteArray("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklm"
                      "nopqklmnopqrlmnopqrsmnopqrstnopqrstu")
        << hex("a49b2446a02c645bf419f995b67091253a04a259");
    QTest::newRow("a million a") << QByteArray(1'000'000, 'a')
                                 << hex("34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

void TestSha1::publishedVectors_match()
{
    QFETCH(QByteArray, data);
    QFETCH(Buffer, digest);
    const auto result = sha1({data.constData(), static_cast<std::size_t>(data.size())});
    QCOMPARE(Buffer(result.begin(), result.end()), digest);
}

void TestSha1::everyLengthAroundABlock_matchesQt()
{
    for (int size = 0; size < 200; ++size) {
        const QByteArray data(size, '\xA5');
        const auto result = sha1({data.constData(), static_cast<std::size_t>(data.size())});
        QCOMPARE(Buffer(result.begin(), result.end()),
                 bytes(QCryptographicHash::hash(data, QCryptographicHash::Sha1)));
    }
}

QTEST_APPLESS_MAIN(TestSha1)
#include "tst_sha1.moc"
