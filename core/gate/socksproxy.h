// SPDX-License-Identifier: MIT
#pragma once

#include "gate/proxy.h"

namespace ajar::gate
{

/// CONNECT to a SOCKS5 proxy (RFC 1928), with user and password (RFC 1929) if there are any.
class SocksProxy : public ProxyConversation
{
public:
    SocksProxy(const ProxyOptions &proxy, const std::string &host, std::uint16_t port);

    Status feed(wire::Bytes bytes, std::size_t &consumed) override;

private:
    enum class Step : std::uint8_t { Method, Authentication, Reply, Over };

    std::size_t wanted() const;
    Status takeAnswer();
    Status takeMethod();
    Status takeReply();
    void sendCredentials();
    void sendRequest();
    Status fail(std::string problem);

    ProxyOptions m_proxy;
    std::string m_host;
    std::uint16_t m_port;
    Step m_step = Step::Method;
    std::vector<std::uint8_t> m_answer; ///< the one under way
};

} // namespace ajar::gate
