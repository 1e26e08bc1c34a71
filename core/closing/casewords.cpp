// SPDX-License-Identifier: MIT
#include "closing/case.h"
#include "closing/names.h"

#include "wire/httphead.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>

namespace ajar::closing
{

std::string joined(std::initializer_list<std::string_view> parts)
{
    std::string text;
    for (const std::string_view part : parts)
        text.append(part);
    return text;
}

std::string opening(std::string text)
{
    if (!text.empty())
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

/// Timeouts are known in seconds: up to ten minutes they are easier to recognize undivided.
std::string span(Time duration)
{
    constexpr Time minute = 60'000'000'000;
    if (duration < minute - 50'000'000 || duration >= 10 * minute)
        return describeDuration(duration);
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(duration) / 1e9);
    return text.data();
}

std::string clock(Time t)
{
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%.3f s", static_cast<double>(t) / 1e9);
    return text.data();
}

std::string bytesText(std::uint64_t bytes)
{
    std::array<char, 32> text{};
    const auto amount = static_cast<double>(bytes);
    if (bytes < 1000)
        return counted(bytes, "byte", "bytes");
    if (amount < 999'500)
        std::snprintf(text.data(), text.size(), "%.3g kB", amount / 1e3);
    else if (amount < 999'500'000)
        std::snprintf(text.data(), text.size(), "%.3g MB", amount / 1e6);
    else
        std::snprintf(text.data(), text.size(), "%.1f GB", amount / 1e9);
    return text.data();
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view many)
{
    return joined({std::to_string(number), " ", number == 1 ? one : many});
}

std::string codeText(std::optional<std::uint16_t> code)
{
    return code ? describeCode(code) : "no code";
}

std::string closeText(std::optional<std::uint16_t> code, const std::string &reason)
{
    if (!code)
        return "an empty Close";
    std::string text = "Close " + describeCode(code);
    if (!reason.empty())
        text += " “" + reason + "”";
    return text;
}

std::string closeText(const CloseMark &close)
{
    return closeText(close.code, close.reason);
}

std::string listed(const std::vector<std::string> &names, std::string_view between,
                   std::string_view last)
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0)
            text.append(i + 1 == names.size() ? last : between);
        text.append(names[i]);
    }
    return text;
}

std::string_view howText(TcpEnd how)
{
    constexpr std::array<std::string_view, 3> names{"FIN", "RST", "silence"};
    return names[static_cast<std::size_t>(how)];
}

bool containsIgnoringCase(std::string_view text, std::string_view part)
{
    const auto same = [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) ==
               std::tolower(static_cast<unsigned char>(b));
    };
    return part.empty() ||
           std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

std::string hostOf(std::string_view url)
{
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos)
        return {};
    std::string_view rest = url.substr(scheme + 3);
    rest = rest.substr(0, rest.find_first_of("/?#"));
    // Of "user@host" what stands behind the last sign.
    rest = rest.substr(rest.rfind('@') + 1);
    std::string host(rest.substr(0, rest.find(':')));
    std::ranges::transform(host, host.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    return host;
}

} // namespace ajar::closing
