// SPDX-License-Identifier: MIT
#include "gate/tls.h"

#include <asio/ip/address.hpp>
#include <asio/ssl/context.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>

namespace ajar::gate
{

namespace
{

struct SslDeleter {
    void operator()(SSL *ssl) const { SSL_free(ssl); }
};
struct X509Deleter {
    void operator()(X509 *certificate) const { X509_free(certificate); }
};

std::string nameText(const X509_NAME *name)
{
    std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_RFC2253);
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

std::string fingerprintOf(const X509 *certificate)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (X509_digest(certificate, EVP_sha256(), digest.data(), &size) != 1)
        return {};
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        text.push_back(digits[digest[i] >> 4]);
        text.push_back(digits[digest[i] & 0xF]);
    }
    return text;
}

std::string lastError(const char *otherwise)
{
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char *reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
    return reason ? reason : otherwise;
}

bool isAddress(const std::string &host)
{
    asio::error_code error;
    asio::ip::make_address(host, error);
    return !error;
}

} // namespace

struct Tls::State {
    State()
        : context(asio::ssl::context::tls_client)
    {
    }
    asio::ssl::context context;
    std::unique_ptr<SSL, SslDeleter> ssl;
    BIO *in = nullptr;  // owned by ssl
    BIO *out = nullptr; // owned by ssl
};

Tls::Tls(std::unique_ptr<State> state)
    : m_state(std::move(state))
{
}

Tls::~Tls() = default;

std::unique_ptr<Tls> Tls::create(const TlsOptions &options, std::string &problem)
{
    auto state = std::make_unique<State>();
    asio::error_code error;
    state->context.set_default_verify_paths(error);
    if (!options.caFile.empty()) {
        state->context.load_verify_file(options.caFile, error);
        if (error) {
            problem = "the CA file " + options.caFile + " can't be used: " + error.message();
            return nullptr;
        }
    }
    SSL_CTX_set_min_proto_version(state->context.native_handle(), TLS1_2_VERSION);
    state->ssl.reset(SSL_new(state->context.native_handle()));
    SSL *ssl = state->ssl.get();
    // In insecure mode the certificate is still checked, so that the record can say what is wrong.
    SSL_set_verify(ssl, options.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
    if (isAddress(options.host)) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), options.host.c_str());
    } else {
        SSL_set1_host(ssl, options.host.c_str());
        SSL_set_tlsext_host_name(ssl, options.host.c_str());
    }
    state->in = BIO_new(BIO_s_mem());
    state->out = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(state->in, -1);
    SSL_set_bio(ssl, state->in, state->out);
    SSL_set_connect_state(ssl);
    return std::unique_ptr<Tls>(new Tls(std::move(state)));
}

void Tls::feed(wire::Bytes ciphertext)
{
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
    const long verify = SSL_get_verify_result(m_state->ssl.get());
    m_problem = lastError("the TLS connection failed");
    if (verify != X509_V_OK)
        m_problem = X509_verify_cert_error_string(verify);
    return Status::Failed;
}

Tls::Status Tls::handshake()
{
    ERR_clear_error();
    return outcomeOf(SSL_do_handshake(m_state->ssl.get()));
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
    SSL *ssl = m_state->ssl.get();
    info.protocol = SSL_get_version(ssl);
    if (const char *cipher = SSL_get_cipher_name(ssl))
        info.cipher = cipher;
    const std::unique_ptr<X509, X509Deleter> certificate(SSL_get1_peer_certificate(ssl));
    if (certificate) {
        info.subject = nameText(X509_get_subject_name(certificate.get()));
        info.issuer = nameText(X509_get_issuer_name(certificate.get()));
        info.fingerprint = fingerprintOf(certificate.get());
    }
    const long verify = SSL_get_verify_result(ssl);
    info.verified = certificate && verify == X509_V_OK;
    if (!info.verified)
        info.problem = X509_verify_cert_error_string(verify);
    return info;
}

} // namespace ajar::gate
