// SPDX-License-Identifier: MIT
#pragma once

#include "gate/tlsinfo.h"

#include <openssl/types.h>

namespace ajar::gate
{

/// Reads what a certificate says; long texts are cut.
CertificateInfo certificateInfo(X509 *certificate);

/// SHA-256 of the whole certificate, in lower-case hex.
std::string fingerprintOf(const X509 *certificate);

std::string subjectOf(const X509 *certificate);

} // namespace ajar::gate
