// SPDX-License-Identifier: MIT
#include "gate/socksproxy.h"

#include "gate/target.h"

#include <asio/ip/address.hpp>

#include <algorithm>

namespace ajar::gate
{

namespace
{

// RFC 1928 3 and 4
constexpr std::uint8_t version = 5;
constexpr std::uint8_t noAuthentication = 0;
constexpr std::uint8_t userAndPassword = 2;
constexpr std::uint8_t noMethod = 0xFF;
constexpr std::uint8_t connectCommand = 1;
constexpr std::uint8_t ipv4 = 1;
constexpr std::uint8_t domainName = 3;
constexpr std::uint8_t ipv6 = 4;
constexpr std::size_t maxText = 255;

std::string replyText(std::uint8_t code)
{
    switch (code) {
    case 1:
        return "general failure";
    case 2:
        return "its rules do not allow the connection";
    case 3:
        return "the network can't be reached";
    case 4:
        return "the host can't be reached or is not known";
    case 5:
        return "the server refused the TCP connection";
    case 6:
        return "the packets' time to live ran out";
    case 7:
        return "it does not know the command CONNECT";
    case 8:
        return "it does not support this type of address";
    default:
        return "for a reason that SOCKS5 does not define";
    }
}

} // namespace

SocksProxy::SocksProxy(const ProxyOptions &proxy, const std::string &host, std::uint16_t port)
    : m_proxy(proxy)
    , m_host(host)
    , m_port(port)
{
    if (m_proxy.user.empty() && m_proxy.password.empty())
        m_output = {version, 1, noAuthentication};
    else
        m_output = {version, 2, noAuthentication, userAndPassword};
}

ProxyConversation::Status SocksProxy::feed(wire::Bytes bytes, std::size_t &consumed)
{
    consumed = 0;
    if (m_host.size() > maxText || m_proxy.user.size() > maxText ||
        m_proxy.password.size() > maxText)
        return fail("can't be told a host, user or password of more than 255 bytes");
    for (;;) {
        while (m_answer.size() < wanted() && consumed < bytes.size())
            m_answer.push_back(bytes[consumed++]);
        // The first byte alone tells a proxy of another kind.
        if (!m_answer.empty() && m_step != Step::Authentication && m_answer.front() != version)
            return fail("does not speak SOCKS5");
        // Some end a refusal after its code.
        const bool refused = m_step == Step::Reply && m_answer.size() >= 2 && m_answer[1] != 0;
        if (m_answer.size() < wanted() && !refused)
            return Status::NeedMore;
        if (const Status status = takeAnswer(); status != Status::NeedMore)
            return status;
        m_answer.clear();
    }
}

/// How long the answer under way is, as far as what has come of it says.
std::size_t SocksProxy::wanted() const
{
    if (m_step != Step::Reply)
        return 2;
    if (m_answer.size() < 5)
        return 5;
    switch (m_answer[3]) {
    case ipv4:
        return 10;
    case ipv6:
        return 22;
    case domainName:
        return 7u + m_answer[4];
    default:
        return 5;
    }
}

ProxyConversation::Status SocksProxy::takeAnswer()
{
    switch (m_step) {
    case Step::Method:
        return takeMethod();
    case Step::Authentication:
        // RFC 1929 2
        if (m_answer[1] != 0)
            return fail("does not accept the user and password it was given");
        sendRequest();
        return Status::NeedMore;
    case Step::Reply:
        return takeReply();
    case Step::Over:
        break;
    }
    return Status::Done;
}

ProxyConversation::Status SocksProxy::takeMethod()
{
    const bool credentials = !m_proxy.user.empty() || !m_proxy.password.empty();
    const std::uint8_t method = m_answer[1];
    if (method == noAuthentication)
        sendRequest();
    else if (method == userAndPassword && credentials)
        sendCredentials();
    else if (method == noMethod)
        return fail(credentials ? "takes neither a user with password nor none"
                                : "wants credentials: it lets nobody in without");
    else
        return fail("chose a way to authenticate that it was not offered");
    return Status::NeedMore;
}

ProxyConversation::Status SocksProxy::takeReply()
{
    const std::uint8_t code = m_answer[1];
    if (code != 0) {
        return fail("answered with code " + std::to_string(code) + ": " + replyText(code) + " (" +
                    hostAndPort(m_host, m_port) + ")");
    }
    const std::uint8_t type = m_answer[3];
    if (type != ipv4 && type != ipv6 && type != domainName)
        return fail("gave an answer that is not SOCKS5: address type " + std::to_string(type));
    m_step = Step::Over;
    return Status::Done;
}

void SocksProxy::sendCredentials()
{
    m_step = Step::Authentication;
    m_output.push_back(1);
    for (const std::string &text : {m_proxy.user, m_proxy.password}) {
        m_output.push_back(static_cast<std::uint8_t>(text.size()));
        m_output.insert(m_output.end(), text.begin(), text.end());
    }
}

void SocksProxy::sendRequest()
{
    m_step = Step::Reply;
    m_output.insert(m_output.end(), {version, connectCommand, 0});
    asio::error_code error;
    const auto address = asio::ip::make_address(m_host, error);
    if (error) {
        m_output.insert(m_output.end(), {domainName, static_cast<std::uint8_t>(m_host.size())});
        m_output.insert(m_output.end(), m_host.begin(), m_host.end());
    } else if (address.is_v4()) {
        const auto bytes = address.to_v4().to_bytes();
        m_output.push_back(ipv4);
        m_output.insert(m_output.end(), bytes.begin(), bytes.end());
    } else {
        const auto bytes = address.to_v6().to_bytes();
        m_output.push_back(ipv6);
        m_output.insert(m_output.end(), bytes.begin(), bytes.end());
    }
    m_output.push_back(static_cast<std::uint8_t>(m_port >> 8));
    m_output.push_back(static_cast<std::uint8_t>(m_port & 0xFF));
}

ProxyConversation::Status SocksProxy::fail(std::string problem)
{
    m_problem = std::move(problem);
    m_step = Step::Over;
    return Status::Failed;
}

} // namespace ajar::gate
