// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace ajar::link
{

/// The proxy that a user chooses. System asks the desktop's settings and the environment, as Qt
/// does; it never leads to a loopback host through a proxy.
struct ProxyChoice {
    enum class Mode { System, None, Http, Socks5 };
    Mode mode = Mode::System;
    QString host;
    quint16 port = 0;
    QString user; ///< credentials go to the proxy only, and are recorded nowhere
    QString password;
};

/// A certificate that the user takes as it is, from one host and port only.
struct CertificateException {
    QString host; ///< empty: the URL's host and port
    quint16 port = 0;
    QString fingerprint; ///< SHA-256 in lower-case hex
};

/// One certificate of a server.
struct CertificateDetails {
    QString subject, issuer;
    QString names;               ///< the hosts it is for, separated by commas
    QString fingerprint;         ///< SHA-256 in hex
    QString notBefore, notAfter; ///< ISO 8601, UTC
};

} // namespace ajar::link
