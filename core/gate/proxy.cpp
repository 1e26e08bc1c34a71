// SPDX-License-Identifier: MIT
#include "gate/proxy.h"

#include "gate/connectproxy.h"
#include "gate/socksproxy.h"
#include "gate/target.h"

#include <openssl/evp.h>

namespace ajar::gate
{

std::string nameOf(const ProxyOptions &proxy)
{
    if (proxy.kind == ProxyOptions::Kind::None)
        return {};
    return (proxy.kind == ProxyOptions::Kind::Http ? "http://" : "socks5://") +
           hostAndPort(proxy.host, proxy.port);
}

std::string basicCredentials(const std::string &user, const std::string &password)
{
    const std::string plain = user + ":" + password;
    std::vector<unsigned char> text(4 * (plain.size() / 3 + 1) + 1);
    const int size =
        EVP_EncodeBlock(text.data(), reinterpret_cast<const unsigned char *>(plain.data()),
                        static_cast<int>(plain.size()));
    return "Basic " + std::string(text.begin(), text.begin() + size);
}

std::unique_ptr<ProxyConversation> askForTunnel(const ProxyOptions &proxy, const std::string &host,
                                                std::uint16_t port,
                                                wire::HttpHeadParser::Limits limits)
{
    if (proxy.kind == ProxyOptions::Kind::Socks5)
        return std::make_unique<SocksProxy>(proxy, host, port);
    return std::make_unique<ConnectProxy>(proxy, host, port, limits);
}

} // namespace ajar::gate
