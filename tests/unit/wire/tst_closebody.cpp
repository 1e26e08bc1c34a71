// SPDX-License-Identifier: MIT
#include "wire/closebody.h"
#include "wiretest.h"

#include <QTest>

using namespace ajar::wire;
using namespace wiretest;

class TestCloseBody : public QObject
{
    Q_OBJECT

private slots:
    void body_givesCodeReasonAndFindings_data();
    void body_givesCodeReasonAndFindings();
    void codeAndReason_giveTheBody_data();
    void codeAndReason_giveTheBody();
    void everyCode_hasTheFindingOfItsRange();
    void everyCode_survivesEncodingAndParsing();
    void reasonAtTheLimit_isCutOnACharactersEdge_data();
    void reasonAtTheLimit_isCutOnACharactersEdge();
    void registeredCodes_haveTheirNames_data();
    void registeredCodes_haveTheirNames();
    void otherCodes_haveNoName();
};

void TestCloseBody::body_givesCodeReasonAndFindings_data()
{
    QTest::addColumn<Buffer>("body");
    QTest::addColumn<int>("code"); // -1: none
    QTest::addColumn<QByteArray>("reason");
    QTest::addColumn<QString>("findings");
    const auto row = [](const char *name, const char *body, int code, const char *reason,
                        const char *findings) {
        QTest::newRow(name) << hex(body) << code << QByteArray::fromHex(reason)
                            << QString::fromLatin1(findings);
    };
    row("empty", "", -1, "", "");
    row("one byte", "03", -1, "", "close-body-length");
    row("a code", "03e8", 1000, "", "");
    row("a code and a reason", "03e9 627965", 1001, "627965", "");
    row("a reason with NUL, ESC and RTL", "03e8 00 1b e280ae", 1000, "001be280ae", "");
    row("a reason that is no UTF-8", "03e8 61ff", 1000, "61ff", "close-reason-utf8");
    row("a reason cut inside a character", "03e8 e282", 1000, "e282", "close-reason-utf8");
    row("a surrogate in the reason", "03e8 eda080", 1000, "eda080", "close-reason-utf8");
    row("0", "0000", 0, "", "close-code-below-1000");
    row("999", "03e7", 999, "", "close-code-below-1000");
    row("1004", "03ec", 1004, "", "close-code-1004");
    row("1005", "03ed", 1005, "", "close-code-never-sent");
    row("1006", "03ee", 1006, "", "close-code-never-sent");
    row("1012", "03f4", 1012, "", "");
    row("1013", "03f5", 1013, "", "");
    row("1014", "03f6", 1014, "", "");
    row("1015", "03f7", 1015, "", "close-code-never-sent");
    row("1016", "03f8", 1016, "", "close-code-unassigned");
    row("1100", "044c", 1100, "", "close-code-unassigned");
    row("2000", "07d0", 2000, "", "close-code-unassigned");
    row("2999", "0bb7", 2999, "", "close-code-unassigned");
    row("3000", "0bb8", 3000, "", "");
    row("4999", "1387", 4999, "", "");
    row("5000", "1388", 5000, "", "close-code-5000");
    row("65535 and a wrong reason", "ffff 80", 65535, "80", "close-reason-utf8 close-code-5000");
}

void TestCloseBody::body_givesCodeReasonAndFindings()
{
    QFETCH(Buffer, body);
    QFETCH(int, code);
    QFETCH(QByteArray, reason);
    QFETCH(QString, findings);
    const CloseBody parsed = parseCloseBody(body);
    QCOMPARE(parsed.code ? *parsed.code : -1, code);
    QCOMPARE(QByteArray::fromStdString(parsed.reason), reason);
    QCOMPARE(findingIds(parsed.findings), findings);
}

void TestCloseBody::codeAndReason_giveTheBody_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("reason");
    QTest::addColumn<Buffer>("body");
    QTest::newRow("nothing") << -1 << QByteArray() << Buffer();
    QTest::newRow("a reason alone can't be sent") << -1 << QByteArray("bye") << Buffer();
    QTest::newRow("a code") << 1001 << QByteArray() << hex("03e9");
    QTest::newRow("a code and a reason") << 1000 << QByteArray("bye") << hex("03e8 627965");
    QTest::newRow("a forbidden code is sent as asked") << 1005 << QByteArray() << hex("03ed");
    QTest::newRow("bytes that are no UTF-8 are sent as asked")
        << 1000 << QByteArray("\xff") << hex("03e8 ff");
}

void TestCloseBody::codeAndReason_giveTheBody()
{
    QFETCH(int, code);
    QFETCH(QByteArray, reason);
    QFETCH(Buffer, body);
    std::optional<std::uint16_t> given;
    if (code >= 0)
        given = static_cast<std::uint16_t>(code);
    QCOMPARE(encodeCloseBody(given, reason.toStdString()), body);
}

void TestCloseBody::everyCode_hasTheFindingOfItsRange()
{
    for (int code = 0; code <= 0xFFFF; ++code) {
        const QString expected = code < 1000    ? QStringLiteral("close-code-below-1000")
                                 : code == 1004 ? QStringLiteral("close-code-1004")
                                 : code == 1005 || code == 1006 || code == 1015
                                     ? QStringLiteral("close-code-never-sent")
                                 : code <= 1014 ? QString()
                                 : code < 3000  ? QStringLiteral("close-code-unassigned")
                                 : code < 5000  ? QString()
                                                : QStringLiteral("close-code-5000");
        const auto value = static_cast<std::uint16_t>(code);
        QCOMPARE(findingIds(closeCodeFindings(value)), expected);
        QCOMPARE(isSendableCloseCode(value), expected.isEmpty());
    }
}

void TestCloseBody::everyCode_survivesEncodingAndParsing()
{
    for (int code = 0; code <= 0xFFFF; ++code) {
        const auto value = static_cast<std::uint16_t>(code);
        const CloseBody parsed = parseCloseBody(encodeCloseBody(value, "why"));
        if (parsed.code != value || parsed.reason != "why")
            QFAIL(qPrintable(QString::number(code)));
    }
}

void TestCloseBody::reasonAtTheLimit_isCutOnACharactersEdge_data()
{
    QTest::addColumn<QByteArray>("reason");
    QTest::addColumn<int>("kept");
    const auto xs = [](int count) { return QByteArray(count, 'x'); };
    QTest::newRow("122 bytes") << xs(122) << 122;
    QTest::newRow("123 bytes") << xs(123) << 123;
    QTest::newRow("124 bytes") << xs(124) << 123;
    QTest::newRow("a character that just fits") << xs(120) + "\xe2\x82\xac" << 123;
    QTest::newRow("its last byte does not fit") << xs(121) + "\xe2\x82\xac" << 121;
    QTest::newRow("only its first byte fits") << xs(122) + "\xe2\x82\xac" << 122;
    QTest::newRow("it begins behind the limit") << xs(123) + "\xe2\x82\xac" << 123;
    QTest::newRow("only three of four bytes fit") << xs(120) + "\xf0\x9f\x98\x80" << 120;
    QTest::newRow("no UTF-8 anyway") << QByteArray(130, '\x80') << 123;
}

void TestCloseBody::reasonAtTheLimit_isCutOnACharactersEdge()
{
    QFETCH(QByteArray, reason);
    QFETCH(int, kept);
    const auto body = encodeCloseBody(std::uint16_t{1000}, reason.toStdString());
    QCOMPARE(body.size(), std::size_t(2 + kept));
    QCOMPARE(body, hex("03e8") + bytes(reason.left(kept)));
}

void TestCloseBody::registeredCodes_haveTheirNames_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("name");
    const auto row = [](int code, const char *name) {
        QTest::newRow(name) << code << QString::fromLatin1(name);
    };
    row(1000, "normal closure");
    row(1001, "going away");
    row(1002, "protocol error");
    row(1003, "unsupported data");
    row(1005, "no status received");
    row(1006, "abnormal closure");
    row(1007, "invalid frame payload data");
    row(1008, "policy violation");
    row(1009, "message too big");
    row(1010, "mandatory extension");
    row(1011, "internal error");
    row(1012, "service restart");
    row(1013, "try again later");
    row(1014, "bad gateway");
    row(1015, "TLS handshake");
    row(3000, "unauthorized");
    row(3003, "forbidden");
    row(3008, "timeout");
}

void TestCloseBody::registeredCodes_haveTheirNames()
{
    QFETCH(int, code);
    QFETCH(QString, name);
    QCOMPARE(latin(closeCodeName(static_cast<std::uint16_t>(code))), name);
}

void TestCloseBody::otherCodes_haveNoName()
{
    for (const int code : {0, 999, 1004, 1016, 2999, 3001, 4000, 5000, 65535})
        QVERIFY(closeCodeName(static_cast<std::uint16_t>(code)).empty());
}

QTEST_APPLESS_MAIN(TestCloseBody)
#include "tst_closebody.moc"
