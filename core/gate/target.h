// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ajar::gate
{

/// Where an opening handshake goes: what a ws or wss URL names (RFC 6455 3), or a ws+unix URL as
/// Node's ws writes it. It has no credentials.
struct Target {
    bool tls = false;
    std::string host; ///< a name in ASCII (A-labels) or an address without brackets
    std::uint16_t port = 80;
    std::string socketPath;     ///< of a Unix socket, instead of host and port; else empty
    std::string resource = "/"; ///< path and query

    bool operator==(const Target &) const = default;
};

/// "wss://host/path?query", with the port unless it is the scheme's own.
std::string urlOf(const Target &target);
/// For the Host field (RFC 6455 4.1): name, with the port unless it is the scheme's own.
std::string hostField(const Target &target);
/// "host:port" or "[address]:port".
std::string hostAndPort(std::string_view host, std::uint16_t port);
/// True for IPv4 and IPv6 addresses, a scope ("fe80::1%eth0") included.
bool isAddress(const std::string &host);
/// "localhost", its subdomains (RFC 6761 6.3) and the loopback addresses.
bool isLoopback(const std::string &host);
/// Whether the same party answers there (RFC 6454 5): scheme, host and port.
bool sameOrigin(const Target &left, const Target &right);

/// Where a redirection leads; `problem` says in one clause why it leads nowhere.
struct Location {
    std::optional<Target> target;
    std::string problem;
};

/// What a Location field says, seen from `base` (RFC 3986 5.2, RFC 9110 10.2.2). http and https
/// count as ws and wss; userinfo and fragment are dropped.
Location resolveLocation(const Target &base, std::string_view location);

} // namespace ajar::gate
