// SPDX-License-Identifier: MIT
#pragma once

#include "gate/tlsinfo.h"
#include "wire/frame.h"

#include <memory>
#include <string>
#include <vector>

namespace ajar::gate
{

struct TlsOptions {
    std::string host;      ///< for SNI and for the certificate's name check
    bool insecure = false; ///< go on with a certificate that can't be verified
    /// PEM, besides the system's authorities; if it holds revocation lists too, they count.
    std::string caFile;
    std::string clientCertificateFile; ///< PEM, with its chain; empty: none
    std::string clientKeyFile;         ///< PEM; empty: the key is in the certificate's file
    /// SHA-256 of certificates that are taken for this host as they are, in lower-case hex.
    std::vector<std::string> trustedFingerprints;
    std::string keyLogFile; ///< see KeyLog; empty: none
};

/// The client's end of one TLS connection, without a socket: ciphertext and plaintext go in and
/// out. That keeps close_notify, FIN and RST apart: each direction's close_notify is sent and seen
/// by itself (RFC 8446 6.1), which a stream that couples both can't do. One thread.
class Tls
{
public:
    enum class Status { Ok, WantMore, CloseNotify, Failed };

    /// Null, and a clause in `problem`, if the options can't be used, such as a file that is none.
    static std::unique_ptr<Tls> create(const TlsOptions &options, std::string &problem);
    ~Tls();

    void feed(wire::Bytes ciphertext);
    /// Goes on with the handshake as far as what was fed allows.
    Status handshake();
    /// Appends decrypted bytes to `plaintext`.
    Status read(std::vector<std::uint8_t> &plaintext);
    Status write(wire::Bytes plaintext);
    void sendCloseNotify();
    /// Ciphertext for the socket; appended to `out`.
    void takeOutput(std::vector<std::uint8_t> &out);

    /// What is known by now; also after a failure.
    TlsInfo info() const;
    /// The last failure, as a clause.
    const std::string &problem() const { return m_problem; }

private:
    struct State;
    explicit Tls(std::unique_ptr<State> state);
    Status outcomeOf(int result);
    std::string beginning() const;

    std::unique_ptr<State> m_state;
    std::string m_problem;
};

} // namespace ajar::gate
