// SPDX-License-Identifier: MIT
#include "session/secrets.h"

#include <QtTest>

using namespace ajar::session;

class TestSecrets : public QObject
{
    Q_OBJECT

private slots:
    void urls_loseUserInformationAndTokens_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QByteArray>("clean");
        const auto row = [](const char *url, const char *clean) {
            QTest::newRow(url) << QByteArray(url) << QByteArray(clean);
        };
        row("", "");
        row("ws://example.test", "ws://example.test");
        row("wss://u:p@example.test/a", "wss://[removed]@example.test/a");
        row("wss://u@b@example.test/a@b?c@d", "wss://[removed]@example.test/a@b?c@d");
        row("wss://e.test/?access_token=x&a=1", "wss://e.test/?access_token=[removed]&a=1");
        row("/path?a=1&token=x", "/path?a=1&token=[removed]");
        row("/?TOKEN=x", "/?TOKEN=[removed]");
        row("/?access%5Ftoken=x", "/?access%5Ftoken=[removed]");
        row("/?sig=a&code=b&key=c&password=d",
            "/?sig=[removed]&code=[removed]&key=[removed]&password=[removed]");
        row("/?X-Amz-Signature=abc;x=1", "/?X-Amz-Signature=[removed];x=1");
        row("/?ticket=1&api_key=2&client_secret=3",
            "/?ticket=[removed]&api_key=[removed]&client_secret=[removed]");
        row("/?token", "/?token");
        row("/?keyboard=qwerty&a=token", "/?keyboard=qwerty&a=token");
        row("/#access_token=x&b=1", "/#access_token=[removed]&b=1");
        row("/?a=1#b?token=x", "/?a=1#b?token=[removed]");
    }
    void urls_loseUserInformationAndTokens()
    {
        QFETCH(const QByteArray, url);
        QFETCH(const QByteArray, clean);
        QCOMPARE(withoutUrlSecrets(url), clean);
        QCOMPARE(withoutUrlSecrets(clean), clean);
    }

    void heads_loseCookiesAndAuthorization()
    {
        QCOMPARE(withoutHeadSecrets("GET /?token=x&a=b HTTP/1.1\r\nHost: e.test\r\n"
                                    "COOKIE:a=b; c=d\r\nAuthorization:  Basic eHg=  \r\n"
                                    "Proxy-Authorization: x\r\n y\r\n\tz\r\nX-Api-Key: 7\r\n"
                                    "Origin: https://u:p@o.test\r\nCookie:\r\n"
                                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                    "Sec-WebSocket-Protocol: chat, bearer, x1\r\n\r\n"),
                 "GET /?token=[removed]&a=b HTTP/1.1\r\nHost: e.test\r\n"
                 "COOKIE:[removed]\r\nAuthorization:  [removed]  \r\n"
                 "Proxy-Authorization: [removed]\r\n [removed]\r\n [removed]\r\n"
                 "X-Api-Key: [removed]\r\n"
                 "Origin: https://[removed]@o.test\r\nCookie:\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                 "Sec-WebSocket-Protocol: chat, [removed], [removed]\r\n\r\n");
        QCOMPARE(withoutHeadSecrets("HTTP/1.1 302 Found\r\nSet-Cookie: a=b; Secure\r\n"
                                    "Location: /login?code=7\r\n\r\n"),
                 "HTTP/1.1 302 Found\r\nSet-Cookie: [removed]\r\n"
                 "Location: /login?code=[removed]\r\n\r\n");
        QCOMPARE(withoutHeadSecrets("HTTP/1.0 200 OK"), "HTTP/1.0 200 OK");
        QCOMPARE(withoutHeadSecrets(""), "");
    }

    void subprotocols_loseTokensOnly_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<QByteArray>("clean");
        const auto row = [](const char *list, const char *clean) {
            QTest::newRow(list) << QByteArray(list) << QByteArray(clean);
        };
        row("graphql-transport-ws, v5.channel.k8s.io", "graphql-transport-ws, v5.channel.k8s.io");
        row("actioncable-v1-json,actioncable-unsupported",
            "actioncable-v1-json,actioncable-unsupported");
        row("realtime, openai-insecure-api-key.sk-1, openai-beta.realtime-v1",
            "realtime, [removed], openai-beta.realtime-v1");
        row("base64url.bearer.authorization.k8s.io.abc, v4.channel.k8s.io",
            "[removed], v4.channel.k8s.io");
        row("graphql-ws, header-eyJob3N0Ijoi", "graphql-ws, [removed]");
        row("access_token, abc, chat", "[removed], [removed], chat");
        row("0123456789012345678901234567890123456789x", "[removed]");
    }
    void subprotocols_loseTokensOnly()
    {
        QFETCH(const QByteArray, list);
        QFETCH(const QByteArray, clean);
        QCOMPARE(withoutSubprotocolSecrets(list), clean);
    }

    void members_areCleanedByTheirName()
    {
        QCOMPARE(withoutSecrets("raw", "GET / HTTP/1.1\r\nCookie: a\r\n\r\n"),
                 "GET / HTTP/1.1\r\nCookie: [removed]\r\n\r\n");
        QCOMPARE(withoutSecrets("headers", "Authorization: Bearer x"), "Authorization: [removed]");
        QCOMPARE(withoutSecrets("url", "ws://a:b@c/"), "ws://[removed]@c/");
        QCOMPARE(withoutSecrets("location", "wss://a:b@c/?token=x"),
                 "wss://[removed]@c/?token=[removed]");
        QCOMPARE(withoutSecrets("text", "it redirects to ws://c/?a=1&access_token=x"),
                 "it redirects to ws://c/?a=1&access_token=[removed]");
        QCOMPARE(withoutSecrets("login", "basic"), "basic");
        QCOMPARE(withoutSecrets("subprotocol", "bearer.x"), "[removed]");
        QCOMPARE(withoutSecrets("cookie", "a=b"), "[removed]");
        QCOMPARE(withoutSecrets("text", "Cookie: a"), "Cookie: a");
        QCOMPARE(
            withoutSecrets("rawBase64", QByteArray("HTTP/1.1 200 \xff\r\nCookie: a").toBase64()),
            QByteArray("HTTP/1.1 200 \xff\r\nCookie: [removed]").toBase64());
    }
};

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
