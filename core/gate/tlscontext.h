// SPDX-License-Identifier: MIT
#pragma once

#include "gate/tls.h"

#include <openssl/ssl.h>

#include <memory>

namespace ajar::gate
{

struct SslContextDeleter {
    void operator()(SSL_CTX *context) const { SSL_CTX_free(context); }
};
using SslContext = std::unique_ptr<SSL_CTX, SslContextDeleter>;

/// The files that the options name, loaded: authorities, revocation lists, our certificate and its
/// key. Null, and a clause in `problem`, if one can't be used.
SslContext makeContext(const TlsOptions &options, std::string &problem);

} // namespace ajar::gate
