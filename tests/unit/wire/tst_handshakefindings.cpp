// SPDX-License-Identifier: MIT
#include "wire/handshake.h"
#include "wiretest.h"

#include <QTest>

using namespace ajar::wire;
using namespace wiretest;

namespace
{
const char *const rfcKey = "dGhlIHNhbXBsZSBub25jZQ=="; // RFC 6455 1.2

/// The start line may be one that no parser takes.
HttpHead parsed(const QByteArray &lines)
{
    const qsizetype first = lines.indexOf('\n');
    const QByteArray text =
        QByteArray("GET / HTTP/1.1" + lines.mid(first) + "\n").replace("\n", "\r\n");
    HttpHeadParser parser;
    std::size_t consumed = 0;
    if (parser.feed(bytes(text), consumed) != HttpHeadParser::Status::Done)
        qFatal("no head: %s", lines.constData());
    HttpHead head = parser.head();
    head.startLine = lines.first(first).toStdString();
    return head;
}

/// The lines of a head, without those that begin with `remove`; a new start line replaces the old.
QByteArray changed(const std::string &built, const QByteArray &remove, const QByteArray &add)
{
    QList<QByteArray> lines =
        QByteArray::fromStdString(built).replace("\r\n", "\n").trimmed().split('\n');
    lines.removeIf([&](const QByteArray &line) { return line.startsWith(remove); });
    const QByteArray text = lines.join('\n') + '\n';
    return remove == "GET" || remove == "HTTP" ? add + text : text + add;
}

HandshakeRequest request(const char *extensions = nullptr)
{
    HandshakeRequest request;
    request.host = "server.example.com";
    request.target = "/chat";
    request.key = rfcKey;
    if (extensions)
        request.headers = {{"Sec-WebSocket-Extensions", extensions}};
    return request;
}
} // namespace

class TestHandshakeFindings : public QObject
{
    Q_OBJECT

private slots:
    void requestsFaults_areAllFound_data();
    void requestsFaults_areAllFound();
    void answersFaults_areAllFound_data();
    void answersFaults_areAllFound();
    void deflateIsOffered_unlessTheUsersOwnFieldReplacesIt();
    void deflateIsAgreed_withTheFieldThatWasSent_data();
    void deflateIsAgreed_withTheFieldThatWasSent();
    void namesAndTargets_areWrittenWithWhatMayStandInThem();
    void builtAnswer_carriesExtensions();
    void manyExtensions_areComparedInLinearTime();
};

void TestHandshakeFindings::requestsFaults_areAllFound_data()
{
    QTest::addColumn<QByteArray>("remove"); // a line's beginning
    QTest::addColumn<QByteArray>("add");
    QTest::addColumn<QString>("findings");
    const auto row = [](const char *name, const char *remove, const char *add,
                        const char *findings) {
        QTest::newRow(name) << QByteArray(remove) << QByteArray(add) << latin(findings);
    };
    row("as it should be", "-", "", "");
    row("POST", "GET", "POST / HTTP/1.1\n", "request-line");
    row("no target", "GET", "GET HTTP/1.1\n", "request-line");
    row("HTTP/1.0", "GET", "GET / HTTP/1.0\n", "request-line");
    row("HTTP/2", "GET", "GET / HTTP/2\n", "request-line");
    row("no Host", "Host", "", "request-headers");
    row("two Hosts", "-", "Host: other\n", "request-headers");
    row("no Upgrade", "Upgrade", "", "request-headers");
    row("another Upgrade", "Upgrade", "Upgrade: h2c\n", "request-headers");
    row("Connection without Upgrade", "Connection", "Connection: close\n", "request-headers");
    row("no version", "Sec-WebSocket-Version", "", "request-headers");
    row("another version", "Sec-WebSocket-Version", "Sec-WebSocket-Version: 8\n",
        "request-headers");
    row("no key", "Sec-WebSocket-Key", "", "key-length");
    row("a short key", "Sec-WebSocket-Key", "Sec-WebSocket-Key: AAAA\n", "key-length");
    row("two keys", "-", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n", "key-length");
    row("subprotocols", "-", "Sec-WebSocket-Protocol: chat, v2.chat\n", "");
    row("subprotocols in two fields", "-",
        "Sec-WebSocket-Protocol: chat\nSec-WebSocket-Protocol: v2\n", "");
    row("an empty offer", "-", "Sec-WebSocket-Protocol:\n", "subprotocol-offer");
    row("a subprotocol twice", "-", "Sec-WebSocket-Protocol: chat, v2, chat\n",
        "subprotocol-offer");
    row("a subprotocol in two cases", "-", "Sec-WebSocket-Protocol: chat, Chat\n", "");
    row("a subprotocol that is no token", "-", "Sec-WebSocket-Protocol: a b\n",
        "subprotocol-offer");
    row("everything at once", "GET",
        "GET /\nSec-WebSocket-Protocol: ,\nHost: 2\n"
        "Sec-WebSocket-Key: 1\n",
        "request-line request-headers key-length subprotocol-offer");
}

void TestHandshakeFindings::requestsFaults_areAllFound()
{
    QFETCH(QByteArray, remove);
    QFETCH(QByteArray, add);
    const HttpHead head = parsed(changed(buildRequest(request()), remove, add));
    const QString ids = findingIds(requestFindings(head));
    QTEST(ids, "findings");
    // An offer of subprotocols that is wrong is no reason to refuse the connection.
    const bool refused = !ids.isEmpty() && ids != QStringLiteral("subprotocol-offer");
    QCOMPARE(checkRequest(head) != RequestProblem::None, refused);
}

void TestHandshakeFindings::answersFaults_areAllFound_data()
{
    QTest::addColumn<QByteArray>("remove");
    QTest::addColumn<QByteArray>("add");
    QTest::addColumn<QString>("findings");
    const auto row = [](const char *name, const char *remove, const char *add,
                        const char *findings) {
        QTest::newRow(name) << QByteArray(remove) << QByteArray(add) << latin(findings);
    };
    const char *const key = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n";
    row("as it should be", "-", "", "");
    row("200", "HTTP", "HTTP/1.1 200 OK\n", "response-status");
    row("426 without a version", "HTTP", "HTTP/1.1 426 Upgrade Required\n",
        "response-status version-answer");
    row("426 with a version", "HTTP", "HTTP/1.1 426 x\nSec-WebSocket-Version: 13, 8\n",
        "response-status");
    row("no Upgrade", "Upgrade", "", "response-status");
    row("another Upgrade", "Upgrade", "Upgrade: h2c\n", "response-status");
    row("no Connection", "Connection", "", "response-status");
    row("no Accept", "Sec-WebSocket-Accept", "", "response-accept");
    row("a wrong Accept", "Sec-WebSocket-Accept", "Sec-WebSocket-Accept: x\n", "response-accept");
    row("Accept twice", "-", key, "response-accept");
    row("a subprotocol of the offer", "-", "Sec-WebSocket-Protocol: chat\n", "");
    row("another subprotocol", "-", "Sec-WebSocket-Protocol: soap\n", "subprotocol-chosen");
    row("two subprotocols", "-", "Sec-WebSocket-Protocol: chat, v2\n", "subprotocol-chosen");
    row("an extension of the offer", "-", "Sec-WebSocket-Extensions: x-other\n", "");
    row("another extension", "-", "Sec-WebSocket-Extensions: x-third\n", "extension-chosen");
    row("a field that can't be read", "-", "Sec-WebSocket-Extensions: a;\n", "extension-chosen");
    row("compression", "-", "Sec-WebSocket-Extensions: permessage-deflate\n", "");
    row("compression with wrong bits", "-",
        "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=16\n",
        "deflate-window");
    row("compression with a strange parameter", "-",
        "Sec-WebSocket-Extensions: permessage-deflate; x\n", "deflate-parameters");
    row("compression twice, in two fields", "-",
        "Sec-WebSocket-Extensions: permessage-deflate\nSec-WebSocket-Extensions: "
        "permessage-deflate\n",
        "extension-chosen");
    row("everything at once", "Sec-WebSocket-Accept",
        "Connection: x\nUpgrade: x\nSec-WebSocket-Protocol: x\nSec-WebSocket-Extensions: x, "
        "permessage-deflate; client_max_window_bits; client_no_context_takeover=1\n",
        "deflate-window deflate-parameters response-status response-accept subprotocol-chosen "
        "extension-chosen");
}

void TestHandshakeFindings::answersFaults_areAllFound()
{
    QFETCH(QByteArray, remove);
    QFETCH(QByteArray, add);
    HandshakeRequest sent = request("permessage-deflate; client_max_window_bits, x-other");
    sent.subprotocols = {"chat", "v2"};
    const HttpHead answer = parsed(changed(buildResponse(rfcKey, ""), remove, add));
    QTEST(findingIds(responseFindings(answer, parsed(changed(buildRequest(sent), "-", "")))),
          "findings");
}

void TestHandshakeFindings::deflateIsOffered_unlessTheUsersOwnFieldReplacesIt()
{
    HandshakeRequest plain = request();
    QVERIFY(!QByteArray::fromStdString(buildRequest(plain)).contains("Extensions"));
    plain.deflate.emplace();
    QVERIFY(QByteArray::fromStdString(buildRequest(plain))
                .endsWith("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: "
                          "permessage-deflate; client_max_window_bits\r\n\r\n"));
    HandshakeRequest own = request("x-other");
    own.deflate.emplace();
    const QByteArray built = QByteArray::fromStdString(buildRequest(own));
    QVERIFY(built.endsWith("Sec-WebSocket-Extensions: x-other\r\n\r\n"));
    QVERIFY(!built.contains("deflate"));
}

void TestHandshakeFindings::deflateIsAgreed_withTheFieldThatWasSent_data()
{
    QTest::addColumn<QByteArray>("own"); // the user's own offer
    QTest::addColumn<bool>("deflate");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("result");
    const auto row = [](const char *name, const char *own, bool deflate, const char *answer,
                        const char *result) {
        QTest::newRow(name) << QByteArray(own) << deflate << QByteArray(answer) << latin(result);
    };
    row("nothing offered, nothing chosen", "", false, "", "none, not compressed");
    row("offered and declined", "", true, "", "none, not compressed");
    row("offered and chosen", "", true, "permessage-deflate", "none, 15 15");
    row("chosen with parameters", "", true,
        "permessage-deflate; server_max_window_bits=9; client_max_window_bits=10", "none, 9 10");
    row("chosen without an offer", "", false, "permessage-deflate", "extension, not compressed");
    row("the user's own offer", "permessage-deflate; server_max_window_bits=9", false,
        "permessage-deflate; server_max_window_bits=8", "none, 8 15");
    row("the user's own offer counts, not the other one", "permessage-deflate", true,
        "permessage-deflate; client_max_window_bits=8", "extension, not compressed");
}

void TestHandshakeFindings::deflateIsAgreed_withTheFieldThatWasSent()
{
    QFETCH(QByteArray, own);
    QFETCH(bool, deflate);
    QFETCH(QByteArray, answer);
    HandshakeRequest sent = request(own.isEmpty() ? nullptr : own.constData());
    sent.subprotocols = {"chat"};
    if (deflate)
        sent.deflate.emplace();
    std::vector<HeaderField> headers;
    if (!answer.isEmpty())
        headers.push_back({"Sec-WebSocket-Extensions", answer.toStdString()});
    const ResponseCheck check =
        checkResponse(parsed(changed(buildResponse(rfcKey, "chat", headers), "-", "")), sent);
    const QString bits = check.deflate ? QStringLiteral("%1 %2")
                                             .arg(check.deflate->serverMaxWindowBits)
                                             .arg(check.deflate->clientMaxWindowBits)
                                       : QStringLiteral("not compressed");
    QTEST(latin(responseProblemId(check.problem)) + QStringLiteral(", ") + bits, "result");
    if (check.problem == ResponseProblem::None)
        QCOMPARE(latin(check.subprotocol), QStringLiteral("chat"));
}

void TestHandshakeFindings::namesAndTargets_areWrittenWithWhatMayStandInThem()
{
    HandshakeRequest odd = request();
    odd.target = "/a b\x7F\x01\xC3\xA4";
    odd.headers = {{"X(~)", "1"}, {":", "2"}, {"", "3"}};
    const QByteArray built = QByteArray::fromStdString(buildRequest(odd));
    QVERIFY(built.startsWith("GET /a%20b\xC3\xA4 HTTP/1.1\r\n"));
    QVERIFY(built.endsWith("Sec-WebSocket-Version: 13\r\nX~: 1\r\n\r\n"));
}

void TestHandshakeFindings::builtAnswer_carriesExtensions()
{
    std::string chosen;
    QVERIFY(acceptDeflate("permessage-deflate; server_max_window_bits=10", {}, chosen));
    QVERIFY(
        QByteArray::fromStdString(buildResponse(rfcKey, "", {{"Sec-WebSocket-Extensions", chosen}}))
            .endsWith("Sec-WebSocket-Extensions: permessage-deflate; "
                      "server_max_window_bits=10\r\n\r\n"));
}

void TestHandshakeFindings::manyExtensions_areComparedInLinearTime()
{
    // A time that grows with the product of both would take minutes for this.
    QByteArray names;
    for (int i = 0; i < 12'000; ++i)
        names += QByteArray::number(i, 36) + ",";
    HttpHead offer = parsed(changed(buildRequest(request()), "-", ""));
    HttpHead answer = parsed(changed(buildResponse(rfcKey, ""), "-", ""));
    offer.fields.push_back({"Sec-WebSocket-Extensions", names.toStdString()});
    answer.fields.push_back({"Sec-WebSocket-Extensions", names.toStdString()});
    for (int i = 0; i < 20; ++i)
        QVERIFY(responseFindings(answer, offer).empty());
}

QTEST_APPLESS_MAIN(TestHandshakeFindings)
#include "tst_handshakefindings.moc"
