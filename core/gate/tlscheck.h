// SPDX-License-Identifier: MIT
#pragma once

#include "gate/tlsinfo.h"

#include <openssl/types.h>

#include <string>
#include <vector>

namespace ajar::gate
{

/// The check of a peer's certificates inside TLS's handshake, before anything is said to it. It
/// goes on after a fault, so that it knows them all, and decides at the end.
class TlsCheck
{
public:
    struct Options {
        std::string host;
        bool insecure = false;
        std::vector<std::string> fingerprints; ///< of certificates that are taken as they are
    };

    explicit TlsCheck(Options options)
        : m_options(std::move(options))
    {
    }

    /// Makes `context` ask this check, which must live as long as its connections.
    void attachTo(SSL_CTX *context);

    const std::vector<CertificateInfo> &chain() const { return m_chain; }
    Trust trust() const { return m_trust; }
    bool verified() const { return !m_chain.empty() && m_faults.empty(); }
    /// Which certificates are at fault and why; empty: none.
    std::string problem() const;

private:
    struct Fault {
        int code;
        int depth;
        std::string subject;
    };

    static int verify(X509_STORE_CTX *store, void *self);
    static int note(int ok, X509_STORE_CTX *store);
    void takeChain(X509_STORE_CTX *store);
    Trust judge() const;
    std::string faultText(const Fault &fault) const;

    Options m_options;
    std::vector<CertificateInfo> m_chain;
    std::vector<Fault> m_faults;
    Trust m_trust = Trust::None;
};

} // namespace ajar::gate
