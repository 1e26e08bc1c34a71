// SPDX-License-Identifier: MIT
#pragma once

#include "rawpeer.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ajar::gate::test
{

/// What a certificate made for a test says.
struct CertificateSpec {
    std::string commonName = "localhost";
    std::string names = "DNS:localhost,IP:127.0.0.1"; ///< OpenSSL's subjectAltName; empty: none
    int notBeforeDays = -1;                           ///< from now
    int notAfterDays = 2;
    bool authority = false;
    bool sha1 = false;
    int rsaBits = 0;         ///< 0: an EC key
    std::size_t padding = 0; ///< bytes of a comment
};

/// A certificate, its key, and the certificates between it and its authority.
struct Identity {
    std::shared_ptr<X509> certificate;
    std::shared_ptr<EVP_PKEY> key;
    std::vector<std::shared_ptr<X509>> chain;

    std::string certificatePem() const; ///< with the chain
    std::string keyPem(const std::string &password = {}) const;
    std::string fingerprint() const;
};

/// Signed by `issuer`, or by itself.
Identity makeIdentity(const CertificateSpec &spec, const Identity *issuer = nullptr);
/// A revocation list of this authority, as PEM, that names one certificate.
std::string revocationListPem(const Identity &authority, const Identity &revoked);

/// The server's end of a TLS connection, with blocking calls that give up after seconds.
class TlsSocket
{
public:
    TlsSocket() = default;
    TlsSocket(RawSocket tcp, SSL_CTX *context);

    bool isOpen() const { return m_ssl && SSL_is_init_finished(m_ssl.get()); }
    SSL *ssl() { return m_ssl.get(); }
    RawSocket &tcp() { return m_tcp; }
    bool send(const std::string &text);
    bool sendFrame(wire::Opcode opcode, const std::string &payload);
    std::string readHead();
    /// What one read gives; empty at the end.
    std::string readSome();
    /// Takes a request for a WebSocket and grants it.
    bool acceptWebSocket();
    void sendCloseNotify();
    /// Makes our TLS answer with a fatal alert, as if the client had sent rubbish.
    void provokeAlert();

    std::string sni() const;
    /// The subject of the client's certificate; empty: none.
    std::string clientSubject() const;
    std::string error; ///< why the handshake failed, in OpenSSL's words

private:
    struct SslDeleter {
        void operator()(SSL *ssl) const { SSL_free(ssl); }
    };
    RawSocket m_tcp;
    std::unique_ptr<SSL, SslDeleter> m_ssl;
};

/// A TLS server on 127.0.0.1.
class TlsServer
{
public:
    explicit TlsServer(const Identity &identity, const std::function<void(SSL_CTX *)> &adjust = {});
    std::uint16_t port() const { return m_server.port(); }
    RawServer &tcp() { return m_server; }
    SSL_CTX *context() { return m_context.get(); }
    /// The next connection, with its TLS handshake done or failed.
    TlsSocket accept();

private:
    struct ContextDeleter {
        void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
    };
    RawServer m_server;
    std::unique_ptr<SSL_CTX, ContextDeleter> m_context;
};

} // namespace ajar::gate::test
