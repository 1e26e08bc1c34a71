// SPDX-License-Identifier: MIT
#include "tlspeer.h"

#include "wire/frameencoder.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <utility>

namespace ajar::gate::test
{

namespace
{

using Key = std::shared_ptr<EVP_PKEY>;

Key owned(EVP_PKEY *key)
{
    return {key, EVP_PKEY_free};
}

std::string textOf(BIO *memory)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    std::string text(data, static_cast<std::size_t>(size));
    BIO_free(memory);
    return text;
}

void addExtension(X509 *certificate, X509 *issuer, int kind, const std::string &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

const EVP_MD *digestOf(const CertificateSpec &spec)
{
    return spec.sha1 ? EVP_sha1() : EVP_sha256();
}

} // namespace

Identity makeIdentity(const CertificateSpec &spec, const Identity *issuer)
{
    static std::atomic_long serial = 1000;
    Identity identity;
    identity.key = owned(spec.rsaBits > 0 ? EVP_RSA_gen(static_cast<unsigned int>(spec.rsaBits))
                                          : EVP_EC_gen("P-256"));
    X509 *certificate = X509_new();
    identity.certificate = {certificate, X509_free};
    X509 *signer = issuer ? issuer->certificate.get() : certificate;
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
    constexpr long day = 24 * 60 * 60;
    X509_gmtime_adj(X509_getm_notBefore(certificate), spec.notBeforeDays * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate), spec.notAfterDays * day);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(spec.commonName.c_str()), -1,
                               -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(signer));
    X509_set_pubkey(certificate, identity.key.get());
    addExtension(certificate, signer, NID_basic_constraints,
                 spec.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (spec.authority)
        addExtension(certificate, signer, NID_key_usage, "critical,keyCertSign,cRLSign");
    addExtension(certificate, signer, NID_subject_key_identifier, "hash");
    if (!spec.names.empty())
        addExtension(certificate, signer, NID_subject_alt_name, spec.names);
    if (spec.padding > 0)
        addExtension(certificate, signer, NID_netscape_comment, std::string(spec.padding, 'x'));
    X509_sign(certificate, issuer ? issuer->key.get() : identity.key.get(), digestOf(spec));
    if (issuer && !issuer->chain.empty()) {
        identity.chain = issuer->chain;
        identity.chain.insert(identity.chain.begin(), issuer->certificate);
    } else if (issuer) {
        identity.chain = {issuer->certificate};
    }
    return identity;
}

std::string Identity::certificatePem() const
{
    BIO *memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(memory, certificate.get());
    for (const auto &other : chain)
        PEM_write_bio_X509(memory, other.get());
    return textOf(memory);
}

std::string Identity::keyPem(const std::string &password) const
{
    BIO *memory = BIO_new(BIO_s_mem());
    PEM_write_bio_PKCS8PrivateKey(memory, key.get(), password.empty() ? nullptr : EVP_aes_128_cbc(),
                                  password.c_str(), static_cast<int>(password.size()), nullptr,
                                  nullptr);
    return textOf(memory);
}

std::string Identity::fingerprint() const
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size);
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
        constexpr char digits[] = "0123456789abcdef";
        text += {digits[digest[i] >> 4], digits[digest[i] & 15]};
    }
    return text;
}

std::string revocationListPem(const Identity &authority, const Identity &revoked)
{
    const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> list(X509_CRL_new(), X509_CRL_free);
    const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> time(ASN1_TIME_new(),
                                                                     ASN1_TIME_free);
    X509_CRL_set_version(list.get(), 1);
    X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(authority.certificate.get()));
    X509_gmtime_adj(time.get(), -3600);
    X509_CRL_set1_lastUpdate(list.get(), time.get());
    X509_REVOKED *entry = X509_REVOKED_new();
    X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(revoked.certificate.get()));
    X509_REVOKED_set_revocationDate(entry, time.get());
    X509_CRL_add0_revoked(list.get(), entry);
    X509_gmtime_adj(time.get(), 24 * 3600);
    X509_CRL_set1_nextUpdate(list.get(), time.get());
    X509_CRL_sign(list.get(), authority.key.get(), EVP_sha256());
    BIO *memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509_CRL(memory, list.get());
    return textOf(memory);
}

TlsSocket::TlsSocket(RawSocket tcp, SSL_CTX *context)
    : m_tcp(std::move(tcp))
    , m_ssl(SSL_new(context))
{
    ERR_clear_error();
    SSL_set_fd(m_ssl.get(), m_tcp.socket().native_handle());
    if (SSL_accept(m_ssl.get()) != 1) {
        const char *reason = ERR_reason_error_string(ERR_get_error());
        error = reason ? reason : "TCP ended";
        ERR_clear_error();
    }
}

bool TlsSocket::send(const std::string &text)
{
    return SSL_write(m_ssl.get(), text.data(), static_cast<int>(text.size())) > 0;
}

bool TlsSocket::sendFrame(wire::Opcode opcode, const std::string &payload)
{
    std::vector<std::uint8_t> bytes;
    wire::appendFrame(bytes, wire::makeHeader(opcode, payload.size()),
                      {reinterpret_cast<const std::uint8_t *>(payload.data()), payload.size()});
    return send(std::string(bytes.begin(), bytes.end()));
}

std::string TlsSocket::readHead()
{
    std::string head;
    char byte = 0;
    while (!head.ends_with("\r\n\r\n") && SSL_read(m_ssl.get(), &byte, 1) == 1)
        head.push_back(byte);
    return head;
}

std::string TlsSocket::readSome()
{
    std::string bytes(1u << 16, '\0');
    const int count = SSL_read(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(count > 0 ? count : 0));
    ERR_clear_error();
    return bytes;
}

bool TlsSocket::acceptWebSocket()
{
    return isOpen() && send(responseTo(readHead()));
}

void TlsSocket::sendCloseNotify()
{
    SSL_shutdown(m_ssl.get());
}

void TlsSocket::provokeAlert()
{
    const std::string junk = std::string("\x17\x03\x03\x00\x1E", 5) + std::string(30, 'x');
    BIO *memory = BIO_new_mem_buf(junk.data(), static_cast<int>(junk.size()));
    SSL_set0_rbio(m_ssl.get(), memory);
    readSome();
}

std::string TlsSocket::sni() const
{
    const char *name = SSL_get_servername(m_ssl.get(), TLSEXT_NAMETYPE_host_name);
    return name ? name : "";
}

std::string TlsSocket::clientSubject() const
{
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        SSL_get1_peer_certificate(m_ssl.get()), X509_free);
    if (!certificate)
        return {};
    BIO *memory = BIO_new(BIO_s_mem());
    X509_NAME_print_ex(memory, X509_get_subject_name(certificate.get()), 0, XN_FLAG_RFC2253);
    return textOf(memory);
}

TlsServer::TlsServer(const Identity &identity, const std::function<void(SSL_CTX *)> &adjust)
    : m_context(SSL_CTX_new(TLS_server_method()))
{
    SSL_CTX *context = m_context.get();
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_use_certificate(context, identity.certificate.get());
    SSL_CTX_use_PrivateKey(context, identity.key.get());
    for (const auto &certificate : identity.chain)
        SSL_CTX_add1_chain_cert(context, certificate.get());
    if (adjust)
        adjust(context);
}

TlsSocket TlsServer::accept()
{
    RawSocket tcp = m_server.accept();
    return tcp.isOpen() ? TlsSocket(std::move(tcp), m_context.get()) : TlsSocket();
}

} // namespace ajar::gate::test
