// SPDX-License-Identifier: MIT
#pragma once

#include "wire/httphead.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ajar::gate
{

/// A proxy on the way out.
struct ProxyOptions {
    enum class Kind : std::uint8_t { None, Http, Socks5 };
    Kind kind = Kind::None;
    std::string host; ///< a name or an address without brackets
    std::uint16_t port = 0;
    std::string user; ///< credentials go to the proxy and nowhere else
    std::string password;
};

/// "http://host:port" or "socks5://host:port", without credentials; empty for none.
std::string nameOf(const ProxyOptions &proxy);

/// "Basic …" for an Authorization or Proxy-Authorization field (RFC 7617).
std::string basicCredentials(const std::string &user, const std::string &password);

/// What is said to a proxy until it has a tunnel to host and port: bytes in, bytes out. It knows no
/// socket and no clock.
class ProxyConversation
{
public:
    enum class Status : std::uint8_t { NeedMore, Done, Failed };

    virtual ~ProxyConversation() = default;

    /// What is to be sent to the proxy now. Empty it.
    std::vector<std::uint8_t> &output() { return m_output; }
    /// Takes the proxy's bytes, in any pieces, and says how many were its own: the rest has come
    /// through the tunnel.
    virtual Status feed(wire::Bytes bytes, std::size_t &consumed) = 0;
    /// What a failed proxy did, as a clause without its subject: "answered …".
    const std::string &problem() const { return m_problem; }
    /// The proxy's answer as received, if it is HTTP.
    virtual std::string answer() const { return {}; }
    /// Whether the answer broke a limit of its head.
    virtual wire::HeadError headError() const { return wire::HeadError::None; }

protected:
    std::vector<std::uint8_t> m_output;
    std::string m_problem;
};

/// The conversation that asks `proxy` for a tunnel to `host` and `port`: CONNECT (RFC 9110 9.3.6)
/// or SOCKS5 (RFC 1928, RFC 1929). The proxy resolves names.
std::unique_ptr<ProxyConversation> askForTunnel(const ProxyOptions &proxy, const std::string &host,
                                                std::uint16_t port,
                                                wire::HttpHeadParser::Limits limits);

} // namespace ajar::gate
