// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"
#include "gate/proxy.h"
#include "gate/resolver.h"
#include "gate/target.h"
#include "gate/tls.h"
#include "wire/handshake.h"

#include <functional>
#include <string>
#include <vector>

namespace ajar::gate
{

/// A certificate that is taken as it is, from one host and port only.
struct TrustException {
    std::string host;
    std::uint16_t port = 0;
    std::string fingerprint; ///< SHA-256, in lower-case hex
};

/// What a client's opening handshake needs to know.
struct OpeningOptions {
    std::string url; ///< for the record only: without userinfo
    std::string host;
    std::uint16_t port = 80;
    std::string socketPath; ///< of a Unix socket, instead of host and port
    bool tls = false;
    TlsOptions tlsOptions; ///< its host and fingerprints are filled in for each target
    std::vector<TrustException> trustExceptions;
    wire::HandshakeRequest request; ///< the key is drawn by the gate
    wire::HttpHeadParser::Limits headLimits;
    int maxRedirects = 0; ///< how many redirections are followed; 0: they are shown
    ProxyOptions proxy;
    /// Instead of `proxy`: the proxy for a target, asked on a thread of its own; it may block.
    std::function<ProxyOptions(const Target &)> findProxy;
    Lookup lookup = lookUp;  ///< for a name called on a thread of its own
    std::string proxyChoice; ///< for the record, e.g. "system"; empty: not recorded
    std::string login;       ///< for the record: "basic" or "bearer"; empty: no credentials
};

Target targetOf(const OpeningOptions &options);

/// What is recorded of the user's choices with the connection; never a secret.
closing::Attributes recordedOptions(const OpeningOptions &options);

/// The request on its way to another origin: nothing that may be a secret of the user's goes
/// along. Of the user's own fields only harmless ones are kept, and no subprotocol that carries a
/// token.
wire::HandshakeRequest withoutSecrets(const wire::HandshakeRequest &request);

} // namespace ajar::gate
