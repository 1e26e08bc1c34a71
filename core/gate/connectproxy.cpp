// SPDX-License-Identifier: MIT
#include "gate/connectproxy.h"

#include "gate/target.h"

#include <algorithm>

namespace ajar::gate
{

namespace
{

constexpr int maxInterim = 16;
constexpr std::size_t maxShown = 200;

std::string startLine(const wire::HttpHead &head)
{
    return "answered \"" + head.startLine.substr(0, maxShown) + "\"";
}

/// What 407 says it would take: "Basic", "Negotiate, NTLM".
std::string schemes(const wire::HttpHead &head)
{
    std::string text;
    for (const wire::HeaderField &field : head.fields) {
        if (!wire::equalsIgnoringCase(field.name, "Proxy-Authenticate"))
            continue;
        const std::string scheme = field.value.substr(0, field.value.find_first_of(" ,"));
        text.append(text.empty() ? "" : ", ").append(scheme.substr(0, 40));
    }
    return text;
}

std::string authenticationText(const wire::HttpHead &head, bool credentials)
{
    const std::string wanted = schemes(head);
    const bool basic = wanted.empty() || wanted.find("asic") != std::string::npos;
    std::string text = startLine(head);
    if (!basic)
        return text + ": it wants credentials of a kind that Ajar does not have (" + wanted + ")";
    return text + (credentials ? ": it does not accept the user and password it was given"
                               : ": it wants a user and a password");
}

} // namespace

ConnectProxy::ConnectProxy(const ProxyOptions &proxy, const std::string &host, std::uint16_t port,
                           wire::HttpHeadParser::Limits limits)
    : m_tunnel(hostAndPort(host, port))
    , m_credentials(!proxy.user.empty() || !proxy.password.empty())
    , m_limits(limits)
    , m_parser(limits)
{
    std::string request = "CONNECT " + m_tunnel + " HTTP/1.1\r\nHost: " + m_tunnel + "\r\n";
    if (m_credentials)
        request += "Proxy-Authorization: " + basicCredentials(proxy.user, proxy.password) + "\r\n";
    request += "\r\n";
    m_output.assign(request.begin(), request.end());
}

ProxyConversation::Status ConnectProxy::feed(wire::Bytes bytes, std::size_t &consumed)
{
    consumed = 0;
    for (;;) {
        std::size_t taken = 0;
        const auto status = m_parser.feed(bytes.subspan(consumed), taken);
        consumed += taken;
        if (status == wire::HttpHeadParser::Status::NeedMore)
            return Status::NeedMore;
        if (status == wire::HttpHeadParser::Status::Failed)
            return fail("gave an answer that is no HTTP response: " +
                        std::string(wire::headErrorText(m_parser.error())));
        const int code = m_parser.head().status();
        if (code < 100 || code >= 200)
            return judge();
        // RFC 9110 15.2: any number of interim answers may come first.
        if (++m_interim > maxInterim)
            return fail("sends one interim answer after the other");
        m_parser = wire::HttpHeadParser(m_limits);
    }
}

ProxyConversation::Status ConnectProxy::judge()
{
    const wire::HttpHead &head = m_parser.head();
    const int code = head.status();
    // RFC 9110 9.3.6: any 2xx; the tunnel begins behind its head, whatever Content-Length says.
    if (code >= 200 && code < 300)
        return Status::Done;
    if (code == 407)
        return fail(authenticationText(head, m_credentials));
    if (code == 403)
        return fail(startLine(head) + ": it does not allow a tunnel to " + m_tunnel);
    return fail(startLine(head) + " instead of opening a tunnel to " + m_tunnel);
}

ProxyConversation::Status ConnectProxy::fail(std::string problem)
{
    m_problem = std::move(problem);
    return Status::Failed;
}

} // namespace ajar::gate
