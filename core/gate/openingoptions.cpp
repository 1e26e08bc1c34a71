// SPDX-License-Identifier: MIT
#include "gate/openingoptions.h"

#include <algorithm>
#include <array>

namespace ajar::gate
{

namespace
{

/// Fields that say nothing about who the user is. All others stay with the origin they are for.
constexpr std::array<std::string_view, 9> harmlessFields{
    "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection",
    "Origin",          "Pragma",          "Upgrade",       "Sec-WebSocket-Extensions",
    "User-Agent"};

bool isHarmless(const wire::HeaderField &field)
{
    return std::ranges::any_of(harmlessFields, [&](std::string_view name) {
        return wire::equalsIgnoringCase(name, field.name);
    });
}

/// Tokens travel as subprotocols too: next to a name that says so, or as a long one.
bool carriesToken(const std::string &subprotocol)
{
    constexpr std::size_t longestName = 40;
    if (subprotocol.size() > longestName)
        return true;
    std::string name = subprotocol;
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    constexpr std::array<std::string_view, 9> words{
        "bearer", "auth", "token", "api-key", "header-", "api_key", "apikey", "password", "secret"};
    return std::ranges::any_of(
        words, [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

} // namespace

Target targetOf(const OpeningOptions &options)
{
    return {options.tls, options.host, options.port, options.socketPath, options.request.target};
}

closing::Attributes recordedOptions(const OpeningOptions &options)
{
    closing::Attributes attributes;
    const auto add = [&](const char *name, const std::string &value) {
        if (!value.empty())
            attributes.emplace_back(name, value);
    };
    const TlsOptions &tls = options.tlsOptions;
    if (options.tls || tls.insecure)
        attributes.emplace_back("insecure", tls.insecure);
    add("ca", tls.caFile);
    std::string exceptions;
    for (const TrustException &exception : options.trustExceptions) {
        exceptions += (exceptions.empty() ? "" : " ") +
                      hostAndPort(exception.host, exception.port) + "=" + exception.fingerprint;
    }
    add("trust", exceptions);
    add("clientCertificate", tls.clientCertificateFile);
    add("keyLog", tls.keyLogFile);
    add("proxy", options.proxyChoice);
    add("login", options.login);
    if (options.maxRedirects > 0)
        attributes.emplace_back("maxRedirects", std::int64_t{options.maxRedirects});
    const wire::HttpHeadParser::Limits standard;
    if (options.headLimits.bytes != standard.bytes)
        attributes.emplace_back("maxHeaderBytes",
                                static_cast<std::int64_t>(options.headLimits.bytes));
    if (options.headLimits.fields != standard.fields)
        attributes.emplace_back("maxHeaders", static_cast<std::int64_t>(options.headLimits.fields));
    return attributes;
}

wire::HandshakeRequest withoutSecrets(const wire::HandshakeRequest &request)
{
    wire::HandshakeRequest plain = request;
    std::erase_if(plain.headers, [](const wire::HeaderField &field) { return !isHarmless(field); });
    if (std::ranges::any_of(plain.subprotocols, carriesToken))
        plain.subprotocols.clear();
    return plain;
}

} // namespace ajar::gate
