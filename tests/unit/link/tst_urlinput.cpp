// SPDX-License-Identifier: MIT
#include "link/urlinput.h"

#include <QTest>

using namespace ajar::link;
using namespace std::chrono_literals;

class UrlInputTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatPeopleType_becomesAUrl_data();
    void whatPeopleType_becomesAUrl();
    void whatCanNotBeUsed_hasAProblem_data();
    void whatCanNotBeUsed_hasAProblem();
    void proxies_areRead_data();
    void proxies_areRead();
    void noProxies_areNotRead_data();
    void noProxies_areNotRead();
    void exceptions_areRead_data();
    void exceptions_areRead();
    void noExceptions_areNotRead_data();
    void noExceptions_areNotRead();
    void durations_areRead_data();
    void durations_areRead();
    void noDurations_areNotRead_data();
    void noDurations_areNotRead();
    void durationText_isReadBack();
    void sizes_areReadAndWritten();
};

void UrlInputTest::whatPeopleType_becomesAUrl_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("url");
    const auto row = [](const char *typed, const char *url) {
        QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(url);
    };
    row("ws://127.0.0.1:9000/chat", "ws://127.0.0.1:9000/chat");
    row("wss://example.org", "wss://example.org");
    row("  ws://example.org/  ", "ws://example.org/");
    row("example.org", "ws://example.org");
    row("localhost:8080/path?x=1", "ws://localhost:8080/path?x=1");
    row("127.0.0.1:9000", "ws://127.0.0.1:9000");
    row("[::1]:9000/a", "ws://[::1]:9000/a");
    row("http://example.org/a", "ws://example.org/a");
    row("https://example.org/a", "wss://example.org/a");
    row("HTTPS://example.org/a", "wss://example.org/a");
    row("WSS://example.org/a", "wss://example.org/a");
    row("ws://example.org/a#part", "ws://example.org/a");
    row("ws://example.org/a?q=a%20b", "ws://example.org/a?q=a%20b");
    row("ws+unix:///run/a.sock:/chat", "ws+unix:///run/a.sock:/chat");
    row("ann:secret@example.org/a", "ws://ann:secret@example.org/a");
    row("wss://bücher.example/", "wss://xn--bcher-kva.example/");
}

void UrlInputTest::whatPeopleType_becomesAUrl()
{
    QFETCH(QString, typed);
    QFETCH(QString, url);
    QString problem = QStringLiteral("left over");
    QCOMPARE(urlFromInput(typed, problem).toString(QUrl::FullyEncoded), url);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void UrlInputTest::whatCanNotBeUsed_hasAProblem_data()
{
    QTest::addColumn<QString>("typed");
    for (const char *typed :
         {"", "   ", "ftp://example.org", "file:///etc/passwd", "ws://", "ws:///path",
          "ws://example.org:0/", "ws://example.org:99999/", "ws://exa mple.org/", "ws://[::1/",
          "ws+unix://", "ws+unix:///", "ws+unix://run/a.sock", "ws+unix:///:/chat"})
        QTest::addRow("\"%s\"", typed) << QString::fromUtf8(typed);
}

void UrlInputTest::whatCanNotBeUsed_hasAProblem()
{
    QFETCH(QString, typed);
    QString problem;
    QVERIFY(urlFromInput(typed, problem).isEmpty());
    QVERIFY(!problem.isEmpty());
}

void UrlInputTest::proxies_areRead_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("login");
    using Mode = ProxyChoice::Mode;
    const auto row = [](const char *typed, Mode mode, const char *host, int port,
                        const char *login = "/") {
        QTest::newRow(typed) << int(mode) << host << port << QString::fromUtf8(login);
    };
    row("system", Mode::System, "", 0);
    row(" none ", Mode::None, "", 0);
    row("http://p.test:3128", Mode::Http, "p.test", 3128);
    row("HTTP://p.test:3128/", Mode::Http, "p.test", 3128);
    row("http://p.test", Mode::Http, "p.test", 80);
    row("p.test:3128", Mode::Http, "p.test", 3128);
    row("socks5://p.test", Mode::Socks5, "p.test", 1080);
    row("socks5h://[::1]:9050", Mode::Socks5, "::1", 9050);
    row("http://ann:s%3Acret@p.test:3128", Mode::Http, "p.test", 3128, "ann/s:cret");
    row("ann:secret@p.test:3128", Mode::Http, "p.test", 3128, "ann/secret");
}

void UrlInputTest::proxies_areRead()
{
    QString problem = QStringLiteral("left over");
    const ProxyChoice choice = proxyFromInput(QString::fromUtf8(QTest::currentDataTag()), problem);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    QTEST(int(choice.mode), "mode");
    QTEST(choice.host, "host");
    QTEST(int(choice.port), "port");
    QTEST(QString(choice.user + u'/' + choice.password), "login");
}

void UrlInputTest::noProxies_areNotRead_data()
{
    QTest::addColumn<QString>("typed");
    for (const char *typed :
         {"", "http://", "ftp://p.test:21", "https://p.test:443", "socks4://p.test", "p.test:0",
          "http://p.test:99999", "http://p.test:3128/path", "http://ann:secret@:3128",
          "http://ann:secret@p test:1"})
        QTest::addRow("\"%s\"", typed) << QString::fromUtf8(typed);
}

void UrlInputTest::noProxies_areNotRead()
{
    QFETCH(QString, typed);
    QString problem;
    proxyFromInput(typed, problem);
    QVERIFY(!problem.isEmpty());
    QVERIFY2(!problem.contains(u"secret"), qPrintable(problem));
}

void UrlInputTest::exceptions_areRead_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("where");
    const QString digits(64, u'a');
    QString pairs;
    for (int i = 0; i < 32; ++i)
        pairs += (i ? QStringLiteral(":AA") : QStringLiteral("AA"));
    QTest::newRow("digits") << digits << ":0";
    QTest::newRow("pairs") << pairs << ":0";
    QTest::newRow("named") << QString(QStringLiteral("SHA256:") + digits) << ":0";
    QTest::newRow("host and port")
        << QString(QStringLiteral("a.test:8443=") + digits) << "a.test:8443";
    QTest::newRow("host") << QString(QStringLiteral("A.test=") + pairs) << "a.test:443";
    QTest::newRow("IPv6") << QString(QStringLiteral("[::1]:8443=") + pairs) << "::1:8443";
}

void UrlInputTest::exceptions_areRead()
{
    QFETCH(QString, typed);
    QString problem = QStringLiteral("left over");
    const CertificateException exception = exceptionFromInput(typed, problem);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    QCOMPARE(exception.fingerprint, QString(64, u'a'));
    QTEST(QString(exception.host + u':' + QString::number(exception.port)), "where");
}

void UrlInputTest::noExceptions_areNotRead_data()
{
    QTest::addColumn<QString>("typed");
    const QString digits(64, u'a');
    QTest::newRow("empty") << QString();
    QTest::newRow("short") << digits.left(63);
    QTest::newRow("long") << QString(digits + u'a');
    QTest::newRow("no digit") << QString(digits.left(63) + u'g');
    QTest::newRow("SHA-1") << digits.left(40);
    QTest::newRow("no host") << QString(u'=' + digits);
    QTest::newRow("port 0") << QString(QStringLiteral("a.test:0=") + digits);
    QTest::newRow("a path") << QString(QStringLiteral("a.test/x=") + digits);
}

void UrlInputTest::noExceptions_areNotRead()
{
    QFETCH(QString, typed);
    QString problem;
    exceptionFromInput(typed, problem);
    QVERIFY(!problem.isEmpty());
}

void UrlInputTest::durations_areRead_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<qint64>("nanoseconds");
    const auto row = [](const char *typed, std::chrono::nanoseconds duration) {
        QTest::addRow("\"%s\"", typed) << QString::fromUtf8(typed) << qint64(duration.count());
    };
    row("250ms", 250ms);
    row("5s", 5s);
    row("2m", 2min);
    row("1h", 1h);
    row("1.5s", 1500ms);
    row("0.5ms", 500us);
    row("30", 30s);
    row(" 5 s ", 5s);
    row("0", 0s);
    row("off", 0s);
    row("24h", 24h);
    row("576h", 576h);
}

void UrlInputTest::durations_areRead()
{
    QFETCH(QString, typed);
    QFETCH(qint64, nanoseconds);
    const auto duration = parseDuration(typed);
    QVERIFY(duration.has_value());
    QCOMPARE(qint64(duration->count()), nanoseconds);
}

void UrlInputTest::noDurations_areNotRead_data()
{
    QTest::addColumn<QString>("typed");
    for (const char *typed : {"", "s", "-5s", "+5s", "5d", "5 s 3", "1e3", "1,5s", ".5s", "5.s",
                              "577h", "999999999h", "9999999999", "nan", "inf", "5S", "٥s"})
        QTest::addRow("\"%s\"", typed) << QString::fromUtf8(typed);
}

void UrlInputTest::noDurations_areNotRead()
{
    QFETCH(QString, typed);
    QVERIFY(!parseDuration(typed));
}

void UrlInputTest::durationText_isReadBack()
{
    for (const auto duration : std::initializer_list<std::chrono::nanoseconds>{
             0s, 1ms, 250ms, 1500ms, 1s, 59s, 60s, 61s, 90min, 24h, 500us, 1ns}) {
        QCOMPARE(parseDuration(durationText(duration)), std::optional(duration));
    }
    QCOMPARE(durationText(30s), QStringLiteral("30s"));
    QCOMPARE(durationText(0s), QStringLiteral("off"));
}

void UrlInputTest::sizes_areReadAndWritten()
{
    QCOMPARE(parseSize(QStringLiteral("64M")), std::optional<quint64>(64ull << 20));
    QCOMPARE(parseSize(QStringLiteral(" 4k")), std::optional<quint64>(4096));
    QCOMPARE(parseSize(QStringLiteral("1000")), std::optional<quint64>(1000));
    QCOMPARE(parseSize(QStringLiteral("1024g")), std::optional<quint64>(1ull << 40));
    for (const char *typed : {"", "0", "k", "-1", "1.5M", "64MB", "1025G", "99999999999999999999"})
        QVERIFY2(!parseSize(QString::fromLatin1(typed)), typed);
    for (const quint64 bytes : {1ull, 1000ull, 1024ull, 1536ull, 64ull << 20, 3ull << 30})
        QCOMPARE(parseSize(sizeText(bytes)), std::optional<quint64>(bytes));
    QCOMPARE(sizeText(64ull << 20), QStringLiteral("64M"));
}

QTEST_APPLESS_MAIN(UrlInputTest)
#include "tst_urlinput.moc"
