// SPDX-License-Identifier: MIT
#pragma once

#include <asio/ip/address.hpp>

#include <functional>
#include <string>
#include <vector>

namespace ajar::gate
{

/// The addresses of a name, in the order in which they are to be tried; `problem` says in the
/// system's words why there are none.
struct Addresses {
    std::vector<asio::ip::address> list;
    std::string problem;
};

/// Resolves a name, for which it may block for long; an address it gives back at once.
using Lookup = std::function<Addresses(const std::string &host)>;

/// The system's resolver (getaddrinfo).
Addresses lookUp(const std::string &host);

/// The same addresses with the families in turn, the first one's first (RFC 8305 4): when one
/// family leads nowhere, the other one is the next to be tried.
std::vector<asio::ip::address> alternated(const std::vector<asio::ip::address> &addresses);

} // namespace ajar::gate
