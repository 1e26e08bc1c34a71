// SPDX-License-Identifier: MIT
#include "gaterun.h"
#include "gatetest.h"
#include "tlspeer.h"

#include <QFile>
#include <QTemporaryDir>

#include <openssl/err.h>
#include <sys/stat.h>

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;
using namespace std::chrono_literals;
using namespace std::string_literals;
using closing::Event;
using closing::LinkState;

namespace
{

using Adjust = std::function<void(ClientGate::Options &)>;

bool has(const std::string &text, const std::string &part)
{
    return text.find(part) != std::string::npos;
}

std::string refusalText(const GateRun &run)
{
    return run.refusal() ? run.refusal()->kind + ": " + run.refusal()->text : "none";
}

void requireClientCertificate(SSL_CTX *context, const Identity &authority, bool required)
{
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.certificate.get());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                       nullptr);
    const unsigned char id[] = "test";
    SSL_CTX_set_session_id_context(context, id, sizeof(id));
}

void offerOnlyH2(SSL_CTX *context, bool fatal)
{
    const auto choose = [](SSL *, const unsigned char **out, unsigned char *size,
                           const unsigned char *, unsigned int, void *) {
        *out = reinterpret_cast<const unsigned char *>("h2");
        *size = 2;
        return SSL_TLSEXT_ERR_OK;
    };
    const auto refuse = [](SSL *, const unsigned char **, unsigned char *, const unsigned char *,
                           unsigned int, void *) { return SSL_TLSEXT_ERR_ALERT_FATAL; };
    if (fatal)
        SSL_CTX_set_alpn_select_cb(context, refuse, nullptr);
    else
        SSL_CTX_set_alpn_select_cb(context, choose, nullptr);
}

} // namespace

/// wss against OpenSSL's server side on loopback. The numbers are those of the list of bad inputs.
class TlsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void trustedCertificate_isVerifiedAndShown();
    void test_63_certificates_data();
    void test_63_certificates();
    void test_63_chainOfFifty_isRecordedWhole();
    void test_63_certificateOfAMegabyte_isRefused();
    void test_63_refusedCertificate_isShownWithItsFault();
    void test_63_insecure_recordsEveryFault();
    void test_64_tls10Only_isRefused();
    void test_65_plaintextInsteadOfTls_isQuoted();
    void test_66_stallAfterServerHello_isBoundedByTheTimeout();
    void test_67_finWithoutCloseNotify_isTruncation();
    void test_67_finAfterCloseNotify_isNone();
    void test_67_truncationInsideTheAnswer_isSeen();
    void closeNotifyInOneRecordWithTheAnswer_isAnswered();
    void closeNotifyInsideTheAnswer_endsTheHandshake();
    void revocationList_ofAnotherAuthority_isNoFault();
    void test_68_keyUpdateFlood_isSurvived();
    void test_68_renegotiation_isDeclined();
    void test_69_clientCertificate_askedFor_data();
    void test_69_clientCertificate_askedFor();
    void test_69_clientCertificate_required_isNamed_data();
    void test_69_clientCertificate_required_isNamed();
    void test_69_clientCertificate_unknownToTheServer_isSaid();
    void test_70_sni_data();
    void test_70_sni();
    void test_71_alpnH2Only_isNamed_data();
    void test_71_alpnH2Only_isNamed();
    void test_71_alpnChosen_isRecorded();
    void test_72_alertMidStream_endsTls();
    void test_72_rubbishMidStream_endsTls();
    void test_72_alertMidStreamAndTcpStaysOpen_isReset();

    void exception_takesTheCertificateFromThatHostOnly();
    void exception_forAnotherCertificate_doesNotCount();
    void keyLog_isAppendedAndPrivate();
    void keyLog_thatOthersCanRead_isNotUsed();
    void files_thatCanNotBeUsed_areNamed_data();
    void files_thatCanNotBeUsed_areNamed();
    void redirection_fromTlsToNone_isNotFollowed();
    void redirection_toAnotherOrigin_takesNoClientCertificateAlong();
    void tunnel_carriesTls();

private:
    std::string file(const char *name, const std::string &content);
    std::string path(const char *name) const;
    /// Trusts the test's authority and connects to `host`, which is this machine.
    Adjust to(const std::string &host, const Adjust &more = {}) const;

    QTemporaryDir m_folder;
    Identity m_authority;
    Identity m_good;
    std::string m_ca;
};

std::string TlsTest::path(const char *name) const
{
    return m_folder.filePath(QString::fromUtf8(name)).toStdString();
}

std::string TlsTest::file(const char *name, const std::string &content)
{
    QFile out(m_folder.filePath(QString::fromUtf8(name)));
    if (out.open(QIODevice::WriteOnly))
        out.write(QByteArray::fromStdString(content));
    return path(name);
}

Adjust TlsTest::to(const std::string &host, const Adjust &more) const
{
    return [=, this](ClientGate::Options &options) {
        options.tls = true;
        options.host = host;
        options.request.host = host;
        options.tlsOptions.caFile = m_ca;
        options.lookup = [](const std::string &) {
            return Addresses{{asio::ip::make_address("127.0.0.1")}, {}};
        };
        if (more)
            more(options);
    };
}

void TlsTest::initTestCase()
{
    CertificateSpec spec;
    spec.commonName = "Test Authority";
    spec.names.clear();
    spec.authority = true;
    m_authority = makeIdentity(spec);
    m_ca = file("ca.pem", m_authority.certificatePem());
    m_good = makeIdentity({}, &m_authority);
}

void TlsTest::trustedCertificate_isVerifiedAndShown()
{
    TlsServer server(m_good);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    QVERIFY2(peer.acceptWebSocket(), peer.error.c_str());
    QVERIFY(run.waitForState(LinkState::Open));
    run.sync();
    const TlsInfo info = run.tls().value_or(TlsInfo{});
    QVERIFY(info.verified);
    QCOMPARE(info.trust, Trust::Authority);
    SAYS(info.problem, "");
    SAYS(info.protocol, "TLSv1.3");
    SAYS(info.fingerprint, m_good.fingerprint().c_str());
    QCOMPARE(info.chain.size(), 2u);
    SAYS(info.chain[0].subject, "CN=localhost");
    SAYS(info.chain[0].issuer, "CN=Test Authority");
    SAYS(info.chain[0].names, "localhost, 127.0.0.1");
    SAYS(info.chain[0].key, "EC 256");
    SAYS(info.chain[0].signature, "ecdsa-with-SHA256");
    QCOMPARE(info.chain[0].notAfter.size(), std::string("2026-01-31T12:00:00Z").size());
    SAYS(info.chain[1].subject, "CN=Test Authority");
    SAYS(info.chain[1].fingerprint, m_authority.fingerprint().c_str());
    SAYS(sink.member(Event::TlsEstablished, "trusted"), "by authority");
    SAYS(sink.member(Event::TlsEstablished, "verified"), "true");
    const std::string chain = sink.member(Event::TlsEstablished, "chain");
    QVERIFY2(has(chain, "fingerprint=" + m_authority.fingerprint()), chain.c_str());
    QVERIFY2(has(chain, "notAfter=" + info.chain[0].notAfter), chain.c_str());
    SAYS(sink.member(Event::TlsEstablished, "clientCertificate"), "");
}

void TlsTest::test_63_certificates_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("names");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("until");
    QTest::addColumn<QString>("kind"); // self-signed, unknown, sha1, rsa1024, revoked
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const char *host, const char *names, int from, int until,
                        const char *kind, const char *problem) {
        QTest::newRow(name) << host << names << from << until << kind << problem;
    };
    const char *usual = "DNS:localhost,IP:127.0.0.1";
    row("good", "localhost", usual, -1, 2, "", "");
    row("self-signed", "localhost", usual, -1, 2, "self-signed",
        "(CN=localhost) is signed by itself");
    row("expired", "localhost", usual, -9, -2, "", "(CN=localhost) has expired on 20");
    row("future", "localhost", usual, 2, 9, "", "(CN=localhost) is not valid before 20");
    row("wrong host", "other.test", usual, -1, 2, "",
        "is for localhost, 127.0.0.1, not for other.test");
    row("no name at all", "other.test", "", -1, 2, "", "is not for other.test");
    row("IP SAN", "127.0.0.1", usual, -1, 2, "", "");
    row("IPv6 SAN", "::1", "IP:::1", -1, 2, "", "");
    row("IPv6 SAN of an address with a scope", "fe80::1%1", "IP:fe80::1", -1, 2, "", "");
    row("IP SAN of another", "127.0.0.1", "IP:127.0.0.2", -1, 2, "",
        "is for 127.0.0.2, not for 127.0.0.1");
    row("an address as a DNS name", "127.0.0.1", "DNS:127.0.0.1", -1, 2, "", "not for 127.0.0.1");
    row("wildcard", "a.example.test", "DNS:*.example.test", -1, 2, "", "");
    row("wildcard, too deep", "a.b.example.test", "DNS:*.example.test", -1, 2, "",
        "is for *.example.test, not for a.b.example.test");
    row("wildcard, its own domain", "example.test", "DNS:*.example.test", -1, 2, "", "not for");
    row("part of a label", "fab.example.test", "DNS:f*.example.test", -1, 2, "", "not for");
    row("final dot", "localhost.", usual, -1, 2, "", "");
    row("A-label", "xn--bcher-kva.test", "DNS:xn--bcher-kva.test", -1, 2, "", "");
    row("unknown authority", "localhost", usual, -1, 2, "unknown",
        "certificate 2 of the server's chain (CN=Nobody) is an authority that is not known");
    row("unknown authority that is not sent", "localhost", usual, -1, 2, "absent",
        "(CN=localhost) is signed by an authority that is not known (CN=Nobody)");
    row("SHA-1", "localhost", usual, -1, 2, "sha1",
        "(CN=localhost) is signed with a digest that is too weak (ecdsa-with-SHA1)");
    row("RSA of 1024 bits", "localhost", usual, -1, 2, "rsa1024",
        "(CN=localhost) has a key that is too small (RSA 1024)");
    row("revoked", "localhost", usual, -1, 2, "revoked", "(CN=localhost) has been revoked");
}

void TlsTest::test_63_certificates()
{
    QFETCH(QString, host);
    QFETCH(QString, names);
    QFETCH(int, from);
    QFETCH(int, until);
    QFETCH(QString, kind);
    QFETCH(QString, problem);
    CertificateSpec spec;
    spec.names = names.toStdString();
    spec.notBeforeDays = from;
    spec.notAfterDays = until;
    spec.sha1 = kind == QLatin1String("sha1");
    spec.rsaBits = kind == QLatin1String("rsa1024") ? 1024 : 0;
    CertificateSpec nobody;
    nobody.commonName = "Nobody";
    nobody.authority = true;
    const Identity stranger = makeIdentity(nobody);
    const bool foreign = kind == QLatin1String("unknown") || kind == QLatin1String("absent");
    Identity identity = kind == QLatin1String("self-signed")
                            ? makeIdentity(spec)
                            : makeIdentity(spec, foreign ? &stranger : &m_authority);
    if (kind == QLatin1String("absent"))
        identity.chain.clear();
    const std::string revoking = file("revoking.pem", m_authority.certificatePem() +
                                                          revocationListPem(m_authority, identity));
    const std::string elsewhere = file("elsewhere.pem", m_authority.certificatePem() +
                                                            revocationListPem(m_authority, m_good));

    TlsServer server(identity);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to(host.toStdString(), [&](auto &options) {
                    if (kind == QLatin1String("revoked"))
                        options.tlsOptions.caFile = revoking;
                    else if (kind.isEmpty())
                        options.tlsOptions.caFile = elsewhere; // a list that does not name it
                }));
    TlsSocket peer = server.accept();
    if (problem.isEmpty()) {
        QVERIFY2(peer.acceptWebSocket(), (peer.error + " " + refusalText(run)).c_str());
        QVERIFY(run.waitForState(LinkState::Open));
        QVERIFY(run.tls()->verified);
        return;
    }
    SAYS(run.end(), "refused");
    const std::string text = refusalText(run);
    QVERIFY2(text.starts_with("tls: TLS failed: "), text.c_str());
    QVERIFY2(has(text, problem.toStdString()), text.c_str());
    QCOMPARE(sink.count(Event::TlsEstablished), 0);
    QVERIFY2(has(sink.member(Event::TlsFailed, "problem"), problem.toStdString()), text.c_str());
    SAYS(sink.member(Event::TlsFailed, "fingerprint"), identity.fingerprint().c_str());
    QVERIFY2(peer.readSome().empty(), "nothing may be said to that peer");
}

void TlsTest::test_63_chainOfFifty_isRecordedWhole()
{
    Identity issuer = m_authority;
    for (int i = 0; i < 49; ++i) {
        CertificateSpec spec;
        spec.commonName = "Between " + std::to_string(i);
        spec.names.clear();
        spec.authority = true;
        issuer = makeIdentity(spec, &issuer);
    }
    const Identity identity = makeIdentity({}, &issuer);
    TlsServer server(identity);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    QVERIFY2(peer.acceptWebSocket(), refusalText(run).c_str());
    QVERIFY(run.waitForState(LinkState::Open));
    QCOMPARE(run.tls()->chain.size(), 51u);
    run.sync();
    QVERIFY(has(sink.member(Event::TlsEstablished, "chain"), "subject=CN=Between 0\n"));
}

void TlsTest::test_63_certificateOfAMegabyte_isRefused()
{
    CertificateSpec spec;
    spec.padding = 1u << 20;
    TlsServer server(makeIdentity(spec, &m_authority));
    GateRun run(server.port(), {}, nullptr, to("localhost"));
    server.accept();
    SAYS(run.end(), "refused");
    SAYS(refusalText(run), "tls: TLS failed: the server's certificates are larger than 100 KiB");
}

void TlsTest::test_63_refusedCertificate_isShownWithItsFault()
{
    CertificateSpec expired;
    expired.commonName = "Stale Authority";
    expired.authority = true;
    expired.names.clear();
    expired.notBeforeDays = -9;
    expired.notAfterDays = -2;
    const Identity between = makeIdentity(expired, &m_authority);
    TlsServer server(makeIdentity({}, &between));
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    SAYS(run.end(), "refused");
    const std::string problem = sink.member(Event::TlsFailed, "problem");
    QVERIFY2(has(problem, "certificate 2 of the server's chain (CN=Stale Authority) has expired"),
             problem.c_str());
    SAYS(sink.member(Event::TlsFailed, "verified"), "false");
    QVERIFY(has(sink.member(Event::TlsFailed, "chain"), "subject=CN=Stale Authority\n"));
    QVERIFY(run.tls() && run.tls()->chain.size() == 3);
    QVERIFY2(has(peer.error, "expired") || has(peer.readSome() + "alert", "alert"), "alert");
}

void TlsTest::test_63_insecure_recordsEveryFault()
{
    CertificateSpec spec;
    spec.notBeforeDays = -9;
    spec.notAfterDays = -2;
    TlsServer server(makeIdentity(spec));
    LineSink sink;
    GateRun run(server.port(), {}, &sink,
                to("other.test", [](auto &options) { options.tlsOptions.insecure = true; }));
    TlsSocket peer = server.accept();
    QVERIFY(peer.acceptWebSocket());
    QVERIFY(run.waitForState(LinkState::Open));
    run.sync();
    SAYS(sink.member(Event::TlsEstablished, "verified"), "false");
    SAYS(sink.member(Event::TlsEstablished, "trusted"), "not checked (insecure)");
    const std::string problem = sink.member(Event::TlsEstablished, "problem");
    for (const char *part : {"signed by itself", "has expired on", "not for other.test"})
        QVERIFY2(has(problem, part), problem.c_str());
    QVERIFY(has(sink.allText(), "insecure=true"));
}

void TlsTest::test_64_tls10Only_isRefused()
{
    for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
        TlsServer server(m_good, [version](SSL_CTX *context) {
            SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
            SSL_CTX_set_max_proto_version(context, version);
            SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0");
        });
        GateRun run(server.port(), {}, nullptr, to("localhost"));
        server.accept();
        SAYS(run.end(), "refused");
        SAYS(refusalText(run), "tls: TLS failed: the server takes neither TLS 1.2 nor TLS 1.3 "
                               "(tlsv1 alert protocol version)");
    }
    // One that knows nothing of newer versions simply answers with its own.
    RawServer server;
    GateRun run(server.port(), {}, nullptr, to("localhost"));
    RawSocket peer = server.accept();
    peer.readExactly(5);
    peer.send("\x16\x03\x01\x00\x2A\x02\x00\x00\x26\x03\x01"s + std::string(32, 'r') +
              "\x00\x00\x2F\x00"s);
    SAYS(run.end(), "refused");
    SAYS(refusalText(run), "tls: TLS failed: the server offers nothing newer than TLS 1.1 "
                           "(unsupported protocol)");
}

void TlsTest::test_65_plaintextInsteadOfTls_isQuoted()
{
    RawServer server;
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    RawSocket peer = server.accept();
    peer.readExactly(5);
    peer.send("HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n");
    SAYS(run.end(), "refused");
    SAYS(refusalText(run), "tls: TLS failed: what the server sends is not TLS: it begins with "
                           "\"HTTP/1.1 400 Bad Request\"");
    QCOMPARE(sink.count(Event::TlsFailed), 1);
}

void TlsTest::test_66_stallAfterServerHello_isBoundedByTheTimeout()
{
    RawServer server;
    TlsServer shadow(m_good);
    Policy policy;
    policy.timeouts.handshake = 3s; // a busy machine too gets as far as TLS within it
    LineSink sink;
    GateRun run(server.port(), policy, &sink, to("localhost"));
    RawSocket peer = server.accept();
    const std::string head = peer.readExactly(5);
    const std::string hello = head + peer.readExactly((static_cast<unsigned char>(head[3]) << 8) +
                                                      static_cast<unsigned char>(head[4]));
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(shadow.context()), SSL_free);
    BIO *in = BIO_new(BIO_s_mem());
    BIO *out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl.get(), in, out);
    BIO_write(in, hello.data(), static_cast<int>(hello.size()));
    SSL_accept(ssl.get());
    char *data = nullptr;
    const long size = BIO_get_mem_data(out, &data);
    QVERIFY(size > 5 && data[0] == 0x16);
    const auto record = static_cast<std::size_t>(5 + (static_cast<unsigned char>(data[3]) << 8) +
                                                 static_cast<unsigned char>(data[4]));
    peer.send(std::string(data, record)); // ServerHello, and no more
    SAYS(run.end(), "refused");
    SAYS(refusalText(run), "timeout: no complete answer within the handshake timeout of 3s: "
                           "TLS was being established");
    QCOMPARE(sink.count(Event::TlsEstablished), 0);
}

void TlsTest::test_67_finWithoutCloseNotify_isTruncation()
{
    TlsServer server(m_good);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    QVERIFY(peer.acceptWebSocket());
    QVERIFY(run.waitForState(LinkState::Open));
    peer.tcp().sendFin();
    SAYS(run.end(), "aborted");
    QCOMPARE(sink.count(Event::TlsTruncated), 1);
    QCOMPARE(sink.count(Event::CloseNotifyReceived), 0);
    QCOMPARE(sink.count(Event::FinReceived), 1);
}

void TlsTest::test_67_finAfterCloseNotify_isNone()
{
    TlsServer server(m_good);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    QVERIFY(peer.acceptWebSocket());
    QVERIFY(run.waitForState(LinkState::Open));
    peer.sendCloseNotify();
    peer.tcp().sendFin();
    SAYS(run.end(), "aborted");
    QCOMPARE(sink.count(Event::TlsTruncated), 0);
    QCOMPARE(sink.count(Event::CloseNotifyReceived), 1);
    QCOMPARE(sink.count(Event::CloseNotifySent), 1);
}

void TlsTest::test_67_truncationInsideTheAnswer_isSeen()
{
    TlsServer server(m_good);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    peer.readHead();
    peer.send("HTTP/1.1 101 Swit");
    peer.tcp().sendFin();
    SAYS(run.end(), "refused");
    QVERIFY(refusalText(run).starts_with("eof: "));
    QCOMPARE(sink.count(Event::TlsTruncated), 1);
}

void TlsTest::closeNotifyInOneRecordWithTheAnswer_isAnswered()
{
    TlsServer server(m_good);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    const std::string request = peer.readHead();
    // Both go out at once: into memory first.
    BIO *memory = BIO_new(BIO_s_mem());
    BIO_up_ref(SSL_get_wbio(peer.ssl()));
    BIO *wire = SSL_get_wbio(peer.ssl());
    SSL_set0_wbio(peer.ssl(), memory);
    peer.send(responseTo(request));
    peer.sendFrame(wire::Opcode::Text, "hi");
    peer.sendCloseNotify();
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    peer.tcp().send(std::string(data, static_cast<std::size_t>(size)));
    SSL_set0_wbio(peer.ssl(), wire);
    QVERIFY(run.waitForState(LinkState::Open));
    QVERIFY(eventually([&] { return sink.count(Event::CloseNotifyReceived) == 1; }));
    QVERIFY(eventually([&] { return sink.count(Event::CloseNotifySent) == 1; }));
    QCOMPARE(sink.frames(closing::Direction::Received), 1);
    peer.tcp().sendFin();
    SAYS(run.end(), "aborted");
    QCOMPARE(sink.count(Event::TlsTruncated), 0);
}

void TlsTest::closeNotifyInsideTheAnswer_endsTheHandshake()
{
    TlsServer server(m_good);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    peer.readHead();
    peer.send("HTTP/1.1 101 Swit");
    peer.sendCloseNotify(); // TCP stays open
    SAYS(run.end(), "refused");
    SAYS(refusalText(run), "eof: the server ended TLS before its answer was complete");
    QCOMPARE(sink.count(Event::CloseNotifyReceived), 1);
}

void TlsTest::revocationList_ofAnotherAuthority_isNoFault()
{
    CertificateSpec spec;
    spec.commonName = "Other Authority";
    spec.names.clear();
    spec.authority = true;
    const Identity other = makeIdentity(spec);
    const Identity stranger = makeIdentity({}, &other);
    const std::string both =
        file("both.pem", m_authority.certificatePem() + other.certificatePem() +
                             revocationListPem(other, stranger));
    TlsServer server(m_good);
    GateRun run(server.port(), {}, nullptr,
                to("localhost", [&](auto &options) { options.tlsOptions.caFile = both; }));
    TlsSocket peer = server.accept();
    QVERIFY2(peer.acceptWebSocket(), refusalText(run).c_str());
    QVERIFY(run.waitForState(LinkState::Open));
}

void TlsTest::test_68_keyUpdateFlood_isSurvived()
{
    TlsServer server(m_good);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    QVERIFY(peer.acceptWebSocket());
    QVERIFY(run.waitForState(LinkState::Open));
    for (int i = 0; i < 5000; ++i) {
        SSL_key_update(peer.ssl(), SSL_KEY_UPDATE_REQUESTED);
        QCOMPARE(SSL_do_handshake(peer.ssl()), 1);
    }
    peer.sendFrame(wire::Opcode::Text, "still here");
    QVERIFY(eventually([&] { return sink.frames(closing::Direction::Received) == 1; }));
    run.gate().sendClose(1000, "enough");
    const std::string close = peer.readSome();
    QCOMPARE(close.size(), 6 + 2 + std::string("enough").size());
    peer.sendFrame(wire::Opcode::Close, "\x03\xE8"s);
    peer.sendCloseNotify();
    peer.tcp().sendFin();
    SAYS(run.end(), "closed");
}

void TlsTest::test_68_renegotiation_isDeclined()
{
    TlsServer server(
        m_good, [](SSL_CTX *context) { SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION); });
    GateRun run(server.port(), {}, nullptr, to("localhost"));
    TlsSocket peer = server.accept();
    QVERIFY(peer.acceptWebSocket());
    QVERIFY(run.waitForState(LinkState::Open));
    SAYS(run.tls()->protocol, "TLSv1.2");
    SSL_renegotiate(peer.ssl());
    QCOMPARE(SSL_do_handshake(peer.ssl()), 1); // sends HelloRequest
    char byte = 0;
    QVERIFY(SSL_read(peer.ssl(), &byte, 1) <= 0);
    // A warning is the whole answer (RFC 5246 7.2.2), and this server is content with no less.
    SAYS(ERR_reason_error_string(ERR_get_error()), "no renegotiation");
    run.sync();
    QCOMPARE(run.ends(), 0);
    peer.tcp().sendFin();
    SAYS(run.end(), "aborted");
}

void TlsTest::test_69_clientCertificate_askedFor_data()
{
    QTest::addColumn<bool>("given");
    QTest::addColumn<bool>("required");
    QTest::addColumn<bool>("inOneFile");
    QTest::newRow("asked for, none given") << false << false << false;
    QTest::newRow("asked for, given") << true << false << false;
    QTest::newRow("required, given") << true << true << false;
    QTest::newRow("required, given in one file") << true << true << true;
}

void TlsTest::test_69_clientCertificate_askedFor()
{
    QFETCH(bool, given);
    QFETCH(bool, required);
    QFETCH(bool, inOneFile);
    CertificateSpec spec;
    spec.commonName = "me";
    const Identity me = makeIdentity(spec, &m_authority);
    const std::string certificate =
        file("me.pem", me.certificatePem() + (inOneFile ? me.keyPem() : ""));
    const std::string key = file("me.key", me.keyPem());
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsServer server(m_good, [&](SSL_CTX *context) {
            SSL_CTX_set_max_proto_version(context, version);
            requireClientCertificate(context, m_authority, required);
        });
        LineSink sink;
        GateRun run(server.port(), {}, &sink, to("localhost", [&](auto &options) {
                        if (given)
                            options.tlsOptions.clientCertificateFile = certificate;
                        if (given && !inOneFile)
                            options.tlsOptions.clientKeyFile = key;
                    }));
        TlsSocket peer = server.accept();
        QVERIFY2(peer.acceptWebSocket(), peer.error.c_str());
        QVERIFY(run.waitForState(LinkState::Open));
        SAYS(peer.clientSubject(), given ? "CN=me" : "");
        run.sync();
        SAYS(sink.member(Event::TlsEstablished, "clientCertificate"), given ? "sent" : "asked for");
        QCOMPARE(has(sink.allText(), "clientCertificate=" + certificate), given);
    }
}

void TlsTest::test_69_clientCertificate_required_isNamed_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("TLS 1.2") << TLS1_2_VERSION; // the alert comes inside the handshake
    QTest::newRow("TLS 1.3") << TLS1_3_VERSION; // and here behind it
}

void TlsTest::test_69_clientCertificate_required_isNamed()
{
    QFETCH(int, version);
    TlsServer server(m_good, [&](SSL_CTX *context) {
        SSL_CTX_set_max_proto_version(context, version);
        requireClientCertificate(context, m_authority, true);
    });
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    server.accept();
    SAYS(run.end(), "refused");
    const std::string text = refusalText(run);
    QVERIFY2(text.starts_with("tls: "), text.c_str());
    QVERIFY2(has(text, "client certificate"), text.c_str());
    QCOMPARE(sink.count(Event::TlsFailed), 1);
    SAYS(sink.member(Event::TlsFailed, "clientCertificate"), "asked for");
}

void TlsTest::test_69_clientCertificate_unknownToTheServer_isSaid()
{
    CertificateSpec spec;
    spec.commonName = "me";
    const Identity me = makeIdentity(spec);
    const std::string both = file("stranger.pem", me.certificatePem() + me.keyPem());
    TlsServer server(
        m_good, [&](SSL_CTX *context) { requireClientCertificate(context, m_authority, true); });
    GateRun run(server.port(), {}, nullptr, to("localhost", [&](auto &options) {
                    options.tlsOptions.clientCertificateFile = both;
                }));
    server.accept();
    SAYS(run.end(), "refused");
    const std::string text = refusalText(run);
    QVERIFY2(has(text, "our client certificate"), text.c_str());
}

void TlsTest::test_70_sni_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("sni");
    QTest::newRow("name") << "localhost"
                          << "localhost";
    QTest::newRow("final dot") << "localhost."
                               << "localhost";
    QTest::newRow("IPv4") << "127.0.0.1"
                          << "";
    QTest::newRow("IPv6") << "::1"
                          << "";
    QTest::newRow("IDN") << "xn--bcher-kva.test"
                         << "xn--bcher-kva.test";
}

void TlsTest::test_70_sni()
{
    QFETCH(QString, host);
    QFETCH(QString, sni);
    TlsServer server(m_good);
    LineSink sink;
    GateRun run(server.port(), {}, &sink,
                to(host.toStdString(), [](auto &options) { options.tlsOptions.insecure = true; }));
    TlsSocket peer = server.accept();
    QVERIFY(peer.acceptWebSocket());
    QVERIFY(run.waitForState(LinkState::Open));
    QCOMPARE(QString::fromStdString(peer.sni()), sni);
    run.sync();
    QCOMPARE(QString::fromStdString(sink.member(Event::TlsEstablished, "sni")), sni);
}

void TlsTest::test_71_alpnH2Only_isNamed_data()
{
    QTest::addColumn<bool>("fatal");
    QTest::newRow("it breaks off") << true;
    QTest::newRow("it chooses h2 all the same") << false;
}

void TlsTest::test_71_alpnH2Only_isNamed()
{
    QFETCH(bool, fatal);
    TlsServer server(m_good, [fatal](SSL_CTX *context) { offerOnlyH2(context, fatal); });
    GateRun run(server.port(), {}, nullptr, to("localhost"));
    server.accept();
    SAYS(run.end(), "refused");
    const std::string text = refusalText(run);
    QVERIFY2(has(text, fatal ? "does not speak HTTP/1.1, the only protocol offered to it (ALPN)"
                             : "the protocol \"h2\" (ALPN), which was not offered"),
             text.c_str());
}

void TlsTest::test_71_alpnChosen_isRecorded()
{
    TlsServer server(m_good, [](SSL_CTX *context) {
        const auto choose = [](SSL *, const unsigned char **out, unsigned char *size,
                               const unsigned char *in, unsigned int, void *) {
            *out = in + 1;
            *size = in[0];
            return SSL_TLSEXT_ERR_OK;
        };
        SSL_CTX_set_alpn_select_cb(context, choose, nullptr);
    });
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    QVERIFY(peer.acceptWebSocket());
    QVERIFY(run.waitForState(LinkState::Open));
    run.sync();
    SAYS(sink.member(Event::TlsEstablished, "alpn"), "http/1.1");
}

void TlsTest::test_72_alertMidStream_endsTls()
{
    TlsServer server(m_good);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    QVERIFY(peer.acceptWebSocket());
    QVERIFY(run.waitForState(LinkState::Open));
    peer.sendFrame(wire::Opcode::Text, "before");
    peer.provokeAlert();
    peer.tcp().sendFin();
    SAYS(run.end(), "aborted");
    QCOMPARE(run.outcome().tcpEnd, std::optional(closing::TcpEnd::Fin));
    QCOMPARE(run.outcome().tcpEndedBy, std::optional(closing::Side::Peer));
    QCOMPARE(sink.frames(closing::Direction::Received), 1);
    const std::string problem = sink.member(Event::TlsFailed, "problem");
    QVERIFY2(has(problem, "bad record mac"), problem.c_str());
    QCOMPARE(sink.count(Event::TlsTruncated), 0);
    QCOMPARE(sink.count(Event::TcpFailed), 0);
}

void TlsTest::test_72_rubbishMidStream_endsTls()
{
    TlsServer server(m_good);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    QVERIFY(peer.acceptWebSocket());
    QVERIFY(run.waitForState(LinkState::Open));
    peer.tcp().send("\x17\x03\x03\x00\x1E"s + std::string(30, 'x'));
    peer.readSome(); // our alert
    peer.tcp().sendReset();
    SAYS(run.end(), "aborted");
    QCOMPARE(run.outcome().tcpEnd, std::optional(closing::TcpEnd::Reset));
    QCOMPARE(run.outcome().tcpEndedBy, std::optional(closing::Side::Peer));
    QCOMPARE(sink.count(Event::TlsFailed), 1);
}

void TlsTest::test_72_alertMidStreamAndTcpStaysOpen_isReset()
{
    TlsServer server(m_good);
    LineSink sink;
    GateRun run(server.port(), {}, &sink, to("localhost"));
    TlsSocket peer = server.accept();
    QVERIFY(peer.acceptWebSocket());
    QVERIFY(run.waitForState(LinkState::Open));
    peer.provokeAlert();
    SAYS(run.end(), "aborted");
    QCOMPARE(run.outcome().tcpEnd, std::optional(closing::TcpEnd::Reset));
    QCOMPARE(run.outcome().tcpEndedBy, std::optional(closing::Side::Us));
    QCOMPARE(peer.tcp().readToEnd(), Ended::Reset);
}

void TlsTest::exception_takesTheCertificateFromThatHostOnly()
{
    const Identity own = makeIdentity({});
    TlsServer server(own);
    for (const bool here : {true, false}) {
        const auto port = static_cast<std::uint16_t>(server.port() + (here ? 0 : 1));
        LineSink sink;
        GateRun run(server.port(), {}, &sink, to("LOCALHOST", [&](auto &options) {
                        options.trustExceptions = {{"localhost", port, own.fingerprint()}};
                    }));
        TlsSocket peer = server.accept();
        if (here) {
            QVERIFY2(peer.acceptWebSocket(), refusalText(run).c_str());
            QVERIFY(run.waitForState(LinkState::Open));
            run.sync();
            SAYS(sink.member(Event::TlsEstablished, "trusted"), "by exception");
            SAYS(sink.member(Event::TlsEstablished, "verified"), "false");
            QVERIFY(has(sink.member(Event::TlsEstablished, "problem"), "signed by itself"));
            QVERIFY(has(sink.allText(),
                        "trust=localhost:" + std::to_string(port) + "=" + own.fingerprint()));
        } else {
            SAYS(run.end(), "refused");
        }
    }
}

void TlsTest::exception_forAnotherCertificate_doesNotCount()
{
    TlsServer server(makeIdentity({}));
    GateRun run(server.port(), {}, nullptr, to("localhost", [&](auto &options) {
                    options.trustExceptions = {{"localhost", server.port(), m_good.fingerprint()}};
                }));
    server.accept();
    SAYS(run.end(), "refused");
}

void TlsTest::keyLog_isAppendedAndPrivate()
{
    const std::string log = path("keys.log");
    for (int i = 0; i < 2; ++i) {
        TlsServer server(m_good);
        GateRun run(server.port(), {}, nullptr,
                    to("localhost", [&](auto &options) { options.tlsOptions.keyLogFile = log; }));
        TlsSocket peer = server.accept();
        QVERIFY(peer.acceptWebSocket());
        QVERIFY(run.waitForState(LinkState::Open));
    }
    QFile in(QString::fromStdString(log));
    QVERIFY(in.open(QIODevice::ReadOnly));
    const QByteArray text = in.readAll();
    QCOMPARE(text.count("CLIENT_TRAFFIC_SECRET_0 "), 2);
    QCOMPARE(text.count("SERVER_HANDSHAKE_TRAFFIC_SECRET "), 2);
    QVERIFY(text.endsWith('\n'));
    struct stat info {
    };
    QCOMPARE(::stat(log.c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777, 0600u);
}

void TlsTest::keyLog_thatOthersCanRead_isNotUsed()
{
    const std::string log = file("open.log", "x\n");
    ::chmod(log.c_str(), 0640);
    TlsServer server(m_good);
    GateRun run(server.port(), {}, nullptr,
                to("localhost", [&](auto &options) { options.tlsOptions.keyLogFile = log; }));
    SAYS(run.end(), "refused");
    QVERIFY(has(refusalText(run), "can be read by others: its mode must be 0600"));
}

void TlsTest::files_thatCanNotBeUsed_areNamed_data()
{
    const Identity other = makeIdentity({});
    CertificateSpec rsa;
    rsa.rsaBits = 2048;
    const std::string good = file("good.pem", m_good.certificatePem());
    const std::string key = file("good.key", m_good.keyPem());
    const std::string wrong = file("other.key", other.keyPem());
    const std::string wrongKind = file("rsa.key", makeIdentity(rsa).keyPem());
    const std::string locked = file("locked.key", m_good.keyPem("password"));
    const std::string text = file("text.pem", "this is no PEM\n");
    const std::string none = path("none.pem");
    QTest::addColumn<QString>("ca");
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char *name, const std::string &ca, const std::string &certificate,
                        const std::string &privateKey, const std::string &problem) {
        QTest::newRow(name) << QString::fromStdString(ca) << QString::fromStdString(certificate)
                            << QString::fromStdString(privateKey)
                            << QString::fromStdString(problem);
    };
    row("CA missing", none, "", "",
        "the CA file " + none + " can't be read: No such file or directory");
    row("CA is a folder", "/tmp", "", "", "the CA file /tmp can't be read: Is a directory");
    row("CA is text", text, "", "", "the CA file " + text + " holds no certificate in PEM form");
    row("certificate missing", m_ca, none, key,
        "the client certificate " + none + " can't be read: No such file or directory");
    row("certificate is text", m_ca, text, key,
        "the client certificate " + text + " holds no certificate in PEM form");
    row("certificate is a key", m_ca, key, key,
        "the client certificate " + key + " holds no certificate in PEM form");
    row("key missing", m_ca, good, none,
        "the client key " + none + " can't be read: No such file or directory");
    row("key is text", m_ca, good, text,
        "the client key " + text + " holds no private key in PEM form");
    row("no key beside the certificate", m_ca, good, "",
        "the client key " + good + " holds no private key in PEM form");
    row("key of another certificate", m_ca, good, wrong,
        "the client key " + wrong + " does not belong to the certificate " + good);
    row("key of another kind", m_ca, good, wrongKind,
        "the client key " + wrongKind + " does not belong to the certificate " + good);
    row("key is encrypted", m_ca, good, locked,
        "the client key " + locked + " is encrypted: only a key without a password can be used");
    row("key alone", m_ca, "", key, "the client key " + key + " has no certificate");
}

void TlsTest::files_thatCanNotBeUsed_areNamed()
{
    QFETCH(QString, ca);
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QString, problem);
    TlsOptions options;
    options.host = "localhost";
    options.caFile = ca.toStdString();
    options.clientCertificateFile = certificate.toStdString();
    options.clientKeyFile = key.toStdString();
    std::string said;
    QVERIFY(!Tls::create(options, said));
    QVERIFY2(QString::fromStdString(said).startsWith(problem), said.c_str());
}

void TlsTest::redirection_fromTlsToNone_isNotFollowed()
{
    TlsServer server(m_good);
    GateRun run(server.port(), {}, nullptr,
                to("localhost", [](auto &options) { options.maxRedirects = 5; }));
    TlsSocket peer = server.accept();
    peer.readHead();
    peer.send("HTTP/1.1 302 Found\r\nLocation: ws://localhost:1/\r\nContent-Length: 0\r\n\r\n");
    SAYS(run.end(), "refused");
    SAYS(refusalText(run),
         "redirect: the server redirects from TLS to a connection without it: ws://localhost:1/");
}

void TlsTest::redirection_toAnotherOrigin_takesNoClientCertificateAlong()
{
    CertificateSpec spec;
    spec.commonName = "me";
    const Identity me = makeIdentity(spec, &m_authority);
    const std::string both = file("me-too.pem", me.certificatePem() + me.keyPem());
    const auto ask = [this](SSL_CTX *context) {
        requireClientCertificate(context, m_authority, false);
    };
    TlsServer first(m_good, ask);
    TlsServer second(m_good, ask);
    GateRun run(first.port(), {}, nullptr, to("localhost", [&](auto &options) {
                    options.maxRedirects = 5;
                    options.tlsOptions.clientCertificateFile = both;
                }));
    TlsSocket peer = first.accept();
    SAYS(peer.clientSubject(), "CN=me");
    peer.readHead();
    peer.send("HTTP/1.1 302 Found\r\nLocation: wss://localhost:" + std::to_string(second.port()) +
              "/\r\nContent-Length: 0\r\n\r\n");
    TlsSocket other = second.accept();
    QVERIFY2(other.acceptWebSocket(), other.error.c_str());
    SAYS(other.clientSubject(), "");
    QVERIFY(run.waitForState(LinkState::Open));
}

void TlsTest::tunnel_carriesTls()
{
    TlsServer proxy(m_good);
    LineSink sink;
    GateRun run(1, {}, &sink, to("localhost", [&](auto &options) {
                    options.port = 443;
                    options.proxy = {ProxyOptions::Kind::Http, "127.0.0.1", proxy.port(), {}, {}};
                }));
    RawSocket tcp = proxy.tcp().accept();
    QVERIFY(tcp.readHead().starts_with("CONNECT localhost:443 "));
    tcp.send("HTTP/1.1 200 OK\r\n\r\n");
    TlsSocket peer(std::move(tcp), proxy.context());
    QVERIFY2(peer.acceptWebSocket(), peer.error.c_str());
    QVERIFY(run.waitForState(LinkState::Open));
    SAYS(peer.sni(), "localhost");
    QCOMPARE(sink.count(Event::ProxyConnected), 1);
}

QTEST_APPLESS_MAIN(TlsTest)
#include "tst_tls.moc"
