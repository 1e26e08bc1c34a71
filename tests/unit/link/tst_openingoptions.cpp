// SPDX-License-Identifier: MIT
#include "link/gateoptions.h"
#include "link/systemproxy.h"
#include "link/urlinput.h"

#include <QTest>

using namespace ajar;
using namespace ajar::link;

namespace
{

ClientOptions optionsFor(const char *url)
{
    ClientOptions options;
    QString problem;
    options.url = urlFromInput(QString::fromUtf8(url), problem);
    return options;
}

QString text(const std::string &bytes)
{
    return QString::fromStdString(bytes);
}

QString headerOf(const gate::OpeningOptions &options, const char *name)
{
    QStringList values;
    for (const wire::HeaderField &field : options.request.headers) {
        if (wire::equalsIgnoringCase(field.name, name))
            values += text(field.value);
    }
    return values.join(QStringLiteral(" | "));
}

QString recorded(const gate::OpeningOptions &options)
{
    QStringList members{text(options.url)};
    for (const auto &[name, value] : gate::recordedOptions(options)) {
        if (const auto *string = std::get_if<std::string>(&value))
            members += text(name) + u'=' + text(*string);
        else if (const auto *number = std::get_if<std::int64_t>(&value))
            members += text(name) + u'=' + QString::number(*number);
        else if (const auto *flag = std::get_if<bool>(&value))
            members += text(name) + (*flag ? QStringLiteral("=yes") : QStringLiteral("=no"));
    }
    return members.join(u' ');
}

void setEnvironment(const QByteArray &http, const QByteArray &https, const QByteArray &none)
{
    qputenv("http_proxy", http);
    qputenv("https_proxy", https);
    qputenv("no_proxy", none);
}

} // namespace

/// From what a user chooses to what the gate does and what is recorded of it.
class OpeningOptionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void target_isTheUrls_data();
    void target_isTheUrls();
    void credentials_comeFromTheirPlaces_data();
    void credentials_comeFromTheirPlaces();
    void cookies_areOneField();
    void secrets_areNotRecorded();
    void choices_areRecorded();
    void exceptions_areForTheUrlsHostUnlessTheySayAnother();
    void systemProxy_readsTheEnvironment_data();
    void systemProxy_readsTheEnvironment();
};

void OpeningOptionsTest::target_isTheUrls_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("hostField");
    QTest::addColumn<QString>("resource");
    QTest::addColumn<QString>("socket");
    const auto row = [](const char *url, const char *host, int port, const char *field,
                        const char *resource, const char *socket = "") {
        QTest::newRow(url) << host << port << field << resource << QString::fromUtf8(socket);
    };
    row("ws://a.test", "a.test", 80, "a.test", "/");
    row("wss://a.test/b?c=d", "a.test", 443, "a.test", "/b?c=d");
    row("wss://a.test:80/", "a.test", 80, "a.test:80", "/");
    row("ws://user:pass@a.test:9000/", "a.test", 9000, "a.test:9000", "/");
    row("ws://[::1]:9000/", "::1", 9000, "[::1]:9000", "/");
    row("wss://bücher.example/ä", "xn--bcher-kva.example", 443, "xn--bcher-kva.example", "/%C3%A4");
    row("ws+unix:///run/a.sock:/chat?x=1", "", 80, "localhost", "/chat?x=1", "/run/a.sock");
    row("ws+unix:///run/a.sock", "", 80, "localhost", "/", "/run/a.sock");
    row("ws+unix:///run/a.sock:chat", "", 80, "localhost", "/chat", "/run/a.sock");
    row("ws+unix:///run/a%20ü.sock:/x%20y", "", 80, "localhost", "/x%20y", "/run/a ü.sock");
}

void OpeningOptionsTest::target_isTheUrls()
{
    QFETCH(QString, host);
    QFETCH(int, port);
    QFETCH(QString, hostField);
    QFETCH(QString, resource);
    QFETCH(QString, socket);
    const auto options = gateOptions(optionsFor(QTest::currentDataTag()));
    QCOMPARE(text(options.host), host);
    QCOMPARE(int(options.port), port);
    QCOMPARE(text(options.request.host), hostField);
    QCOMPARE(text(options.request.target), resource);
    QCOMPARE(text(options.socketPath), socket);
    QCOMPARE(options.tls, QString::fromUtf8(QTest::currentDataTag()).startsWith(u"wss"));
}

void OpeningOptionsTest::credentials_comeFromTheirPlaces_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("bearer");
    QTest::addColumn<QString>("header");
    QTest::addColumn<QString>("sent");
    const auto row = [](const char *name, const char *url, const char *user, const char *bearer,
                        const char *header, const char *sent) {
        QTest::newRow(name) << url << user << bearer << header << sent;
    };
    row("none", "ws://a.test", "", "", "", "");
    row("in the URL", "ws://ann:b%3Ac%20d@a.test", "", "", "", "Basic YW5uOmI6YyBk"); // ann:b:c d
    row("a user without a password", "ws://ann@a.test", "", "", "", "Basic YW5uOg==");
    row("an option before the URL", "ws://x:y@a.test", "ann", "", "", "Basic YW5uOnNlY3JldA==");
    row("a token before a user", "ws://x:y@a.test", "ann", "t0ken", "", "Bearer t0ken");
    row("a field before all", "ws://x:y@a.test", "ann", "t0ken", "Digest z", "Digest z");
}

void OpeningOptionsTest::credentials_comeFromTheirPlaces()
{
    QFETCH(QString, url);
    QFETCH(QString, user);
    QFETCH(QString, bearer);
    QFETCH(QString, header);
    ClientOptions options = optionsFor(qPrintable(url));
    options.user = user;
    options.password = user.isEmpty() ? QString() : QStringLiteral("secret");
    options.bearerToken = bearer;
    if (!header.isEmpty())
        options.headers = {{QStringLiteral("authorization"), header}};
    QTEST(headerOf(gateOptions(options), "Authorization"), "sent");
}

void OpeningOptionsTest::cookies_areOneField()
{
    ClientOptions options = optionsFor("ws://a.test");
    options.cookies = {QStringLiteral("a=b"), QStringLiteral("c=d; e=f")};
    QCOMPARE(headerOf(gateOptions(options), "Cookie"), QStringLiteral("a=b; c=d; e=f"));
}

void OpeningOptionsTest::secrets_areNotRecorded()
{
    ClientOptions options = optionsFor("wss://ann:urlsecret@a.test/x");
    options.cookies = {QStringLiteral("sid=cookiesecret")};
    options.headers = {{QStringLiteral("X-Api-Key"), QStringLiteral("headersecret")}};
    QString problem;
    options.proxy = proxyFromInput(QStringLiteral("http://bob:proxysecret@p.test:3128"), problem);
    const auto result = gateOptions(options);
    QCOMPARE(recorded(result), QStringLiteral("wss://a.test/x insecure=no "
                                              "proxy=http://p.test:3128 login=basic"));
    QCOMPARE(text(result.proxy.user + ":" + result.proxy.password),
             QStringLiteral("bob:proxysecret"));
    options.bearerToken = QStringLiteral("tokensecret");
    QCOMPARE(recorded(gateOptions(options)), QStringLiteral("wss://a.test/x insecure=no "
                                                            "proxy=http://p.test:3128 "
                                                            "login=bearer"));
}

void OpeningOptionsTest::choices_areRecorded()
{
    ClientOptions options = optionsFor("wss://a.test/");
    options.caFile = QStringLiteral("ca.pem");
    options.clientCertificateFile = QStringLiteral("me.pem");
    options.clientKeyFile = QStringLiteral("me.key");
    options.keyLogFile = QStringLiteral("keys");
    options.proxy.mode = ProxyChoice::Mode::None;
    options.maxRedirects = 5;
    options.maxHeaderBytes = 1000;
    options.maxHeaders = 10;
    const auto result = gateOptions(options);
    QCOMPARE(recorded(result),
             QStringLiteral("wss://a.test/ insecure=no ca=ca.pem clientCertificate=me.pem "
                            "keyLog=keys proxy=none maxRedirects=5 maxHeaderBytes=1000 "
                            "maxHeaders=10"));
    QVERIFY(!result.findProxy);
    QCOMPARE(result.headLimits.bytes, std::size_t(1000));
    QVERIFY(gateOptions(optionsFor("ws://a.test")).findProxy);
}

void OpeningOptionsTest::exceptions_areForTheUrlsHostUnlessTheySayAnother()
{
    ClientOptions options = optionsFor("wss://a.test:8443/");
    options.certificateExceptions = {{{}, 0, QString(64, u'a')},
                                     {QStringLiteral("b.test"), 443, QString(64, u'b')}};
    const auto exceptions = gateOptions(options).trustExceptions;
    QCOMPARE(text(exceptions[0].host), QStringLiteral("a.test"));
    QCOMPARE(int(exceptions[0].port), 8443);
    QCOMPARE(text(exceptions[1].host), QStringLiteral("b.test"));
    QCOMPARE(int(exceptions[1].port), 443);
}

void OpeningOptionsTest::systemProxy_readsTheEnvironment_data()
{
    QTest::addColumn<QByteArray>("http");
    QTest::addColumn<QByteArray>("https");
    QTest::addColumn<QByteArray>("none");
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QString>("proxy");
    QTest::addColumn<QString>("user");
    const auto row = [](const char *name, const char *http, const char *https, const char *none,
                        bool tls, const char *proxy, const char *user = "") {
        QTest::newRow(name) << QByteArray(http) << QByteArray(https) << QByteArray(none) << tls
                            << proxy << user;
    };
    row("nothing", "", "", "", false, "");
    row("ws is http", "http://p.test:3128", "http://q.test:3129", "", false, "http://p.test:3128");
    row("wss is https", "http://p.test:3128", "http://q.test:3129", "", true, "http://q.test:3129");
    row("with credentials", "http://ann:secret@p.test:3128", "", "", false, "http://p.test:3128",
        "ann:secret");
    row("socks", "socks5://p.test:1080", "", "", false, "socks5://p.test:1080");
    row("an exception", "http://p.test:3128", "", "far.test", false, "");
    row("an exception for another", "http://p.test:3128", "", "near.test", false,
        "http://p.test:3128");
}

void OpeningOptionsTest::systemProxy_readsTheEnvironment()
{
    QFETCH(QByteArray, http);
    QFETCH(QByteArray, https);
    QFETCH(QByteArray, none);
    QFETCH(bool, tls);
    QFETCH(QString, user);
    setEnvironment(http, https, none);
    gate::Target target;
    target.tls = tls;
    target.host = "far.test";
    target.port = tls ? 443 : 80;
    const gate::ProxyOptions proxy = systemProxy(target);
    setEnvironment({}, {}, {});
    QTEST(text(gate::nameOf(proxy)), "proxy");
    QCOMPARE(text(proxy.user + (proxy.user.empty() ? "" : ":") + proxy.password), user);
}

QTEST_GUILESS_MAIN(OpeningOptionsTest)
#include "tst_openingoptions.moc"
