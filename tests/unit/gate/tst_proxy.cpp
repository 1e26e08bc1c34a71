// SPDX-License-Identifier: MIT
#include "gate/proxy.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace std::string_literals;

namespace
{

using Status = ProxyConversation::Status;

/// A conversation as text: "> …" for what we send, "< …" for what the proxy has been given.
struct Told {
    Status status = Status::NeedMore;
    std::string sent;
    std::string behind; ///< what came through the tunnel
    std::string problem;
};

/// Plays a proxy that says `answers` one after the other, each when we have spoken, cut into pieces
/// at the given places.
Told play(const ProxyOptions &proxy, const std::vector<std::string> &answers, std::size_t pieceSize,
          const std::string &host = "server.test", std::uint16_t port = 9000)
{
    const auto conversation = askForTunnel(proxy, host, port, {});
    Told told;
    for (const std::string &answer : answers) {
        const auto &output = conversation->output();
        told.sent.append(output.begin(), output.end());
        conversation->output().clear();
        for (std::size_t i = 0; i < answer.size(); i += pieceSize) {
            const std::string piece = answer.substr(i, pieceSize);
            if (told.status != Status::NeedMore) {
                told.behind += piece;
                continue;
            }
            std::size_t consumed = 0;
            told.status = conversation->feed(
                {reinterpret_cast<const std::uint8_t *>(piece.data()), piece.size()}, consumed);
            told.behind += piece.substr(consumed);
        }
    }
    const auto &output = conversation->output();
    told.sent.append(output.begin(), output.end());
    told.problem = conversation->problem();
    return told;
}

ProxyOptions http(const std::string &user = {}, const std::string &password = {})
{
    return {ProxyOptions::Kind::Http, "proxy.test", 3128, user, password};
}

ProxyOptions socks(const std::string &user = {}, const std::string &password = {})
{
    return {ProxyOptions::Kind::Socks5, "proxy.test", 1080, user, password};
}

const std::string connectRequest =
    "CONNECT server.test:9000 HTTP/1.1\r\nHost: server.test:9000\r\n\r\n";
const std::string nameRequest = "\x05\x01\x00\x03\x0Bserver.test\x23\x28"s;
const std::string granted = "\x05\x00\x00\x01\x7F\x00\x00\x01\x12\x34"s;

} // namespace

Q_DECLARE_METATYPE(ajar::gate::ProxyOptions)

/// CONNECT and SOCKS5 as bytes; every answer also in pieces of every size.
class ProxyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conversations_data();
    void conversations();
    void connect_asksForAnAddressInBrackets();
    void socks_asksForAddressesAsAddresses();
    void socks_takesNoNameOverItsLimit();
    void noProblem_repeatsACredential();
    void nameOfAProxy_hasNoCredentials();
    void basicCredentials_areBase64_data();
    void basicCredentials_areBase64();
};

void ProxyTest::conversations_data()
{
    QTest::addColumn<ProxyOptions>("proxy");
    QTest::addColumn<QList<QByteArray>>("answers");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QString>("problem"); // empty: a tunnel
    QTest::addColumn<QByteArray>("behind");
    const auto bytes = [](const std::string &text) { return QByteArray::fromStdString(text); };
    const auto row = [&](const char *name, const ProxyOptions &proxy,
                         const std::vector<std::string> &answers, const std::string &sent,
                         const char *problem, const std::string &behind = {}) {
        QList<QByteArray> list;
        for (const std::string &answer : answers)
            list += bytes(answer);
        QTest::newRow(name) << proxy << list << bytes(sent) << QString::fromUtf8(problem)
                            << bytes(behind);
    };

    row("connect: 200", http(), {"HTTP/1.1 200 Connection established\r\n\r\n"}, connectRequest,
        "");
    row("connect: 200 in HTTP/1.0 with fields", http(),
        {"HTTP/1.0 200 OK\r\nVia: x\r\nContent-Length: 5\r\n\r\n"}, connectRequest, "");
    row("connect: any 2xx", http(), {"HTTP/1.1 299 Odd\r\n\r\n"}, connectRequest, "");
    row("connect: the server speaks at once", http(), {"HTTP/1.1 200 OK\r\n\r\nfirst bytes"},
        connectRequest, "", "first bytes");
    row("connect: interim answers", http(),
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
         "HTTP/1.1 200 OK\r\n\r\nbehind"},
        connectRequest, "", "behind");
    row("connect: with credentials", http("ann", "s:cret"), {"HTTP/1.1 200 OK\r\n\r\n"},
        "CONNECT server.test:9000 HTTP/1.1\r\nHost: server.test:9000\r\n"
        "Proxy-Authorization: Basic YW5uOnM6Y3JldA==\r\n\r\n",
        "");
    row("connect: 407 without credentials", http(),
        {"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic "
         "realm=\"x\"\r\n\r\n"},
        connectRequest,
        "answered \"HTTP/1.1 407 Proxy Authentication Required\": it wants a user and a password");
    row("connect: 407 that wants something else", http(),
        {"HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\r\n"},
        connectRequest,
        "answered \"HTTP/1.1 407 No\": it wants credentials of a kind that Ajar does not have "
        "(Negotiate, NTLM)");
    row("connect: 403", http(), {"HTTP/1.1 403 Forbidden\r\n\r\n"}, connectRequest,
        "answered \"HTTP/1.1 403 Forbidden\": it does not allow a tunnel to server.test:9000");
    row("connect: 503", http(), {"HTTP/1.1 503 Service Unavailable\r\n\r\n<html>"}, connectRequest,
        "answered \"HTTP/1.1 503 Service Unavailable\" instead of opening a tunnel to "
        "server.test:9000",
        "<html>");
    row("connect: 101 counts as interim", http(),
        {"HTTP/1.1 101 Odd\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"}, connectRequest, "");
    row("connect: rubbish", http(), {"\x05\x00 what\r\n"s}, connectRequest,
        "gave an answer that is no HTTP response: the first line is not HTTP/1");
    row("connect: a bad field", http(), {"HTTP/1.1 200 OK\r\nno colon\r\n"}, connectRequest,
        "gave an answer that is no HTTP response: a header field is malformed");
    std::string interim;
    for (int i = 0; i < 17; ++i)
        interim += "HTTP/1.1 100 Continue\r\n\r\n";
    row("connect: interim answers without end", http(), {interim}, connectRequest,
        "sends one interim answer after the other");

    row("socks: no authentication", socks(), {"\x05\x00"s, granted}, "\x05\x01\x00"s + nameRequest,
        "");
    row("socks: the server speaks at once", socks(), {"\x05\x00"s, granted + "first"},
        "\x05\x01\x00"s + nameRequest, "", "first");
    row("socks: bound to a name", socks(), {"\x05\x00"s, "\x05\x00\x00\x03\x02xy\x12\x34z"s},
        "\x05\x01\x00"s + nameRequest, "", "z");
    row("socks: bound to an empty name", socks(), {"\x05\x00"s, "\x05\x00\x00\x03\x00\x12\x34z"s},
        "\x05\x01\x00"s + nameRequest, "", "z");
    row("socks: bound to IPv6", socks(),
        {"\x05\x00"s, "\x05\x00\x00\x04"s + std::string(16, '\1') + "\x12\x34z"s},
        "\x05\x01\x00"s + nameRequest, "", "z");
    row("socks: with credentials", socks("ann", "secret"), {"\x05\x02"s, "\x01\x00"s, granted},
        "\x05\x02\x00\x02\x01\x03"s + "ann\x06secret" + nameRequest, "");
    row("socks: credentials that nobody asks for stay here", socks("ann", "secret"),
        {"\x05\x00"s, granted}, "\x05\x02\x00\x02"s + nameRequest, "");
    row("socks: wrong credentials", socks("ann", "secret"), {"\x05\x02"s, "\x01\x01"s},
        "\x05\x02\x00\x02\x01\x03"s + "ann\x06secret",
        "does not accept the user and password it was given");
    row("socks: wants credentials", socks(), {"\x05\xFF"s}, "\x05\x01\x00"s,
        "wants credentials: it lets nobody in without");
    row("socks: takes none of ours", socks("ann", "secret"), {"\x05\xFF"s}, "\x05\x02\x00\x02"s,
        "takes neither a user with password nor none");
    row("socks: chooses what was not offered", socks(), {"\x05\x02"s}, "\x05\x01\x00"s,
        "chose a way to authenticate that it was not offered");
    row("socks: is version 4", socks(), {"\x00\x5B"s}, "\x05\x01\x00"s, "does not speak SOCKS5",
        "\x5B"s);
    row("socks: speaks HTTP", socks(), {"HTTP/1.1 400 Bad Request\r\n"s}, "\x05\x01\x00"s,
        "does not speak SOCKS5", "TTP/1.1 400 Bad Request\r\n");
    row("socks: an address of no kind", socks(), {"\x05\x00"s, "\x05\x00\x00\x09\x01"s},
        "\x05\x01\x00"s + nameRequest, "gave an answer that is not SOCKS5: address type 9");
    const char *const replies[] = {"general failure",
                                   "its rules do not allow the connection",
                                   "the network can't be reached",
                                   "the host can't be reached or is not known",
                                   "the server refused the TCP connection",
                                   "the packets' time to live ran out",
                                   "it does not know the command CONNECT",
                                   "it does not support this type of address",
                                   "for a reason that SOCKS5 does not define"};
    for (int code = 1; code <= 9; ++code) {
        const QString problem = QStringLiteral("answered with code %1: %2 (server.test:9000)")
                                    .arg(code)
                                    .arg(QString::fromUtf8(replies[code - 1]));
        row(qPrintable(QStringLiteral("socks: reply %1").arg(code)), socks(),
            {"\x05\x00"s, "\x05"s + static_cast<char>(code)}, "\x05\x01\x00"s + nameRequest,
            qPrintable(problem));
    }
}

void ProxyTest::conversations()
{
    QFETCH(ProxyOptions, proxy);
    QFETCH(QList<QByteArray>, answers);
    QFETCH(QByteArray, sent);
    QFETCH(QString, problem);
    QFETCH(QByteArray, behind);
    std::vector<std::string> pieces;
    std::size_t longest = 1;
    for (const QByteArray &answer : std::as_const(answers)) {
        pieces.push_back(answer.toStdString());
        longest = std::max(longest, pieces.back().size());
    }
    for (std::size_t size = 1; size <= longest; ++size) {
        const Told told = play(proxy, pieces, size);
        QCOMPARE(QString::fromStdString(told.problem), problem);
        QCOMPARE(told.status == Status::Done, problem.isEmpty());
        QCOMPARE(told.status == Status::Failed, !problem.isEmpty());
        QCOMPARE(QByteArray::fromStdString(told.sent), sent);
        if (problem.isEmpty())
            QCOMPARE(QByteArray::fromStdString(told.behind), behind);
    }
}

void ProxyTest::connect_asksForAnAddressInBrackets()
{
    SAYS(play(http(), {"HTTP/1.1 200 OK\r\n\r\n"}, 99, "::1", 443).sent,
         "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n");
}

void ProxyTest::socks_asksForAddressesAsAddresses()
{
    const std::string greeting = "\x05\x01\x00"s;
    QCOMPARE(play(socks(), {"\x05\x00"s, granted}, 99, "10.0.0.7", 258).sent,
             greeting + "\x05\x01\x00\x01\x0A\x00\x00\x07\x01\x02"s);
    QCOMPARE(play(socks(), {"\x05\x00"s, granted}, 99, "::1", 258).sent,
             greeting + "\x05\x01\x00\x04"s + std::string(15, '\0') + "\x01\x01\x02"s);
}

void ProxyTest::socks_takesNoNameOverItsLimit()
{
    const std::string longest(255, 'x');
    QCOMPARE(play(socks(), {"\x05\x00"s, granted}, 99, longest).status, Status::Done);
    QCOMPARE(play(socks(), {"\x05\x00"s}, 99, longest + "x").status, Status::Failed);
    QCOMPARE(play(socks(longest, longest), {"\x05\x02"s, "\x01\x00"s, granted}, 99).status,
             Status::Done);
    QCOMPARE(play(socks(longest + "x", "y"), {"\x05\x02"s}, 99).status, Status::Failed);
    QCOMPARE(play(socks("y", longest + "x"), {"\x05\x02"s}, 99).status, Status::Failed);
}

void ProxyTest::noProblem_repeatsACredential()
{
    for (const char *answer :
         {"HTTP/1.1 407 No\r\n\r\n", "HTTP/1.1 403 No\r\n\r\n", "HTTP/1.1 502 No\r\n\r\n"}) {
        const Told told = play(http("ann", "secret"), {answer}, 99);
        QCOMPARE(told.status, Status::Failed);
        QVERIFY(told.problem.find("secret") == std::string::npos);
        QVERIFY(told.problem.find("YW5u") == std::string::npos);
    }
}

void ProxyTest::nameOfAProxy_hasNoCredentials()
{
    SAYS(nameOf(http("ann", "secret")), "http://proxy.test:3128");
    SAYS(nameOf(socks("ann", "secret")), "socks5://proxy.test:1080");
    SAYS(nameOf({ProxyOptions::Kind::Http, "::1", 3128, {}, {}}), "http://[::1]:3128");
    SAYS(nameOf({}), "");
}

void ProxyTest::basicCredentials_areBase64_data()
{
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QByteArray>("password");
    QTest::addColumn<QByteArray>("text");
    // RFC 7617 2 and 2.1
    QTest::newRow("ascii") << QByteArray("Aladdin") << QByteArray("open sesame")
                           << QByteArray("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    QTest::newRow("utf-8") << QByteArray("test") << QByteArray("123\xC2\xA3")
                           << QByteArray("Basic dGVzdDoxMjPCow==");
    QTest::newRow("empty") << QByteArray() << QByteArray() << QByteArray("Basic Og==");
}

void ProxyTest::basicCredentials_areBase64()
{
    QFETCH(QByteArray, user);
    QFETCH(QByteArray, password);
    QTEST(QByteArray::fromStdString(basicCredentials(user.toStdString(), password.toStdString())),
          "text");
}

QTEST_APPLESS_MAIN(ProxyTest)
#include "tst_proxy.moc"
