// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"

#include <string>
#include <vector>

namespace ajar::gate
{

/// What a certificate says of itself.
struct CertificateInfo {
    std::string subject; ///< RFC 4514's form, e.g. "CN=localhost"
    std::string issuer;
    std::string names;       ///< the hosts that it is for, e.g. "localhost, 127.0.0.1"
    std::string fingerprint; ///< SHA-256, in hex
    std::string notBefore;   ///< "2026-01-31T12:00:00Z"
    std::string notAfter;
    std::string key;       ///< "RSA 2048", "EC 256"
    std::string signature; ///< "ecdsa-with-SHA256"
};

/// Why the peer's certificate was taken.
enum class Trust : std::uint8_t {
    None,      ///< it was not
    Authority, ///< a known authority vouches for it, and it is for this host
    Exception, ///< the user has named its fingerprint for this host
    Insecure,  ///< the user takes any
};

/// What the peer's TLS showed, also when its handshake has failed: then as far as it came.
struct TlsInfo {
    std::string protocol;
    std::string cipher;
    std::string alpn; ///< what the server chose; empty: nothing
    std::string sni;  ///< the name that was sent; empty: none, as for an address
    std::string subject, issuer, fingerprint; ///< of the peer's own certificate
    std::vector<CertificateInfo> chain;       ///< as the peer sent it, its own certificate first
    bool verified = false;
    Trust trust = Trust::None;
    std::string problem; ///< which certificate is not verified, and why
    bool clientCertificateAsked = false;
    bool clientCertificateSent = false;
};

/// The members of a tls-established or tls-failed event.
closing::Attributes attributesOf(const TlsInfo &info);

} // namespace ajar::gate
