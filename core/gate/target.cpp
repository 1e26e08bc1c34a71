// SPDX-License-Identifier: MIT
#include "gate/target.h"

#include "wire/httphead.h"

#include <asio/ip/address.hpp>

#include <algorithm>
#include <charconv>

namespace ajar::gate
{

namespace
{

std::uint16_t standardPort(bool tls)
{
    return tls ? 443 : 80;
}

bool isAlphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    for (char &c : result) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + 32);
    }
    return result;
}

/// The text up to one of `ends`, which is left; takes it off `rest`.
std::string_view take(std::string_view &rest, std::string_view ends)
{
    const std::string_view taken = rest.substr(0, rest.find_first_of(ends));
    rest.remove_prefix(taken.size());
    return taken;
}

/// RFC 3986 3.1; empty if the reference has none.
std::string_view schemeOf(std::string_view reference)
{
    const std::size_t colon = reference.find_first_of(":/?#");
    if (colon == std::string_view::npos || colon == 0 || reference[colon] != ':')
        return {};
    const std::string_view scheme = reference.substr(0, colon);
    const auto fits = [](char c) { return isAlphanumeric(c) || c == '+' || c == '-' || c == '.'; };
    return std::ranges::all_of(scheme, fits) ? scheme : std::string_view();
}

bool readHost(std::string_view text, std::string &host)
{
    if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
        host = text.substr(1, text.size() - 2);
        asio::error_code error;
        asio::ip::make_address_v6(host, error);
        return !error && host.find('%') == std::string::npos;
    }
    host = lowered(text);
    const auto fits = [](char c) { return isAlphanumeric(c) || c == '-' || c == '.' || c == '_'; };
    return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, fits);
}

/// RFC 3986 3.2
bool readAuthority(std::string_view authority, Target &target)
{
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos)
        authority.remove_prefix(at + 1);
    const std::size_t bracket = authority.rfind(']');
    const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    target.port = standardPort(target.tls);
    if (colon != std::string_view::npos && colon + 1 < authority.size()) {
        const std::string_view digits = authority.substr(colon + 1);
        const char *const end = digits.data() + digits.size();
        const auto [stop, error] = std::from_chars(digits.data(), end, target.port);
        if (error != std::errc() || stop != end || target.port == 0)
            return false;
    }
    return readHost(authority.substr(0, colon), target.host);
}

/// RFC 3986 5.2.4
std::string withoutDots(std::string_view path)
{
    std::string result;
    while (!path.empty()) {
        path.remove_prefix(1); // each segment begins with its slash
        const std::string_view segment = path.substr(0, path.find('/'));
        path.remove_prefix(segment.size());
        if (segment == "..")
            result.resize(result.empty() ? 0 : result.rfind('/'));
        if (segment != "." && segment != "..")
            result.append("/").append(segment);
        else if (path.empty())
            result += '/';
    }
    return result.empty() ? "/" : result;
}

/// What can't stand in a start line goes percent-encoded.
std::string encoded(std::string_view text)
{
    constexpr char digits[] = "0123456789ABCDEF";
    constexpr std::string_view never = " \"<>\\^`{|}";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20 && byte < 0x7F && never.find(c) == std::string_view::npos)
            result += c;
        else
            result.append({'%', digits[byte >> 4], digits[byte & 0xF]});
    }
    return result;
}

/// Path and query of a reference without scheme and authority, against those of the base.
std::string mergedResource(std::string_view base, std::string_view reference)
{
    const std::string_view basePath = base.substr(0, base.find('?'));
    const std::string_view path = take(reference, "?");
    if (path.empty())
        return encoded(reference.empty() ? base : std::string(basePath).append(reference));
    const std::string whole =
        path.front() == '/' ? std::string(path)
                            : std::string(basePath.substr(0, basePath.rfind('/') + 1)).append(path);
    return encoded(withoutDots(whole).append(reference));
}

} // namespace

std::string hostAndPort(std::string_view host, std::uint16_t port)
{
    const bool bare = host.find(':') != std::string_view::npos;
    return (bare ? "[" : "") + std::string(host) + (bare ? "]:" : ":") + std::to_string(port);
}

bool isAddress(const std::string &host)
{
    asio::error_code error;
    asio::ip::make_address(host, error);
    return !error;
}

bool isLoopback(const std::string &host)
{
    asio::error_code error;
    const auto address = asio::ip::make_address(host, error);
    if (error) {
        const std::string name = lowered(host);
        return name == "localhost" || name.ends_with(".localhost");
    }
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).is_loopback();
    return address.is_loopback();
}

std::string hostField(const Target &target)
{
    if (!target.socketPath.empty())
        return "localhost";
    std::string text = hostAndPort(target.host, target.port);
    if (target.port == standardPort(target.tls))
        text.resize(text.rfind(':'));
    return text;
}

std::string urlOf(const Target &target)
{
    if (!target.socketPath.empty())
        return "ws+unix://" + target.socketPath + ":" + target.resource;
    return (target.tls ? "wss://" : "ws://") + hostField(target) + target.resource;
}

bool sameOrigin(const Target &left, const Target &right)
{
    return left.tls == right.tls && left.socketPath == right.socketPath &&
           left.port == right.port && wire::equalsIgnoringCase(left.host, right.host);
}

Location resolveLocation(const Target &base, std::string_view location)
{
    std::string_view rest = wire::trimmed(location);
    rest = rest.substr(0, rest.find('#'));
    if (rest.empty())
        return {std::nullopt, "its Location is empty"};
    Target target = base;
    if (const std::string_view scheme = schemeOf(rest); !scheme.empty()) {
        const std::string name = lowered(scheme);
        target.tls = name == "wss" || name == "https";
        if (!target.tls && name != "ws" && name != "http")
            return {std::nullopt, "its Location has the scheme \"" + name + "\""};
        rest.remove_prefix(scheme.size() + 1);
        if (!rest.starts_with("//"))
            return {std::nullopt, "its Location names no host"};
    }
    if (!rest.starts_with("//")) {
        target.resource = mergedResource(base.resource, rest);
        return {std::move(target), {}};
    }
    rest.remove_prefix(2);
    target.socketPath.clear();
    if (!readAuthority(take(rest, "/?"), target))
        return {std::nullopt, "its Location has no host and port that can be connected to"};
    target.resource =
        rest.starts_with('/') ? mergedResource("/", rest) : encoded(std::string("/").append(rest));
    return {std::move(target), {}};
}

} // namespace ajar::gate
