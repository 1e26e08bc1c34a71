// SPDX-License-Identifier: MIT
#include "gate/resolver.h"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace ajar::gate
{

namespace
{

using asio::ip::address;

address addressOf(const addrinfo &info)
{
    if (info.ai_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, info.ai_addr, sizeof(v4));
        return asio::ip::address_v4(ntohl(v4.sin_addr.s_addr));
    }
    sockaddr_in6 v6{};
    std::memcpy(&v6, info.ai_addr, sizeof(v6));
    asio::ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return asio::ip::address_v6(bytes, v6.sin6_scope_id);
}

} // namespace

Addresses lookUp(const std::string &host)
{
    Addresses addresses;
    asio::error_code error;
    if (const address literal = asio::ip::make_address(host, error); !error) {
        addresses.list.push_back(literal);
        return addresses;
    }
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo *found = nullptr;
    if (const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &found); code != 0) {
        addresses.problem = code == EAI_SYSTEM ? std::strerror(errno) : ::gai_strerror(code);
        return addresses;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owned(found, ::freeaddrinfo);
    for (const addrinfo *info = found; info; info = info->ai_next) {
        if (info->ai_family == AF_INET || info->ai_family == AF_INET6)
            addresses.list.push_back(addressOf(*info));
    }
    if (addresses.list.empty())
        addresses.problem = "it has no address";
    return addresses;
}

std::vector<address> alternated(const std::vector<address> &addresses)
{
    std::vector<address> first;
    std::vector<address> second;
    for (const address &each : addresses)
        (each.is_v6() == addresses.front().is_v6() ? first : second).push_back(each);
    std::vector<address> result;
    for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
        if (i < first.size())
            result.push_back(first[i]);
        if (i < second.size())
            result.push_back(second[i]);
    }
    return result;
}

} // namespace ajar::gate
