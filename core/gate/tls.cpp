// SPDX-License-Identifier: MIT
#include "gate/tls.h"

#include "gate/keylog.h"
#include "gate/target.h"
#include "gate/tlscheck.h"
#include "gate/tlscontext.h"
#include "gate/tlswords.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>

namespace ajar::gate
{

namespace
{

struct SslDeleter {
    void operator()(SSL *ssl) const { SSL_free(ssl); }
};

constexpr std::size_t maxFirst = 60;
constexpr unsigned char offeredProtocols[] = "\x08http/1.1"; // RFC 7301 3.1
constexpr std::string_view offeredProtocol = "http/1.1";

std::string lastError(const std::string &otherwise)
{
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    return tlsErrorText(code, otherwise);
}

/// A name as certificates and SNI have it: no final dot (RFC 6066 3); of an address no scope.
std::string plainHost(const std::string &host)
{
    std::string plain = host.substr(0, isAddress(host) ? host.find('%') : std::string::npos);
    if (plain.ends_with('.'))
        plain.pop_back();
    return plain;
}

/// The server's choice among the protocols, as it comes (RFC 7301 3.1): a list of one.
void takeProtocol(SSL *, int, int type, const unsigned char *data, int size, void *protocol)
{
    if (type == TLSEXT_TYPE_application_layer_protocol_negotiation && size > 3)
        static_cast<std::string *>(protocol)->assign(data + 3, data + size);
}

} // namespace

struct Tls::State {
    explicit State(const TlsOptions &options)
        : host(plainHost(options.host))
        , check({host, options.insecure, options.trustedFingerprints})
    {
    }

    bool expectHost();
    std::string protocolProblem() const;

    std::string host;
    std::string sni;
    std::string first; ///< the first bytes that came
    TlsCheck check;
    std::unique_ptr<KeyLog> keyLog;
    SslContext context;
    std::unique_ptr<SSL, SslDeleter> ssl;
    BIO *in = nullptr;  // owned by ssl
    BIO *out = nullptr; // owned by ssl
    bool certificateAsked = false;
    std::string protocol; ///< that the server chose by ALPN, offered or not
};

/// SNI and the certificate's name check. An address has no SNI (RFC 6066 3).
bool Tls::State::expectHost()
{
    if (isAddress(host))
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), host.c_str()) == 1;
    SSL_set_hostflags(ssl.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    sni = host;
    return !host.empty() && SSL_set1_host(ssl.get(), host.c_str()) == 1 &&
           SSL_set_tlsext_host_name(ssl.get(), host.c_str()) == 1;
}

std::string Tls::State::protocolProblem() const
{
    if (protocol.empty() || protocol == offeredProtocol)
        return {};
    return "the server chose the protocol \"" + protocol + "\" (ALPN), which was not offered";
}

Tls::Tls(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Tls::~Tls() = default;

std::unique_ptr<Tls> Tls::create(const TlsOptions &options, std::string &problem)
{
    auto state = std::make_unique<State>(options);
    state->context = makeContext(options, problem);
    if (!state->context)
        return nullptr;
    SSL_CTX *context = state->context.get();
    state->check.attachTo(context);
    SSL_CTX_set_cert_cb(
        context,
        [](SSL *, void *asked) {
            *static_cast<bool *>(asked) = true;
            return 1;
        },
        &state->certificateAsked);
    if (!options.keyLogFile.empty()) {
        auto opened = KeyLog::open(options.keyLogFile);
        problem = opened.problem;
        if (!opened.log)
            return nullptr;
        state->keyLog = std::move(opened.log);
        SSL_CTX_set_keylog_callback(context, [](const SSL *ssl, const char *line) {
            static_cast<State *>(SSL_get_app_data(ssl))->keyLog->append(line);
        });
    }
    state->ssl.reset(SSL_new(context));
    SSL *ssl = state->ssl.get();
    SSL_set_app_data(ssl, state.get());
    SSL_set_tlsext_debug_callback(ssl, takeProtocol);
    SSL_set_tlsext_debug_arg(ssl, &state->protocol);
    if (!state->expectHost()) {
        problem = "the host \"" + options.host + "\" can't be checked against a certificate";
        return nullptr;
    }
    SSL_set_alpn_protos(ssl, offeredProtocols, sizeof(offeredProtocols) - 1);
    state->in = BIO_new(BIO_s_mem());
    state->out = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(state->in, -1);
    SSL_set_bio(ssl, state->in, state->out);
    SSL_set_connect_state(ssl);
    return std::unique_ptr<Tls>(new Tls(std::move(state)));
}

void Tls::feed(wire::Bytes ciphertext)
{
    if (const std::size_t known = m_state->first.size(); known < maxFirst) {
        const wire::Bytes more = ciphertext.first(std::min(ciphertext.size(), maxFirst - known));
        m_state->first.append(more.begin(), more.end());
    }
    BIO_write(m_state->in, ciphertext.data(), static_cast<int>(ciphertext.size()));
}

Tls::Status Tls::outcomeOf(int result)
{
    switch (SSL_get_error(m_state->ssl.get(), result)) {
    case SSL_ERROR_NONE:
        return Status::Ok;
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
        return Status::WantMore;
    case SSL_ERROR_ZERO_RETURN:
        return Status::CloseNotify;
    default:
        break;
    }
    const TlsCheck &check = m_state->check;
    m_problem = lastError("the TLS connection failed");
    if (!check.problem().empty() && check.trust() == Trust::None)
        m_problem = check.problem();
    else if (!SSL_is_init_finished(m_state->ssl.get()) && check.chain().empty())
        m_problem += beginning();
    return Status::Failed;
}

/// What came instead of TLS, if it is text.
std::string Tls::beginning() const
{
    const std::string line = m_state->first.substr(0, m_state->first.find_first_of("\r\n"));
    const auto printable = [](char c) { return c >= 0x20 && c < 0x7F; };
    if (line.size() < 4 || !std::ranges::all_of(line, printable))
        return {};
    return ": it begins with \"" + line + "\"";
}

Tls::Status Tls::handshake()
{
    ERR_clear_error();
    const Status status = outcomeOf(SSL_do_handshake(m_state->ssl.get()));
    if (status != Status::Ok && status != Status::Failed)
        return status;
    const std::string problem = m_state->protocolProblem();
    if (problem.empty())
        return status;
    m_problem = problem;
    return Status::Failed;
}

Tls::Status Tls::read(std::vector<std::uint8_t> &plaintext)
{
    constexpr std::size_t step = 16 * 1024;
    for (;;) {
        const std::size_t before = plaintext.size();
        plaintext.resize(before + step);
        ERR_clear_error();
        const int got = SSL_read(m_state->ssl.get(), plaintext.data() + before, step);
        plaintext.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
        if (got <= 0)
            return outcomeOf(got);
    }
}

Tls::Status Tls::write(wire::Bytes plaintext)
{
    while (!plaintext.empty()) {
        const std::size_t part = std::min<std::size_t>(plaintext.size(), 1u << 20);
        ERR_clear_error();
        const int written = SSL_write(m_state->ssl.get(), plaintext.data(), static_cast<int>(part));
        if (written <= 0)
            return outcomeOf(written);
        plaintext = plaintext.subspan(static_cast<std::size_t>(written));
    }
    return Status::Ok;
}

void Tls::sendCloseNotify()
{
    ERR_clear_error();
    SSL_shutdown(m_state->ssl.get());
}

void Tls::takeOutput(std::vector<std::uint8_t> &out)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(m_state->out, &data);
    if (size > 0)
        out.insert(out.end(), data, data + size);
    BIO_reset(m_state->out);
}

TlsInfo Tls::info() const
{
    TlsInfo info;
    const SSL *ssl = m_state->ssl.get();
    const TlsCheck &check = m_state->check;
    if (SSL_is_init_finished(ssl) || !check.chain().empty()) {
        info.protocol = SSL_get_version(ssl);
        if (const char *cipher = SSL_get_cipher_name(ssl))
            info.cipher = cipher;
    }
    info.alpn = m_state->protocol;
    info.sni = m_state->sni;
    info.chain = check.chain();
    if (!info.chain.empty()) {
        info.subject = info.chain.front().subject;
        info.issuer = info.chain.front().issuer;
        info.fingerprint = info.chain.front().fingerprint;
    }
    info.verified = check.verified();
    info.trust = check.trust();
    info.problem = check.problem();
    info.clientCertificateAsked = m_state->certificateAsked;
    info.clientCertificateSent = m_state->certificateAsked && SSL_get_certificate(ssl) != nullptr;
    return info;
}

} // namespace ajar::gate
