// SPDX-License-Identifier: MIT
#include "wire/handshake.h"
#include "wiretest.h"

#include <QTest>

using namespace ajar::wire;
using namespace wiretest;

// What clients, and what is none, send to a WebSocket server instead of a good request: number 21
// of the checklist of bad inputs.

namespace
{

const QByteArray good = "GET /chat HTTP/1.1\r\n"
                        "Host: server.example.com\r\n"
                        "Upgrade: websocket\r\n"
                        "Connection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        "Sec-WebSocket-Version: 13\r\n\r\n";

QByteArray with(const QByteArray &line, const QByteArray &instead)
{
    return QByteArray(good).replace(line + "\r\n", instead);
}

QByteArray asking(const QByteArray &startLine)
{
    return with("GET /chat HTTP/1.1", startLine + "\r\n");
}

QByteArray keyed(const QByteArray &key)
{
    return with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Key: " + key + "\r\n");
}

QByteArray versioned(const QByteArray &version)
{
    return with("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: " + version + "\r\n");
}

/// "none", a problem's id, why it is no head, or "unfinished".
QString judged(const std::vector<Buffer> &pieces, QString *target = nullptr)
{
    HttpHeadParser parser;
    for (const Buffer &piece : pieces) {
        const Buffer own(piece);
        std::size_t consumed = 0;
        const auto status = parser.feed(own, consumed);
        if (status == HttpHeadParser::Status::Failed)
            return latin(headErrorText(parser.error()));
        if (status == HttpHeadParser::Status::NeedMore)
            continue;
        if (target)
            *target = latin(requestTarget(parser.head()));
        return latin(requestProblemId(checkRequest(parser.head())));
    }
    return QStringLiteral("unfinished");
}

} // namespace

class TestBadRequests : public QObject
{
    Q_OBJECT

private slots:
    void test_21_request_isJudged_data();
    void test_21_request_isJudged();
    void test_21_requestSplitAnywhere_isJudgedTheSame_data() { test_21_request_isJudged_data(); }
    void test_21_requestSplitAnywhere_isJudgedTheSame();
    void test_21_target_isAsItCame_data();
    void test_21_target_isAsItCame();
};

void TestBadRequests::test_21_request_isJudged_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("judgement");
    const auto row = [](const char *name, const QByteArray &in, const char *judgement) {
        QTest::newRow(name) << in << latin(judgement);
    };
    const char *const noHttp = headErrorText(HeadError::NotHttp).data();
    const char *const badField = headErrorText(HeadError::BadField).data();
    const char *const tooLarge = headErrorText(HeadError::TooLarge).data();
    row("a good one", good, "none");
    row("POST", asking("POST /chat HTTP/1.1"), "request-line");
    row("a method in small letters", asking("get /chat HTTP/1.1"), "request-line");
    row("HTTP/1.0", asking("GET /chat HTTP/1.0"), "request-line");
    row("no key", with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", ""), "key");
    row("a key of 15 bytes", keyed(QByteArray(15, 'k').toBase64()), "key");
    row("a key of 17 bytes", keyed(QByteArray(17, 'k').toBase64()), "key");
    row("a key of 16 bytes", keyed(QByteArray(16, 'k').toBase64()), "none");
    row("a key that is no base64", keyed("!!!!!!!!!!!!!!!!!!!!!!=="), "key");
    row("a key with its bytes as they are", keyed(QByteArray(16, 'k')), "key");
    row("a key in URL letters", keyed("__________-----------w=="), "key");
    row("a key with a blank inside", keyed("dGhlIHNhbXBs ZSBub25jZQ=="), "key");
    row("an empty key", keyed(""), "key");
    row("version 8", versioned("8"), "version");
    row("version 0", versioned("0"), "version");
    row("version 13,13", versioned("13,13"), "version");
    row("version 013", versioned("013"), "version");
    row("version 13.0", versioned("13.0"), "version");
    row("version -13", versioned("-13"), "version");
    row("an absolute URI", asking("GET ws://server.example.com/chat HTTP/1.1"), "none");
    row("two slashes", asking("GET // HTTP/1.1"), "none");
    row("%00", asking("GET /%00 HTTP/1.1"), "none");
    row("no Host", with("Host: server.example.com", ""), "host");
    row("two Hosts", with("Host: server.example.com", "Host: a\r\nHost: b\r\n"), "host");
    row("a path of 60 KiB", asking("GET /" + QByteArray(60 * 1024, 'x') + " HTTP/1.1"), "none");
    row("a path of 64 KiB", asking("GET /" + QByteArray(64 * 1024, 'x') + " HTTP/1.1"), tooLarge);
    row("NUL in a field", with("Host: server.example.com", QByteArray("Host: a\0b\r\n", 11)),
        badField);
    row("a blank before a colon", with("Upgrade: websocket", "Upgrade : websocket\r\n"), badField);
    row("a TLS ClientHello", QByteArray::fromHex("1603010200010001fc0303") + QByteArray(500, 'r'),
        noHttp);
    row("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", noHttp);
    row("a banner of SSH", "SSH-2.0-OpenSSH_9.2p1\r\n", noHttp);
    row("a greeting of SMTP", "EHLO example.com\r\n", noHttp);
    row("a WebSocket frame", QByteArray::fromHex("818537fa213d7f9f4d5158") + "\r\n\r\n", noHttp);
    row("nothing", "", "unfinished");
    row("empty lines", "\r\n\r\n", noHttp);
    row("without its end", good.chopped(2), "unfinished");
}

void TestBadRequests::test_21_request_isJudged()
{
    QFETCH(QByteArray, bytes);
    QTEST(judged({wiretest::bytes(bytes)}), "judgement");
}

void TestBadRequests::test_21_requestSplitAnywhere_isJudgedTheSame()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, judgement);
    const Buffer all = wiretest::bytes(bytes);
    for (std::size_t at = 0; at <= all.size(); at += all.size() < 1000 || at < 100 ? 1 : 997)
        QCOMPARE(judged(splitAt(all, at)), judgement);
    QCOMPARE(judged(byteByByte(all)), judgement);
}

void TestBadRequests::test_21_target_isAsItCame_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const char *target : {"/", "//", "/%00", "/a?b=c&d=%C3%A9", "ws://server.example.com/chat",
                               "*", "/..//../etc", "/%"})
        QTest::newRow(target) << QByteArray(target);
}

void TestBadRequests::test_21_target_isAsItCame()
{
    QFETCH(QByteArray, target);
    QString found;
    judged({bytes(asking("GET " + target + " HTTP/1.1"))}, &found);
    QCOMPARE(found, QString::fromLatin1(target));
}

QTEST_APPLESS_MAIN(TestBadRequests)
#include "tst_badrequests.moc"
