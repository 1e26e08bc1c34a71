// SPDX-License-Identifier: MIT
#include "gaterun.h"
#include "gatetest.h"
#include "rawpeer.h"

#include <asio/local/stream_protocol.hpp>

#include <QTemporaryDir>

#include <atomic>
#include <future>

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;
using namespace std::chrono_literals;
using namespace std::string_literals;
using asio::ip::tcp;
using closing::Event;
using closing::LinkState;

namespace
{

/// For what shall hang at some stage: a busy machine too has reached that stage by then.
constexpr auto stageTimeout = 3s;

using Adjust = std::function<void(ClientGate::Options &)>;

asio::ip::address address(const char *text)
{
    return asio::ip::make_address(text);
}

/// Every name is that of this machine.
Addresses here(const std::string &)
{
    return {{address("127.0.0.1")}, {}};
}

std::string hostOf(const RawServer &server)
{
    return "127.0.0.1:" + std::to_string(server.port());
}

std::string refusalKind(const GateRun &run)
{
    return run.refusal() ? run.refusal()->kind : "none";
}

std::string refusalText(const GateRun &run)
{
    return run.refusal() ? run.refusal()->text : "none";
}

bool has(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

std::string redirectTo(const std::string &location, int status = 302)
{
    return "HTTP/1.1 " + std::to_string(status) + " Found\r\nLocation: " + location +
           "\r\nContent-Length: 0\r\n\r\n";
}

Adjust following(int most)
{
    return [most](ClientGate::Options &options) { options.maxRedirects = most; };
}

Adjust withSecrets(int most)
{
    return [most](ClientGate::Options &options) {
        options.maxRedirects = most;
        options.request.headers = {{"Authorization", "Bearer token-of-mine"},
                                   {"Cookie", "sid=mine"},
                                   {"X-Api-Key", "key-of-mine"},
                                   {"User-Agent", "probe"}};
    };
}

/// A lookup that hangs until it is let go, as a resolver does whose server does not answer.
class HangingLookup
{
public:
    ~HangingLookup()
    {
        letGo();
        eventually([this] { return *m_running == 0; });
    }
    Lookup lookup()
    {
        return [future = m_future, running = m_running](const std::string &) {
            ++*running;
            future.wait();
            --*running;
            return Addresses{{}, "let go"};
        };
    }
    void letGo()
    {
        if (!std::exchange(m_done, true))
            m_promise.set_value();
    }
    bool asked() const { return *m_running > 0; }

private:
    std::promise<void> m_promise;
    std::shared_future<void> m_future = m_promise.get_future().share();
    std::shared_ptr<std::atomic_int> m_running = std::make_shared<std::atomic_int>(0);
    bool m_done = false;
};

/// An address on which SYNs get no answer: its queue of connections is full.
class BlackHole
{
public:
    BlackHole(const char *host, std::uint16_t port)
        : m_acceptor(m_context)
    {
        const tcp::endpoint endpoint(address(host), port);
        m_acceptor.open(endpoint.protocol());
        m_acceptor.set_option(tcp::acceptor::reuse_address(true));
        m_acceptor.bind(endpoint);
        m_acceptor.listen(0);
        for (int i = 0; i < 4; ++i) {
            tcp::socket socket(m_context, endpoint.protocol());
            socket.non_blocking(true);
            ::connect(socket.native_handle(), endpoint.data(),
                      static_cast<socklen_t>(endpoint.size()));
            m_filling.push_back(std::move(socket));
        }
    }

private:
    asio::io_context m_context;
    tcp::acceptor m_acceptor;
    std::vector<tcp::socket> m_filling;
};

} // namespace

/// What leads to a WebSocket, or to none: names, addresses, proxies, answers, redirections.
class OpeningTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void interimAnswers_areRecordedAndPassedOver();
    void interimAnswersWithoutEnd_areRefused();
    void limitOfBytes_isAnEvent();
    void limitOfFields_isAnEvent();
    void tlsWhereNoneIsMeant_isGuessed();
    void credentialsThatAreWanted_areNamed();
    void versionsThatAreSpoken_areNamed();

    void redirection_isShownAndNotFollowed();
    void redirection_followed_data();
    void redirection_followed();
    void redirection_toTheSameOrigin_keepsWhatTheUserGave();
    void redirection_toAnotherOrigin_takesNoSecretAlong();
    void redirection_thereAndBack_doesNotBringTheSecretsBack();
    void redirections_inACircle_areSeen();
    void redirections_overTheLimit_end();
    void redirection_toNowhere_saysWhy_data();
    void redirection_toNowhere_saysWhy();
    void redirection_toAPortThatIsClosed_isRefused();

    void connectProxy_opensATunnel();
    void connectProxy_serversFirstBytesInTheSameSegment();
    void connectProxy_inPieces();
    void connectProxy_refuses_data();
    void connectProxy_refuses();
    void connectProxy_stalls_theTimeoutNamesIt();
    void connectProxy_limitsItsAnswer();
    void socksProxy_opensATunnelWithCredentials();
    void socksProxy_refuses();
    void proxy_thatIsNotThere_isARefusalOfTheProxy();
    void proxyThatIsLookedFor_isAskedForEachTarget();
    void proxyThatIsLookedFor_isNotAskedForLoopback();
    void proxyThatIsLookedFor_hangs_isBoundedByTheTimeout();

    void unixSocket_isATargetToo();
    void unixSocket_thatIsNotThere_isRefused_data();
    void unixSocket_thatIsNotThere_isRefused();

    void test_81_dnsHangs_isBoundedByTheTimeout();
    void test_81_dnsHangs_theProgramEndsAllTheSame();
    void test_81_firstAddressIsDead_theNextOneIsTaken();
    void allAddressesAreDead_isBoundedByTheTimeout();
    void allAddressesRefuse_eachIsNamed();
    void nameWithoutAddress_isRefused();
    void families_takeTurns();
};

void OpeningTest::interimAnswers_areRecordedAndPassedOver()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink);
    RawSocket peer = server.accept();
    const std::string request = peer.readHead();
    peer.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
              responseTo(request));
    QVERIFY(run.waitForState(LinkState::Open));
    run.sync();
    QCOMPARE(sink.count(Event::HandshakeResponse), 3);
    SAYS(sink.member(Event::HandshakeResponse, "status", 1), "103");
    peer.close();
}

void OpeningTest::interimAnswersWithoutEnd_areRefused()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.accept();
    peer.readHead();
    for (int i = 0; i < 40; ++i)
        peer.send("HTTP/1.1 100 Continue\r\n\r\n");
    peer.sendFin();
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "status");
}

void OpeningTest::limitOfBytes_isAnEvent()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink,
                [](ClientGate::Options &options) { options.headLimits.bytes = 300; });
    RawSocket peer = server.accept();
    peer.readHead();
    peer.send("HTTP/1.1 101 Switching Protocols\r\nX-Long: " + std::string(300, 'x'));
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "head");
    run.sync();
    SAYS(sink.member(Event::LimitReached, "limit"), "header-bytes");
    SAYS(sink.member(Event::LimitReached, "value"), "300");
    QVERIFY(has(sink.allText(), "maxHeaderBytes=300"));
}

void OpeningTest::limitOfFields_isAnEvent()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink,
                [](ClientGate::Options &options) { options.headLimits.fields = 3; });
    RawSocket peer = server.accept();
    peer.send(responseTo(peer.readHead())); // three fields
    QVERIFY(run.waitForState(LinkState::Open));
    peer.close();

    GateRun other(server.port(), {}, &sink,
                  [](ClientGate::Options &options) { options.headLimits.fields = 2; });
    peer = server.accept();
    peer.send(responseTo(peer.readHead()));
    SAYS(other.end(), "refused");
    other.sync();
    SAYS(sink.member(Event::LimitReached, "limit"), "headers");
    SAYS(sink.member(Event::LimitReached, "value"), "2");
}

void OpeningTest::tlsWhereNoneIsMeant_isGuessed()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.accept();
    peer.readHead();
    peer.send("\x15\x03\x03\x00\x02\x02\x16"s);
    peer.sendFin();
    SAYS(run.end(), "refused");
    QVERIFY2(has(refusalText(run), "perhaps wss://"), refusalText(run).c_str());
}

void OpeningTest::credentialsThatAreWanted_areNamed()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.accept();
    peer.readHead();
    peer.send("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"a\"\r\n"
              "Content-Length: 0\r\n\r\n");
    SAYS(run.end(), "refused");
    QVERIFY(has(refusalText(run), "it asks for credentials: \"Basic realm=\"a\"\""));
}

void OpeningTest::versionsThatAreSpoken_areNamed()
{
    RawServer server;
    GateRun run(server.port());
    RawSocket peer = server.accept();
    peer.readHead();
    peer.send("HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 8, 7\r\n"
              "Content-Length: 0\r\n\r\n");
    SAYS(run.end(), "refused");
    QVERIFY(has(refusalText(run), "these versions of WebSocket: \"8, 7\""));
}

void OpeningTest::redirection_isShownAndNotFollowed()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink);
    RawSocket peer = server.accept();
    peer.readHead();
    peer.send(redirectTo("/else", 301));
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "status");
    SAYS(run.refusal()->location, ("ws://" + hostOf(server) + "/else").c_str());
    QVERIFY(has(refusalText(run), "it redirects to ws://" + hostOf(server) + "/else"));
    run.sync();
    QCOMPARE(sink.count(Event::Redirected), 0);
    QCOMPARE(sink.count(Event::HandshakeRequest), 1);
}

void OpeningTest::redirection_followed_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {301, 302, 303, 307, 308})
        QTest::addRow("%d", status) << status;
}

void OpeningTest::redirection_followed()
{
    QFETCH(int, status);
    RawServer first;
    RawServer second;
    LineSink sink;
    GateRun run(first.port(), {}, &sink, following(5));
    RawSocket peer = first.accept();
    peer.readHead();
    peer.send(redirectTo("http://" + hostOf(second) + "/there?x=1#part", status));
    QCOMPARE(peer.readToEnd(), Ended::Fin);
    RawSocket other = second.accept();
    const std::string request = other.readHead();
    QVERIFY2(request.starts_with("GET /there?x=1 HTTP/1.1\r\nHost: " + hostOf(second) + "\r\n"),
             request.c_str());
    other.send(responseTo(request));
    QVERIFY(run.waitForState(LinkState::Open));
    run.sync();
    SAYS(sink.member(Event::Redirected, "status"), std::to_string(status).c_str());
    SAYS(sink.member(Event::Redirected, "location"),
         ("ws://" + hostOf(second) + "/there?x=1").c_str());
    SAYS(sink.member(Event::Redirected, "sameOrigin"), "false");
    QCOMPARE(sink.count(Event::HandshakeRequest), 2);
    QCOMPARE(sink.count(Event::TcpConnected), 2);
    run.gate().sendClose(1000, {});
    other.readFrame();
    other.sendFrame(wire::Opcode::Close, "\x03\xE8"s);
    other.close();
    SAYS(run.end(), "closed");
}

void OpeningTest::redirection_toTheSameOrigin_keepsWhatTheUserGave()
{
    RawServer server;
    GateRun run(server.port(), {}, nullptr, withSecrets(5));
    RawSocket peer = server.accept();
    const std::string before = peer.readHead();
    QVERIFY(has(before, "token-of-mine"));
    peer.send(redirectTo("/else", 307));
    RawSocket again = server.accept();
    const std::string request = again.readHead();
    QVERIFY(request.starts_with("GET /else "));
    for (const char *part : {"token-of-mine", "sid=mine", "key-of-mine", "User-Agent: probe"})
        QVERIFY2(has(request, part), part);
    const auto keyOf = [](const std::string &head) {
        return head.substr(head.find("Sec-WebSocket-Key"), 50);
    };
    QVERIFY2(keyOf(before) != keyOf(request), "each handshake draws a key of its own");
    again.send(responseTo(request));
    QVERIFY(run.waitForState(LinkState::Open));
}

void OpeningTest::redirection_toAnotherOrigin_takesNoSecretAlong()
{
    RawServer first;
    RawServer second; // another port: another origin
    GateRun run(first.port(), {}, nullptr, withSecrets(5));
    RawSocket peer = first.accept();
    peer.readHead();
    peer.send(redirectTo("ws://" + hostOf(second) + "/"));
    RawSocket other = second.accept();
    const std::string request = other.readHead();
    for (const char *part : {"mine", "Authorization", "Cookie", "X-Api-Key"})
        QVERIFY2(!has(request, part), request.c_str());
    QVERIFY(has(request, "User-Agent: probe"));
    other.send(responseTo(request));
    QVERIFY(run.waitForState(LinkState::Open));
}

void OpeningTest::redirection_thereAndBack_doesNotBringTheSecretsBack()
{
    RawServer first;
    RawServer second;
    GateRun run(first.port(), {}, nullptr, withSecrets(5));
    RawSocket peer = first.accept();
    peer.readHead();
    peer.send(redirectTo("ws://" + hostOf(second) + "/"));
    RawSocket other = second.accept();
    other.readHead();
    other.send(redirectTo("ws://" + hostOf(first) + "/back"));
    RawSocket again = first.accept();
    const std::string request = again.readHead();
    QVERIFY(request.starts_with("GET /back "));
    QVERIFY2(!has(request, "mine"), request.c_str());
}

void OpeningTest::redirections_inACircle_areSeen()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink, following(50));
    for (const char *next : {"/b", "/c", "/b"}) {
        RawSocket peer = server.accept();
        peer.readHead();
        peer.send(redirectTo(next));
    }
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "redirect");
    QVERIFY2(has(refusalText(run), "go round in a circle"), refusalText(run).c_str());
    QCOMPARE(sink.count(Event::Redirected), 2);
}

void OpeningTest::redirections_overTheLimit_end()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink, following(3));
    for (int i = 1; i <= 4; ++i) {
        RawSocket peer = server.accept();
        peer.readHead();
        peer.send(redirectTo("/" + std::to_string(i)));
    }
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "redirect");
    QVERIFY2(has(refusalText(run), "after 3 redirections"), refusalText(run).c_str());
    QCOMPARE(sink.count(Event::Redirected), 3);
}

void OpeningTest::redirection_toNowhere_saysWhy_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("text");
    QTest::newRow("no Location") << QByteArray() << "status"
                                 << "302 Found";
    QTest::newRow("empty") << QByteArray("Location:\r\n") << "redirect"
                           << "Location is empty";
    QTest::newRow("scheme") << QByteArray("Location: ftp://a.test/\r\n") << "redirect"
                            << "scheme \"ftp\"";
    QTest::newRow("host") << QByteArray("Location: ws://\r\n") << "redirect"
                          << "no host and port";
    QTest::newRow("two") << QByteArray("Location: /a\r\nLocation: /b\r\n") << "redirect"
                         << "more than one Location";
}

void OpeningTest::redirection_toNowhere_saysWhy()
{
    QFETCH(QByteArray, fields);
    RawServer server;
    GateRun run(server.port(), {}, nullptr, following(5));
    RawSocket peer = server.accept();
    peer.readHead();
    peer.send("HTTP/1.1 302 Found\r\n" + fields.toStdString() + "Content-Length: 0\r\n\r\n");
    SAYS(run.end(), "refused");
    QTEST(QString::fromStdString(refusalKind(run)), "kind");
    QFETCH(QString, text);
    QVERIFY2(has(refusalText(run), text.toStdString()), refusalText(run).c_str());
}

void OpeningTest::redirection_toAPortThatIsClosed_isRefused()
{
    RawServer server;
    std::string closed;
    {
        RawServer gone;
        closed = hostOf(gone);
    }
    GateRun run(server.port(), {}, nullptr, following(5));
    RawSocket peer = server.accept();
    peer.readHead();
    peer.send(redirectTo("ws://" + closed + "/"));
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "connect");
}

namespace
{

Adjust through(ProxyOptions::Kind kind, std::uint16_t port, const std::string &user = {},
               const std::string &password = {})
{
    return [=](ClientGate::Options &options) {
        options.host = "server.test";
        options.port = 9000;
        options.proxy = {kind, "127.0.0.1", port, user, password};
        options.proxyChoice = nameOf(options.proxy);
    };
}

Adjust throughHttp(const RawServer &proxy)
{
    return through(ProxyOptions::Kind::Http, proxy.port(), "ann", "proxy-secret");
}

} // namespace

void OpeningTest::connectProxy_opensATunnel()
{
    RawServer proxy;
    LineSink sink;
    GateRun run(1, {}, &sink, throughHttp(proxy));
    RawSocket peer = proxy.accept();
    const std::string asked = peer.readHead();
    QVERIFY2(asked.starts_with("CONNECT server.test:9000 HTTP/1.1\r\n"), asked.c_str());
    peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
    const std::string request = peer.readHead();
    QVERIFY2(request.starts_with("GET / HTTP/1.1\r\n"), request.c_str());
    QVERIFY2(!has(request, "Proxy-Authorization"), "the proxy's credentials are not the server's");
    peer.send(responseTo(request));
    QVERIFY(run.waitForState(LinkState::Open));
    run.sync();
    const std::string name = "http://" + hostOf(proxy);
    SAYS(sink.member(Event::ProxyConnected, "proxy"), name.c_str());
    SAYS(sink.member(Event::ProxyConnected, "target"), "server.test:9000");
    SAYS(sink.member(Event::TcpConnecting, "proxy"), name.c_str());
    QVERIFY(has(sink.allText(), "proxy=" + name));
    QVERIFY(!has(sink.allText(), "proxy-secret"));
    QVERIFY(!has(sink.allText(), basicCredentials("ann", "proxy-secret")));
}

void OpeningTest::connectProxy_serversFirstBytesInTheSameSegment()
{
    RawServer proxy;
    LineSink sink;
    GateRun run(1, {}, &sink, throughHttp(proxy));
    RawSocket peer = proxy.accept();
    peer.readHead();
    peer.send("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 10");
    const std::string response = responseTo(peer.readHead());
    peer.send(response.substr(std::string("HTTP/1.1 10").size()));
    QVERIFY(run.waitForState(LinkState::Open));
    run.sync();
    QCOMPARE(sink.count(Event::HandshakeResponse), 2);
}

void OpeningTest::connectProxy_inPieces()
{
    RawServer proxy;
    GateRun run(1, {}, nullptr, throughHttp(proxy));
    RawSocket peer = proxy.accept();
    peer.readHead();
    for (const char c : "HTTP/1.1 200 Connection established\r\nVia: 1.1 x\r\n\r\n"s)
        peer.send(std::string(1, c));
    peer.send(responseTo(peer.readHead()));
    QVERIFY(run.waitForState(LinkState::Open));
}

void OpeningTest::connectProxy_refuses_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("end");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const char *answer, const char *end, const char *text) {
        QTest::newRow(name) << QByteArray(answer) << end << text;
    };
    row("407", "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
        "", "does not accept the user and password");
    row("403", "HTTP/1.1 403 Forbidden\r\n\r\n", "", "does not allow a tunnel to server.test:9000");
    row("rubbish", "\x16\x03\x01 rubbish\n", "", "no HTTP response");
    row("dies at once", "", "fin", "closed TCP before its answer was complete");
    row("dies in the middle", "HTTP/1.1 200 Conn", "fin",
        "closed TCP before its answer was complete");
    row("resets", "HTTP/1.1 20", "rst", "reset TCP before its answer was complete");
}

void OpeningTest::connectProxy_refuses()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, end);
    QFETCH(QString, text);
    RawServer proxy;
    LineSink sink;
    GateRun run(1, {}, &sink, throughHttp(proxy));
    RawSocket peer = proxy.accept();
    peer.readHead();
    peer.send(answer.toStdString());
    if (end == QLatin1String("fin"))
        peer.sendFin();
    else if (end == QLatin1String("rst"))
        peer.sendReset();
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "proxy");
    const std::string why = refusalText(run);
    QVERIFY2(why.starts_with("the proxy http://" + hostOf(proxy) + " "), why.c_str());
    QVERIFY2(has(why, text.toStdString()), why.c_str());
    QVERIFY(!has(sink.allText() + why, "proxy-secret"));
    QCOMPARE(sink.count(Event::ProxyConnected), 0);
    QCOMPARE(sink.count(Event::HandshakeRequest), 0);
}

void OpeningTest::connectProxy_stalls_theTimeoutNamesIt()
{
    RawServer proxy;
    Policy policy;
    policy.timeouts.handshake = stageTimeout;
    GateRun run(1, policy, nullptr, throughHttp(proxy));
    RawSocket peer = proxy.accept();
    peer.readHead();
    peer.send("HTTP/1.1 200 ");
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "timeout");
    QVERIFY2(has(refusalText(run), "the proxy http://" + hostOf(proxy) + " was opening a tunnel"),
             refusalText(run).c_str());
}

void OpeningTest::connectProxy_limitsItsAnswer()
{
    RawServer proxy;
    LineSink sink;
    GateRun run(1, {}, &sink, throughHttp(proxy));
    RawSocket peer = proxy.accept();
    peer.readHead();
    peer.send("HTTP/1.1 200 OK\r\n" + std::string(70'000, 'x'));
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "proxy");
    run.sync();
    SAYS(sink.member(Event::LimitReached, "limit"), "header-bytes");
}

void OpeningTest::socksProxy_opensATunnelWithCredentials()
{
    RawServer proxy;
    LineSink sink;
    GateRun run(1, {}, &sink,
                through(ProxyOptions::Kind::Socks5, proxy.port(), "ann", "proxy-secret"));
    RawSocket peer = proxy.accept();
    QCOMPARE(peer.readExactly(4), "\x05\x02\x00\x02"s);
    peer.send("\x05\x02"s);
    QCOMPARE(peer.readExactly(18), "\x01\x03"s + "ann\x0Cproxy-secret");
    peer.send("\x01\x00"s);
    QCOMPARE(peer.readExactly(18), "\x05\x01\x00\x03\x0Bserver.test\x23\x28"s);
    peer.send("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"s);
    peer.send(responseTo(peer.readHead()));
    QVERIFY(run.waitForState(LinkState::Open));
    run.sync();
    SAYS(sink.member(Event::ProxyConnected, "proxy"), ("socks5://" + hostOf(proxy)).c_str());
    QVERIFY(!has(sink.allText(), "proxy-secret"));
}

void OpeningTest::socksProxy_refuses()
{
    RawServer proxy;
    GateRun run(1, {}, nullptr, through(ProxyOptions::Kind::Socks5, proxy.port()));
    RawSocket peer = proxy.accept();
    peer.readExactly(3);
    peer.send("\x05\x00"s);
    peer.readExactly(18);
    peer.send("\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00"s);
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "proxy");
    SAYS(refusalText(run), ("the proxy socks5://" + hostOf(proxy) +
                            " answered with code 5: the server refused the TCP connection "
                            "(server.test:9000)")
                               .c_str());
}

void OpeningTest::proxy_thatIsNotThere_isARefusalOfTheProxy()
{
    std::uint16_t port = 0;
    {
        RawServer gone;
        port = gone.port();
    }
    GateRun run(1, {}, nullptr, through(ProxyOptions::Kind::Http, port));
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "proxy");
    QVERIFY(has(refusalText(run), "the proxy can't be used"));

    GateRun other(1, {}, nullptr, [](ClientGate::Options &options) {
        options.proxy = {ProxyOptions::Kind::Http, "proxy.test", 3128, {}, {}};
        options.lookup = [](const std::string &) { return Addresses{{}, "not known"}; };
    });
    SAYS(other.end(), "refused");
    SAYS(refusalKind(other), "proxy");
    QVERIFY(has(refusalText(other), "\"proxy.test\" can't be resolved: not known"));
}

void OpeningTest::proxyThatIsLookedFor_isAskedForEachTarget()
{
    RawServer proxy;
    RawServer direct;
    LineSink sink;
    GateRun run(1, {}, &sink, [&](ClientGate::Options &options) {
        options.host = "far.test";
        options.port = 80;
        options.maxRedirects = 1;
        options.lookup = here;
        options.findProxy = [port = proxy.port()](const Target &target) {
            if (target.host != "far.test")
                return ProxyOptions{};
            return ProxyOptions{ProxyOptions::Kind::Http, "proxy.test", port, {}, {}};
        };
    });
    RawSocket peer = proxy.accept();
    QVERIFY(peer.readHead().starts_with("CONNECT far.test:80 "));
    peer.send("HTTP/1.1 200 OK\r\n\r\n");
    peer.readHead();
    peer.send(redirectTo("ws://near.test:" + std::to_string(direct.port()) + "/"));
    RawSocket other = direct.accept();
    other.send(responseTo(other.readHead()));
    QVERIFY(run.waitForState(LinkState::Open));
    run.sync();
    QCOMPARE(sink.count(Event::ProxyConnected), 1);
}

void OpeningTest::proxyThatIsLookedFor_isNotAskedForLoopback()
{
    RawServer server;
    std::atomic_int asked = 0;
    GateRun run(server.port(), {}, nullptr, [&](ClientGate::Options &options) {
        options.findProxy = [&asked](const Target &) {
            ++asked;
            return ProxyOptions{};
        };
    });
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    QCOMPARE(asked.load(), 0);
}

void OpeningTest::proxyThatIsLookedFor_hangs_isBoundedByTheTimeout()
{
    HangingLookup hanging;
    Policy policy;
    policy.timeouts.handshake = stageTimeout;
    GateRun run(1, policy, nullptr, [&](ClientGate::Options &options) {
        options.host = "far.test";
        options.findProxy = [wait = hanging.lookup()](const Target &) {
            wait({});
            return ProxyOptions{};
        };
    });
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "timeout");
    QVERIFY2(has(refusalText(run), "proxy settings were being read"), refusalText(run).c_str());
}

void OpeningTest::unixSocket_isATargetToo()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("a.sock")).toStdString();
    asio::io_context context;
    asio::local::stream_protocol::acceptor acceptor(context, path);
    LineSink sink;
    GateRun run(0, {}, &sink, [&](ClientGate::Options &options) {
        options.host.clear();
        options.socketPath = path;
        options.request.target = "/chat?x";
        options.request.host = hostField(targetOf(options));
        options.findProxy = [](const Target &) {
            return ProxyOptions{ProxyOptions::Kind::Http, "127.0.0.1", 1, {}, {}};
        };
    });
    asio::local::stream_protocol::socket accepted = acceptor.accept();
    RawSocket peer(std::move(accepted));
    const std::string request = peer.readHead();
    QVERIFY2(request.starts_with("GET /chat?x HTTP/1.1\r\nHost: localhost\r\n"), request.c_str());
    peer.send(responseTo(request));
    QVERIFY(run.waitForState(LinkState::Open));
    run.gate().sendClose(1000, "done");
    const auto close = peer.readFrame();
    QVERIFY(close && close->payload == "\x03\xE8"s + "done");
    peer.sendFrame(wire::Opcode::Close, "\x03\xE8"s);
    peer.close();
    SAYS(run.end(), "closed");
    QCOMPARE(run.outcome().tcpEnd, std::optional(closing::TcpEnd::Fin));
    run.sync();
    SAYS(sink.member(Event::TcpConnected, "address"), path.c_str());
}

void OpeningTest::unixSocket_thatIsNotThere_isRefused_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::newRow("missing") << "/nowhere/at/all.sock"
                             << "No such file or directory";
    QTest::newRow("a file") << "/etc/passwd"
                            << "nothing listens there";
    QTest::newRow("too long") << QString(QLatin1Char('/') + QString(108, QLatin1Char('x')))
                              << "File name too long";
}

void OpeningTest::unixSocket_thatIsNotThere_isRefused()
{
    QFETCH(QString, path);
    QFETCH(QString, text);
    GateRun run(0, {}, nullptr,
                [&](ClientGate::Options &options) { options.socketPath = path.toStdString(); });
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "connect");
    QVERIFY2(has(refusalText(run), text.toStdString()), refusalText(run).c_str());
}

void OpeningTest::test_81_dnsHangs_isBoundedByTheTimeout()
{
    HangingLookup hanging;
    Policy policy;
    policy.timeouts.handshake = stageTimeout;
    GateRun run(1, policy, nullptr, [&](ClientGate::Options &options) {
        options.host = "slow.test";
        options.lookup = hanging.lookup();
    });
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "timeout");
    QVERIFY2(has(refusalText(run), "the name \"slow.test\" was being resolved"),
             refusalText(run).c_str());
    QVERIFY(eventually([&] { return hanging.asked(); }));
}

void OpeningTest::test_81_dnsHangs_theProgramEndsAllTheSame()
{
    HangingLookup hanging;
    {
        GateRun run(1, {}, nullptr, [&](ClientGate::Options &options) {
            options.host = "slow.test";
            options.lookup = hanging.lookup();
        });
        QVERIFY(eventually([&] { return hanging.asked(); }));
    } // its io_context ends here, while the lookup hangs
    QVERIFY(hanging.asked());
}

void OpeningTest::test_81_firstAddressIsDead_theNextOneIsTaken()
{
    RawServer server;
    const BlackHole dead("127.0.0.2", server.port());
    LineSink sink;
    GateRun run(server.port(), {}, &sink, [](ClientGate::Options &options) {
        options.host = "two.test";
        options.lookup = [](const std::string &) {
            return Addresses{{address("127.0.0.2"), address("127.0.0.1")}, {}};
        };
    });
    RawSocket peer = server.acceptWebSocket();
    QVERIFY(run.waitForState(LinkState::Open));
    run.sync();
    SAYS(sink.member(Event::TcpConnected, "address"), "127.0.0.1");
    SAYS(sink.member(Event::TcpFailed, "problem"),
         ("127.0.0.2:" + std::to_string(server.port()) + " did not answer").c_str());
}

void OpeningTest::allAddressesAreDead_isBoundedByTheTimeout()
{
    RawServer server;
    const BlackHole dead("127.0.0.2", server.port());
    const BlackHole other("127.0.0.3", server.port());
    Policy policy;
    policy.timeouts.handshake = stageTimeout;
    GateRun run(server.port(), policy, nullptr, [](ClientGate::Options &options) {
        options.host = "two.test";
        options.lookup = [](const std::string &) {
            return Addresses{{address("127.0.0.2"), address("127.0.0.3")}, {}};
        };
    });
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "timeout");
    QVERIFY2(has(refusalText(run), "TCP was connecting to two.test:"), refusalText(run).c_str());
}

void OpeningTest::allAddressesRefuse_eachIsNamed()
{
    std::uint16_t port = 0;
    {
        RawServer gone;
        port = gone.port();
    }
    LineSink sink;
    GateRun run(port, {}, &sink, [](ClientGate::Options &options) {
        options.host = "two.test";
        options.lookup = [](const std::string &) {
            return Addresses{{address("127.0.0.2"), address("127.0.0.3")}, {}};
        };
    });
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "connect");
    QVERIFY(has(refusalText(run), "127.0.0.2"));
    QVERIFY(has(refusalText(run), "127.0.0.3"));
    QCOMPARE(sink.count(Event::TcpFailed), 2);
}

void OpeningTest::nameWithoutAddress_isRefused()
{
    GateRun run(1, {}, nullptr, [](ClientGate::Options &options) {
        options.host = "none.test";
        options.lookup = [](const std::string &) { return Addresses{{}, "not known"}; };
    });
    SAYS(run.end(), "refused");
    SAYS(refusalKind(run), "dns");
    SAYS(refusalText(run), "the name \"none.test\" can't be resolved: not known");
}

void OpeningTest::families_takeTurns()
{
    const auto order = [](const std::vector<const char *> &texts) {
        std::vector<asio::ip::address> list;
        for (const char *text : texts)
            list.push_back(address(text));
        std::string result;
        for (const auto &each : alternated(list))
            result += each.to_string() + " ";
        return result;
    };
    SAYS(order({"::1", "::2", "::3", "1.1.1.1", "2.2.2.2"}), "::1 1.1.1.1 ::2 2.2.2.2 ::3 ");
    SAYS(order({"1.1.1.1", "2.2.2.2"}), "1.1.1.1 2.2.2.2 ");
    SAYS(order({"1.1.1.1", "::1"}), "1.1.1.1 ::1 ");
    SAYS(order({}), "");
}

QTEST_APPLESS_MAIN(OpeningTest)
#include "tst_opening.moc"
