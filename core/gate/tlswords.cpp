// SPDX-License-Identifier: MIT
#include "gate/tlswords.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

namespace ajar::gate
{

namespace
{

/// The alerts that a server answers a client with (RFC 8446 6.2) and people can act on.
std::string alertText(int alert)
{
    switch (alert) {
    case SSL_AD_HANDSHAKE_FAILURE:
        return "the server finds no cipher or version that both sides have, or wants a client "
               "certificate";
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_REVOKED:
    case SSL_AD_CERTIFICATE_EXPIRED:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_ACCESS_DENIED:
        return "the server does not accept our client certificate";
    case SSL_AD_UNKNOWN_CA:
        return "the server does not know the authority of our client certificate";
    case SSL_AD_PROTOCOL_VERSION:
        return "the server takes neither TLS 1.2 nor TLS 1.3";
    case SSL_AD_UNRECOGNIZED_NAME:
        return "the server does not know the host that it was asked for";
    case SSL_AD_CERTIFICATE_REQUIRED:
        return "the server wants a client certificate";
    case SSL_AD_NO_APPLICATION_PROTOCOL:
        return "the server does not speak HTTP/1.1, the only protocol offered to it (ALPN)";
    default:
        return "the server broke TLS off";
    }
}

} // namespace

std::string tlsErrorText(unsigned long code, const std::string &otherwise)
{
    const char *words = code != 0 ? ERR_reason_error_string(code) : nullptr;
    if (!words)
        return otherwise;
    const int reason = ERR_GET_REASON(code);
    if (ERR_GET_LIB(code) != ERR_LIB_SSL)
        return words;
    if (reason > SSL_AD_REASON_OFFSET)
        return alertText(reason - SSL_AD_REASON_OFFSET) + " (" + words + ")";
    switch (reason) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_BAD_PACKET_LENGTH:
    case SSL_R_RECORD_LENGTH_MISMATCH:
        return "what the server sends is not TLS";
    case SSL_R_UNSUPPORTED_PROTOCOL:
        return "the server offers nothing newer than TLS 1.1 (unsupported protocol)";
    case SSL_R_EXCESSIVE_MESSAGE_SIZE:
        return "the server's certificates are larger than 100 KiB";
    default:
        return words;
    }
}

} // namespace ajar::gate
