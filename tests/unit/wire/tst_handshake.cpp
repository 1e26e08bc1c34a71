// SPDX-License-Identifier: MIT
#include "wire/handshake.h"
#include "wiretest.h"

#include <QTest>

using namespace ajar::wire;
using namespace wiretest;

namespace
{
// RFC 6455 1.2 and 1.3
const char *const rfcKey = "dGhlIHNhbXBsZSBub25jZQ==";
const char *const rfcAccept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

HandshakeRequest rfcRequest()
{
    HandshakeRequest request;
    request.host = "server.example.com";
    request.target = "/chat";
    request.key = rfcKey;
    return request;
}

QByteArray headLines(const QByteArray &text)
{
    return QByteArray(text).replace("\n", "\r\n");
}

HttpHead parsed(const QByteArray &text)
{
    HttpHeadParser parser;
    std::size_t consumed = 0;
    if (parser.feed(bytes(text), consumed) != HttpHeadParser::Status::Done)
        qFatal("no head: %s", text.constData());
    return parser.head();
}

QString describe(const ResponseCheck &check)
{
    return QStringLiteral("%1 expected '%2' found '%3' subprotocol '%4'")
        .arg(latin(responseProblemId(check.problem)), latin(check.expected), latin(check.found),
             latin(check.subprotocol));
}

std::vector<HeaderField> fields(const QByteArray &text)
{
    return parsed(headLines("HTTP/1.1 101 x\n" + text + "\n")).fields;
}
} // namespace

class TestHandshake : public QObject
{
    Q_OBJECT

private slots:
    void rfcKey_givesRfcAccept();
    void nonce_isEncodedAsBase64();
    void request_hasItsFieldsInOrder();
    void request_carriesSubprotocolsAndOwnFields();
    void ownField_replacesTheStandardOneWhereItStands();
    void request_isSafeAgainstInjection_data();
    void request_isSafeAgainstInjection();
    void emptyTarget_becomesTheRoot();
    void response_isJudged_data();
    void response_isJudged();
    void rfcResponseSplitAtEachByte_isAccepted();
    void subprotocol_isJudgedAgainstTheOffer_data();
    void subprotocol_isJudgedAgainstTheOffer();
    void extension_isJudgedAgainstTheOffer_data();
    void extension_isJudgedAgainstTheOffer();
    void acceptIsJudgedAgainstTheKey_thatTheUserPutInItsPlace();
    void builtRequest_isAccepted();
    void request_isJudged_data();
    void request_isJudged();
    void target_isReadFromTheStartLine_data();
    void target_isReadFromTheStartLine();
    void tokens_areCollectedFromAllAppearances();
    void longRunsOfBlanks_areTrimmed();
    void response_isBuilt_data();
    void response_isBuilt();
};

void TestHandshake::rfcKey_givesRfcAccept()
{
    QCOMPARE(latin(acceptFor(rfcKey)), latin(rfcAccept));
}

void TestHandshake::nonce_isEncodedAsBase64()
{
    const std::string_view sample = "the sample nonce";
    std::array<std::uint8_t, 16> nonce;
    std::copy(sample.begin(), sample.end(), nonce.begin());
    QCOMPARE(latin(encodeKey(nonce)), latin(rfcKey));
    nonce.fill(0xFF);
    QCOMPARE(latin(encodeKey(nonce)), QStringLiteral("/////////////////////w=="));
}

void TestHandshake::request_hasItsFieldsInOrder()
{
    QCOMPARE(QByteArray::fromStdString(buildRequest(rfcRequest())),
             headLines("GET /chat HTTP/1.1\n"
                       "Host: server.example.com\n"
                       "Upgrade: websocket\n"
                       "Connection: Upgrade\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n"
                       "Sec-WebSocket-Version: 13\n\n"));
}

void TestHandshake::request_carriesSubprotocolsAndOwnFields()
{
    HandshakeRequest request = rfcRequest();
    request.subprotocols = {"chat", "superchat"};
    request.headers = {{"Origin", "http://example.com"}, {"X-Two", "a"}, {"X-Two", "b"}};
    QVERIFY(QByteArray::fromStdString(buildRequest(request))
                .endsWith(headLines("Sec-WebSocket-Version: 13\n"
                                    "Sec-WebSocket-Protocol: chat, superchat\n"
                                    "Origin: http://example.com\n"
                                    "X-Two: a\n"
                                    "X-Two: b\n\n")));
}

void TestHandshake::ownField_replacesTheStandardOneWhereItStands()
{
    HandshakeRequest request = rfcRequest();
    request.subprotocols = {"chat"};
    request.headers = {{"X-First", "1"},
                       {"sec-websocket-version", "8"},
                       {"host", "other"},
                       {"HOST", "another"},
                       {"Sec-WebSocket-Protocol", "mine"}};
    QCOMPARE(QByteArray::fromStdString(buildRequest(request)),
             headLines("GET /chat HTTP/1.1\n"
                       "host: other\n"
                       "HOST: another\n"
                       "Upgrade: websocket\n"
                       "Connection: Upgrade\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n"
                       "sec-websocket-version: 8\n"
                       "Sec-WebSocket-Protocol: mine\n"
                       "X-First: 1\n\n"));
}

void TestHandshake::request_isSafeAgainstInjection_data()
{
    QTest::addColumn<int>("place"); // 0 target, 1 host, 2 key, 3 subprotocol, 4 name, 5 value
    QTest::addColumn<QByteArray>("text");
    const QList<QByteArray> texts{"x\r\nEvil: 1",
                                  "x\nEvil: 1",
                                  "x\rEvil: 1",
                                  QByteArray("x\0Evil: 1", 9),
                                  "x\r\n\r\nGET / HTTP/1.1\r\n",
                                  "\r\n Evil: 1",
                                  " x",
                                  "\tx"};
    const char *const places[] = {"target", "host", "key", "subprotocol", "name", "value"};
    for (int place = 0; place < 6; ++place) {
        for (int i = 0; i < texts.size(); ++i)
            QTest::addRow("%s %d", places[place], i) << place << texts[i];
    }
}

void TestHandshake::request_isSafeAgainstInjection()
{
    QFETCH(int, place);
    QFETCH(QByteArray, text);
    HandshakeRequest request = rfcRequest();
    request.subprotocols = {"chat"};
    request.headers = {{"X-Own", "value"}};
    std::string *const targets[] = {&request.target,
                                    &request.host,
                                    &request.key,
                                    &request.subprotocols[0],
                                    &request.headers[0].name,
                                    &request.headers[0].value};
    *targets[place] = text.toStdString();
    const QByteArray built = QByteArray::fromStdString(buildRequest(request));
    const HttpHead head = parsed(built);
    QCOMPARE(head.raw.size(), std::size_t(built.size()));
    QCOMPARE(head.fields.size(), std::size_t{7});
    QCOMPARE(head.count("Evil"), std::size_t{0});
    QVERIFY(!requestTarget(head).empty());
    QCOMPARE(built.count('\r'), 9);
    QCOMPARE(built.count('\n'), 9);
    QCOMPARE(built.count('\0'), 0);
}

void TestHandshake::emptyTarget_becomesTheRoot()
{
    HandshakeRequest request = rfcRequest();
    for (const char *target : {"", "\r\n"}) {
        request.target = target;
        QVERIFY(buildRequest(request).starts_with("GET / HTTP/1.1\r\n"));
    }
    request.target = "/a b";
    QVERIFY(buildRequest(request).starts_with("GET /a%20b HTTP/1.1\r\n"));
}

void TestHandshake::response_isJudged_data()
{
    QTest::addColumn<QByteArray>("response");
    QTest::addColumn<QString>("result");
    const QByteArray start = "HTTP/1.1 101 Switching Protocols\n";
    const QByteArray upgrade = "Upgrade: websocket\nConnection: Upgrade\n";
    const QByteArray accept = QByteArray("Sec-WebSocket-Accept: ") + rfcAccept + "\n";
    const auto row = [](const char *name, const QByteArray &response, const char *problem,
                        const char *expected, const char *found) {
        QTest::newRow(name) << headLines(response + "\n")
                            << QStringLiteral("%1 expected '%2' found '%3' subprotocol ''")
                                   .arg(latin(problem), latin(expected), latin(found));
    };
    row("right", start + upgrade + accept, "none", "", "");
    row("in another case and order",
        "HTTP/1.1 101 x\nSEC-WEBSOCKET-ACCEPT:" + QByteArray(rfcAccept) +
            "\nconnection: keep-alive, UPGRADE\nupgrade: WebSocket\n",
        "none", "", "");
    row("a folded Accept", start + upgrade + "Sec-WebSocket-Accept:\n " + rfcAccept + "\n", "none",
        "", "");
    row("200", "HTTP/1.1 200 OK\n" + upgrade + accept, "status", "101", "200 OK");
    row("301", "HTTP/1.1 301 Moved Permanently\nLocation: /\n", "status", "101",
        "301 Moved Permanently");
    row("401", "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic\n", "status", "101",
        "401 Unauthorized");
    row("426", "HTTP/1.1 426 Upgrade Required\nSec-WebSocket-Version: 13\n", "status", "101",
        "426 Upgrade Required");
    row("103 first", "HTTP/1.1 103 Early Hints\n", "status", "101", "103 Early Hints");
    row("no reason phrase", "HTTP/1.1 404\n", "status", "101", "404");
    row("a request", "GET / HTTP/1.1\n", "status", "101", "GET / HTTP/1.1");
    row("no Upgrade", start + "Connection: Upgrade\n" + accept, "upgrade", "websocket", "");
    row("another Upgrade", start + "Upgrade: h2c\nConnection: Upgrade\n" + accept, "upgrade",
        "websocket", "h2c");
    row("more than one Upgrade", start + "Upgrade: websocket, h2c\nConnection: Upgrade\n" + accept,
        "upgrade", "websocket", "websocket, h2c");
    row("no Connection", start + "Upgrade: websocket\n" + accept, "connection", "Upgrade", "");
    row("another Connection", start + "Upgrade: websocket\nConnection: keep-alive\n" + accept,
        "connection", "Upgrade", "keep-alive");
    row("no Accept", start + upgrade, "accept-missing", rfcAccept, "");
    row("a wrong Accept", start + upgrade + "Sec-WebSocket-Accept: AAAA\n", "accept-wrong",
        rfcAccept, "AAAA");
    row("an empty Accept", start + upgrade + "Sec-WebSocket-Accept:\n", "accept-wrong", rfcAccept,
        "");
    row("an Accept in lower case",
        start + upgrade + "Sec-WebSocket-Accept: " + QByteArray(rfcAccept).toLower() + "\n",
        "accept-wrong", rfcAccept, QByteArray(rfcAccept).toLower().constData());
    row("a doubled Accept", start + upgrade + accept + accept, "accept-wrong", rfcAccept,
        (QByteArray(rfcAccept) + ", " + rfcAccept).constData());
    row("a subprotocol that was not offered",
        start + upgrade + accept + "Sec-WebSocket-Protocol: chat\n", "subprotocol", "", "chat");
    row("an extension that was not offered",
        start + upgrade + accept + "Sec-WebSocket-Extensions: permessage-deflate\n", "extension",
        "", "permessage-deflate");
}

void TestHandshake::response_isJudged()
{
    QFETCH(QByteArray, response);
    QFETCH(QString, result);
    QCOMPARE(describe(checkResponse(parsed(response), rfcRequest())), result);
}

void TestHandshake::rfcResponseSplitAtEachByte_isAccepted()
{
    HandshakeRequest request = rfcRequest();
    request.subprotocols = {"chat", "superchat"};
    const Buffer response = bytes(headLines("HTTP/1.1 101 Switching Protocols\n"
                                            "Upgrade: websocket\n"
                                            "Connection: Upgrade\n"
                                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n"
                                            "Sec-WebSocket-Protocol: chat\n\n"));
    const Buffer frame = hex("81 01 61");
    const Buffer stream = response + frame;
    for (std::size_t at = 0; at <= stream.size(); ++at) {
        HttpHeadParser parser;
        std::size_t used = 0;
        auto status = HttpHeadParser::Status::NeedMore;
        for (const Buffer &piece : splitAt(stream, at)) {
            std::size_t consumed = 0;
            status = parser.feed(piece, consumed);
            used += consumed;
        }
        QVERIFY(status == HttpHeadParser::Status::Done);
        QCOMPARE(used, response.size());
        QCOMPARE(describe(checkResponse(parser.head(), request)),
                 QStringLiteral("none expected '' found '' subprotocol 'chat'"));
    }
}

void TestHandshake::subprotocol_isJudgedAgainstTheOffer_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QString>("result");
    const auto row = [](const char *name, const char *lines, const char *result) {
        QTest::newRow(name) << QByteArray(lines) << latin(result);
    };
    row("none chosen", "", "none expected '' found '' subprotocol ''");
    row("the second", "Sec-WebSocket-Protocol: v2.chat\n",
        "none expected '' found '' subprotocol 'v2.chat'");
    row("another", "Sec-WebSocket-Protocol: v3\n",
        "subprotocol expected 'chat, v2.chat' found 'v3' subprotocol ''");
    row("in another case", "Sec-WebSocket-Protocol: Chat\n",
        "subprotocol expected 'chat, v2.chat' found 'Chat' subprotocol ''");
    row("two in a list", "Sec-WebSocket-Protocol: chat, v2.chat\n",
        "subprotocol expected 'chat, v2.chat' found 'chat, v2.chat' subprotocol ''");
    row("the same twice", "Sec-WebSocket-Protocol: chat\nSec-WebSocket-Protocol: chat\n",
        "subprotocol expected 'chat, v2.chat' found 'chat, chat' subprotocol ''");
    row("one and an empty one", "Sec-WebSocket-Protocol: chat\nSec-WebSocket-Protocol:\n",
        "subprotocol expected 'chat, v2.chat' found 'chat, ' subprotocol ''");
    row("an empty one", "Sec-WebSocket-Protocol:\n",
        "subprotocol expected 'chat, v2.chat' found '' subprotocol ''");
}

void TestHandshake::subprotocol_isJudgedAgainstTheOffer()
{
    QFETCH(QByteArray, lines);
    QFETCH(QString, result);
    const HttpHead response =
        parsed(QByteArray::fromStdString(buildResponse(rfcKey, "", fields(lines))));
    HandshakeRequest request = rfcRequest();
    request.subprotocols = {"chat", "v2.chat"};
    QCOMPARE(describe(checkResponse(response, request)), result);
    request.subprotocols.clear();
    request.headers = {{"sec-websocket-protocol", "chat,v2.chat"}};
    QCOMPARE(describe(checkResponse(response, request)), result);
}

void TestHandshake::extension_isJudgedAgainstTheOffer_data()
{
    QTest::addColumn<QByteArray>("offer");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("found"); // empty: all is right
    const auto row = [](const char *name, const char *offer, const char *answer,
                        const char *found) {
        QTest::newRow(name) << QByteArray(offer) << QByteArray(answer) << latin(found);
    };
    const char *const deflate = "permessage-deflate; client_max_window_bits";
    row("offered", deflate, "permessage-deflate; server_max_window_bits=10", "");
    row("none taken", deflate, "", "");
    row("one of two", "a, b;x=1", "b", "");
    row("one too many", deflate, "permessage-deflate, permessage-brotli;q=1", "permessage-brotli");
    const char *const unreadable = "the answer's Sec-WebSocket-Extensions can't be read";
    row("a quoted value", deflate, "permessage-deflate; server_max_window_bits=\"10\"", "");
    row("a comma in quotes", deflate, "permessage-deflate; a=\"x, y\"", unreadable);
    row("an escaped quote", deflate, "permessage-deflate; a=\"\\\", y\"", unreadable);
    row("an unclosed quote", deflate, "permessage-deflate; a=\"x, y", unreadable);
    row("a backslash at the end", deflate, "permessage-deflate; a=\"\\", unreadable);
    row("parameters that don't fit", deflate, "permessage-deflate; server_max_window_bits=16",
        "the answer's server_max_window_bits is \"16\", not 8 to 15");
    row("a property of every object", deflate, "__proto__", "__proto__");
    row("a part of the name", deflate, "permessage", "permessage");
}

void TestHandshake::extension_isJudgedAgainstTheOffer()
{
    QFETCH(QByteArray, offer);
    QFETCH(QByteArray, answer);
    QFETCH(QString, found);
    HandshakeRequest request = rfcRequest();
    request.headers = {{"Sec-WebSocket-Extensions", offer.toStdString()}};
    const HttpHead response = parsed(QByteArray::fromStdString(
        buildResponse(rfcKey, "", {{"Sec-WebSocket-Extensions", answer.toStdString()}})));
    const ResponseCheck check = checkResponse(response, request);
    QCOMPARE(latin(responseProblemId(check.problem)),
             found.isEmpty() ? QStringLiteral("none") : QStringLiteral("extension"));
    QCOMPARE(latin(check.found), found);
}

void TestHandshake::acceptIsJudgedAgainstTheKey_thatTheUserPutInItsPlace()
{
    HandshakeRequest request = rfcRequest();
    request.key = "AAAAAAAAAAAAAAAAAAAAAA==";
    request.headers = {{"sec-websocket-key", rfcKey}};
    const HttpHead response = parsed(QByteArray::fromStdString(buildResponse(rfcKey, "")));
    QVERIFY(checkResponse(response, request).problem == ResponseProblem::None);
    request.headers.clear();
    QVERIFY(checkResponse(response, request).problem == ResponseProblem::AcceptWrong);
}

void TestHandshake::builtRequest_isAccepted()
{
    const HttpHead head = parsed(QByteArray::fromStdString(buildRequest(rfcRequest())));
    QVERIFY(checkRequest(head) == RequestProblem::None);
    QCOMPARE(latin(requestTarget(head)), QStringLiteral("/chat"));
}

void TestHandshake::request_isJudged_data()
{
    QTest::addColumn<QByteArray>("remove"); // a line's beginning
    QTest::addColumn<QByteArray>("add");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const char *remove, const char *add,
                        const char *problem) {
        QTest::newRow(name) << QByteArray(remove) << QByteArray(add) << latin(problem);
    };
    row("as it was", "-", "", "none");
    row("more fields", "-", "Origin: x\nCookie: y\n", "none");
    row("POST", "GET", "POST / HTTP/1.1\n", "request-line");
    row("HTTP/1.0", "GET", "GET / HTTP/1.0\n", "request-line");
    row("an absolute target", "GET", "GET ws://h/ HTTP/1.1\n", "none");
    row("a response", "GET", "HTTP/1.1 101 x\n", "request-line");
    row("no Host", "Host", "", "host");
    row("two Hosts", "-", "Host: other\n", "host");
    row("no Upgrade", "Upgrade", "", "upgrade");
    row("Upgrade in a list", "Upgrade", "Upgrade: h2c, WebSocket\n", "none");
    row("no Connection", "Connection", "", "connection");
    row("Connection without Upgrade", "Connection", "Connection: keep-alive\n", "connection");
    row("Connection in a list", "Connection", "Connection: keep-alive, upgrade\n", "none");
    row("no version", "Sec-WebSocket-Version", "", "version");
    row("version 8", "Sec-WebSocket-Version", "Sec-WebSocket-Version: 8\n", "version");
    row("version 13 twice", "-", "Sec-WebSocket-Version: 13\n", "version");
    row("version 13, 13", "Sec-WebSocket-Version", "Sec-WebSocket-Version: 13, 13\n", "version");
    row("no key", "Sec-WebSocket-Key", "", "key");
    row("a key of 15 bytes", "Sec-WebSocket-Key", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA\n",
        "key");
    row("a key of 17 bytes", "Sec-WebSocket-Key", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAA=\n",
        "key");
    row("a key that is no base64", "Sec-WebSocket-Key",
        "Sec-WebSocket-Key: AAAAAAAAAA_AAAAAAAAAAA==\n", "key");
    row("a key with a sign too few", "Sec-WebSocket-Key",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAA===\n", "key");
    row("two keys", "-", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n", "key");
}

void TestHandshake::request_isJudged()
{
    QFETCH(QByteArray, remove);
    QFETCH(QByteArray, add);
    QFETCH(QString, problem);
    QByteArray text = QByteArray::fromStdString(buildRequest(rfcRequest())).replace("\r\n", "\n");
    QList<QByteArray> lines = text.trimmed().split('\n');
    lines.removeIf([&](const QByteArray &line) { return line.startsWith(remove); });
    text = lines.join('\n') + '\n';
    text = remove == "GET" ? add + text : text + add;
    const HttpHead head = parsed(headLines(text + "\n"));
    QCOMPARE(latin(requestProblemId(checkRequest(head))), problem);
}

void TestHandshake::target_isReadFromTheStartLine_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QString>("target");
    QTest::newRow("a path") << QByteArray("GET /path?q HTTP/1.1") << QStringLiteral("/path?q");
    QTest::newRow("an absolute one")
        << QByteArray("GET ws://h/p HTTP/1.1") << QStringLiteral("ws://h/p");
    QTest::newRow("a response") << QByteArray("HTTP/1.1 101 HTTP/1.1") << QString();
    QTest::newRow("one word") << QByteArray("GET") << QString();
    QTest::newRow("two words") << QByteArray("GET HTTP/1.1") << QString();
    QTest::newRow("no version") << QByteArray("GET / FTP/1.1") << QString();
    QTest::newRow("empty") << QByteArray() << QString();
}

void TestHandshake::target_isReadFromTheStartLine()
{
    QFETCH(QByteArray, line);
    QFETCH(QString, target);
    HttpHead head;
    head.startLine = line.toStdString();
    QCOMPARE(latin(requestTarget(head)), target);
}

void TestHandshake::tokens_areCollectedFromAllAppearances()
{
    HttpHead head;
    head.fields = {{"A", " one ,two,"}, {"B", "not"}, {"a", ",,three four"}, {"A", ""}};
    const std::vector<std::string> expected{"one", "two", "three four"};
    QVERIFY(fieldTokens(head, "a") == expected);
    QVERIFY(fieldTokens(head, "C").empty());
}

void TestHandshake::longRunsOfBlanks_areTrimmed()
{
    HttpHead head;
    head.fields = {{"A", "b" + std::string(32'000, ' ') + "x," + std::string(32'000, '\t') + "c"}};
    const auto tokens = fieldTokens(head, "A");
    QCOMPARE(tokens.size(), std::size_t{2});
    QCOMPARE(tokens[0].size(), std::size_t{32'002});
    QCOMPARE(latin(tokens[1]), QStringLiteral("c"));
}

void TestHandshake::response_isBuilt_data()
{
    QTest::addColumn<QByteArray>("subprotocol");
    QTest::addColumn<QByteArray>("own");
    QTest::addColumn<QByteArray>("tail");
    QTest::newRow("plain") << QByteArray() << QByteArray() << QByteArray();
    QTest::newRow("with a subprotocol")
        << QByteArray("chat") << QByteArray() << QByteArray("Sec-WebSocket-Protocol: chat\n");
    QTest::newRow("with a field of one's own")
        << QByteArray() << QByteArray("Server: ajar\n") << QByteArray("Server: ajar\n");
    QTest::newRow("a subprotocol can't inject")
        << QByteArray("chat\r\nEvil: 1") << QByteArray()
        << QByteArray("Sec-WebSocket-Protocol: chatEvil: 1\n");
}

void TestHandshake::response_isBuilt()
{
    QFETCH(QByteArray, subprotocol);
    QFETCH(QByteArray, own);
    QFETCH(QByteArray, tail);
    QCOMPARE(
        QByteArray::fromStdString(buildResponse(rfcKey, subprotocol.toStdString(), fields(own))),
        headLines("HTTP/1.1 101 Switching Protocols\n"
                  "Upgrade: websocket\n"
                  "Connection: Upgrade\n"
                  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\n" +
                  tail + "\n"));
}

QTEST_APPLESS_MAIN(TestHandshake)
#include "tst_handshake.moc"
