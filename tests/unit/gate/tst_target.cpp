// SPDX-License-Identifier: MIT
#include "gate/openingoptions.h"
#include "gate/target.h"
#include "gatetest.h"

using namespace ajar::gate;

class TargetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void url_leavesOutTheSchemesOwnPort_data();
    void url_leavesOutTheSchemesOwnPort();
    void loopback_isWhatNeverLeavesTheMachine_data();
    void loopback_isWhatNeverLeavesTheMachine();
    void origin_isSchemeHostAndPort_data();
    void origin_isSchemeHostAndPort();
    void location_isSeenFromWhereItWasSaid_data();
    void location_isSeenFromWhereItWasSaid();
    void location_thatLeadsNowhere_saysWhy_data();
    void location_thatLeadsNowhere_saysWhy();
    void location_ofAnyBytes_givesNothingThatCouldEndAStartLine();
    void request_onItsWayToAnotherOrigin_keepsNoSecret();
    void tokens_amongSubprotocols_stayToo_data();
    void tokens_amongSubprotocols_stayToo();
};

void TargetTest::url_leavesOutTheSchemesOwnPort_data()
{
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("hostField");
    const auto row = [](bool tls, const char *host, int port, const char *url, const char *field) {
        QTest::newRow(url) << tls << host << port << url << field;
    };
    row(false, "a.test", 80, "ws://a.test/x?y", "a.test");
    row(false, "a.test", 443, "ws://a.test:443/x?y", "a.test:443");
    row(true, "a.test", 443, "wss://a.test/x?y", "a.test");
    row(true, "a.test", 80, "wss://a.test:80/x?y", "a.test:80");
    row(true, "::1", 443, "wss://[::1]/x?y", "[::1]");
    row(false, "fe80::1", 9000, "ws://[fe80::1]:9000/x?y", "[fe80::1]:9000");
}

void TargetTest::url_leavesOutTheSchemesOwnPort()
{
    QFETCH(bool, tls);
    QFETCH(QString, host);
    QFETCH(int, port);
    QFETCH(QString, url);
    QFETCH(QString, hostField);
    const Target target{tls, host.toStdString(), static_cast<std::uint16_t>(port), {}, "/x?y"};
    QCOMPARE(QString::fromStdString(urlOf(target)), url);
    QCOMPARE(QString::fromStdString(ajar::gate::hostField(target)), hostField);
}

void TargetTest::loopback_isWhatNeverLeavesTheMachine_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("loopback");
    for (const char *host : {"localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.255.3.4",
                             "::1", "::ffff:127.0.0.1"})
        QTest::newRow(host) << host << true;
    for (const char *host : {"localhost.evil.test", "localhost6", "127.0.0.1.nip.io", "128.0.0.1",
                             "10.0.0.1", "::2", "0.0.0.0", "notlocalhost", ""})
        QTest::newRow(host) << host << false;
}

void TargetTest::loopback_isWhatNeverLeavesTheMachine()
{
    QFETCH(QString, host);
    QTEST(isLoopback(host.toStdString()), "loopback");
}

void TargetTest::origin_isSchemeHostAndPort_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<bool>("same");
    const auto row = [](const char *left, const char *right, bool same) {
        QTest::addRow("%s and %s", left, right) << left << right << same;
    };
    row("ws://a.test/x", "ws://a.test:80/y?z", true);
    row("ws://a.test/", "ws://A.TEST/", true);
    row("ws://a.test/", "http://a.test/", true);
    row("ws://a.test/", "wss://a.test/", false);
    row("ws://a.test/", "wss://a.test:80/", false);
    row("ws://a.test/", "ws://a.test:81/", false);
    row("ws://a.test/", "ws://b.a.test/", false);
    row("ws://a.test/", "ws://a.test./", false);
}

void TargetTest::origin_isSchemeHostAndPort()
{
    QFETCH(QString, left);
    QFETCH(QString, right);
    const auto one = resolveLocation({}, left.toStdString()).target;
    const auto other = resolveLocation({}, right.toStdString()).target;
    QVERIFY(one && other);
    QTEST(sameOrigin(*one, *other), "same");
}

void TargetTest::location_isSeenFromWhereItWasSaid_data()
{
    QTest::addColumn<QString>("location");
    QTest::addColumn<QString>("url");
    const auto row = [](const char *location, const char *url) {
        QTest::newRow(location) << QString::fromUtf8(location) << url;
    };
    // The base is wss://a.test:8443/b/c/d?q
    row("wss://o.test/x", "wss://o.test/x");
    row("https://o.test/x", "wss://o.test/x");
    row("http://o.test/x", "ws://o.test/x");
    row("WS://O.Test:9000", "ws://o.test:9000/");
    row("wss://o.test?x=1", "wss://o.test/?x=1");
    row("wss://o.test:/x", "wss://o.test/x");
    row("wss://o.test:443/x", "wss://o.test/x");
    row("wss://[::1]:9000/x", "wss://[::1]:9000/x");
    row("//o.test/x", "wss://o.test/x");
    row("/x", "wss://a.test:8443/x");
    row("x", "wss://a.test:8443/b/c/x");
    row("./x", "wss://a.test:8443/b/c/x");
    row("../x?y", "wss://a.test:8443/b/x?y");
    row("../../../../x", "wss://a.test:8443/x");
    row("..", "wss://a.test:8443/b/");
    row(".", "wss://a.test:8443/b/c/");
    row("?y", "wss://a.test:8443/b/c/d?y");
    row("x/./y/../z", "wss://a.test:8443/b/c/x/z");
    row("/a:b", "wss://a.test:8443/a:b");
    row("  /x\t", "wss://a.test:8443/x");
    row("/x#part", "wss://a.test:8443/x");
    row("wss://o.test#part", "wss://o.test/");
    row("wss://user:secret@o.test/x", "wss://o.test/x");
    row("wss://user@evil.test@o.test/x", "wss://o.test/x");
    row("wss://o.test/a b\"<>", "wss://o.test/a%20b%22%3C%3E");
    row("wss://o.test/ä?ö", "wss://o.test/%C3%A4?%C3%B6");
    row("wss://o.test/%41%2f?%20", "wss://o.test/%41%2f?%20");
    row("wss://o.test/a\\b", "wss://o.test/a%5Cb");
    row("wss://xn--bcher-kva.test/", "wss://xn--bcher-kva.test/");
}

void TargetTest::location_isSeenFromWhereItWasSaid()
{
    QFETCH(QString, location);
    const Target base{true, "a.test", 8443, {}, "/b/c/d?q"};
    const Location found = resolveLocation(base, location.toStdString());
    QVERIFY2(found.target.has_value(), found.problem.c_str());
    QTEST(QString::fromStdString(urlOf(*found.target)), "url");
}

void TargetTest::location_thatLeadsNowhere_saysWhy_data()
{
    QTest::addColumn<QString>("location");
    for (const char *location : {"",
                                 "   ",
                                 "#part",
                                 "ftp://a.test/",
                                 "javascript:alert(1)",
                                 "mailto:a@b.test",
                                 "wss:",
                                 "wss:x",
                                 "wss://",
                                 "wss:///x",
                                 "wss://:80/",
                                 "wss://a.test:0/",
                                 "wss://a.test:65536/",
                                 "wss://a.test:8o/",
                                 "wss://a.test:-1/",
                                 "wss://a b.test/",
                                 "wss://a\\b/",
                                 "wss://%61.test/",
                                 "wss://[::1/",
                                 "wss://[zz]/",
                                 "wss://[fe80::1%25eth0]/",
                                 "wss://::1/",
                                 "wss://bücher.test/",
                                 "//"})
        QTest::addRow("\"%s\"", location) << QString::fromUtf8(location);
}

void TargetTest::location_thatLeadsNowhere_saysWhy()
{
    QFETCH(QString, location);
    const Location found = resolveLocation({}, location.toStdString());
    QVERIFY2(!found.target, found.target ? urlOf(*found.target).c_str() : "");
    QVERIFY(!found.problem.empty());
}

void TargetTest::location_ofAnyBytes_givesNothingThatCouldEndAStartLine()
{
    const Target base{false, "a.test", 80, {}, "/b/c"};
    for (const std::string prefix : {"", "/", "ws://o.test/", "ws://", "?", "//"}) {
        for (int first = 0; first < 256; ++first) {
            for (const int second : {0, 9, 10, 13, 32, 46, 47, 58, 63, 64, 92, 127, 200}) {
                const std::string location =
                    prefix + static_cast<char>(first) + static_cast<char>(second);
                const Location found = resolveLocation(base, location);
                if (!found.target)
                    continue;
                const std::string text = urlOf(*found.target);
                const auto odd = [](char c) { return c <= 0x20 || c >= 0x7F; };
                QVERIFY2(std::ranges::none_of(text, odd), text.c_str());
                QVERIFY(found.target->resource.starts_with('/'));
            }
        }
    }
}

void TargetTest::request_onItsWayToAnotherOrigin_keepsNoSecret()
{
    ajar::wire::HandshakeRequest request;
    request.subprotocols = {"chat", "superchat"};
    request.headers = {{"Authorization", "Basic x"}, {"COOKIE", "a=b"},
                       {"Proxy-Authorization", "x"}, {"X-Api-Key", "x"},
                       {"X-Whatever", "x"},          {"User-Agent", "probe"},
                       {"origin", "https://o.test"}, {"Accept-Language", "de"},
                       {"Sec-WebSocket-Key", "x"},   {"Host", "a.test"}};
    const auto plain = withoutSecrets(request);
    std::string names;
    for (const auto &field : plain.headers)
        names += field.name + " ";
    SAYS(names, "User-Agent origin Accept-Language ");
    QCOMPARE(plain.subprotocols, request.subprotocols);
}

void TargetTest::tokens_amongSubprotocols_stayToo_data()
{
    QTest::addColumn<QByteArray>("subprotocols");
    QTest::newRow("named") << QByteArray("chat access_token abc");
    QTest::newRow("bearer") << QByteArray("Bearer abc");
    QTest::newRow("kubernetes") << QByteArray("base64url.bearer.authorization.k8s.io.abc");
    QTest::newRow("long") << "chat " + QByteArray(60, 'x');
}

void TargetTest::tokens_amongSubprotocols_stayToo()
{
    QFETCH(QByteArray, subprotocols);
    ajar::wire::HandshakeRequest request;
    for (const QByteArray &subprotocol : subprotocols.split(' '))
        request.subprotocols.push_back(subprotocol.toStdString());
    QVERIFY(withoutSecrets(request).subprotocols.empty());
}

QTEST_APPLESS_MAIN(TargetTest)
#include "tst_target.moc"
