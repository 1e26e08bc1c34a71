// SPDX-License-Identifier: MIT
#pragma once

#include "gate/proxy.h"

namespace ajar::gate
{

/// CONNECT to an HTTP proxy (RFC 9110 9.3.6), with Basic credentials if there are any.
class ConnectProxy : public ProxyConversation
{
public:
    ConnectProxy(const ProxyOptions &proxy, const std::string &host, std::uint16_t port,
                 wire::HttpHeadParser::Limits limits);

    Status feed(wire::Bytes bytes, std::size_t &consumed) override;
    std::string answer() const override { return m_parser.raw(); }
    wire::HeadError headError() const override { return m_parser.error(); }

private:
    Status judge();
    Status fail(std::string problem);

    std::string m_tunnel; ///< host and port
    bool m_credentials;
    wire::HttpHeadParser::Limits m_limits;
    wire::HttpHeadParser m_parser;
    int m_interim = 0; ///< answers with a status below 200
};

} // namespace ajar::gate
