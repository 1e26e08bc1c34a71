// SPDX-License-Identifier: MIT
#include "session/hartimes.h"

#include "session/jsontime.h"

#include <charconv>
#include <cmath>
#include <string>

namespace ajar::session
{

namespace
{

constexpr std::uint64_t leastMilliseconds = 100'000'000'000;

std::optional<double> doubleOf(std::string_view number)
{
    double value = 0;
    const char *end = number.data() + number.size();
    const auto [last, problem] = std::from_chars(number.data(), end, value);
    if (problem != std::errc() || last != end || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// `number` without its sign and exponent, times 10^shift, exactly.
std::optional<std::int64_t> shifted(std::string_view number, std::size_t shift)
{
    const std::size_t point = std::min(number.find('.'), number.size());
    std::string figures(number.substr(0, point));
    std::string decimals(number.substr(std::min(point + 1, number.size())));
    decimals.resize(shift, '0');
    figures += decimals;
    std::int64_t value = 0;
    const char *end = figures.data() + figures.size();
    const auto [last, problem] = std::from_chars(figures.data(), end, value);
    if (problem != std::errc() || last != end)
        return std::nullopt;
    return value;
}

std::optional<std::int64_t> rounded(double nanoseconds)
{
    constexpr double most = 9.2e18;
    if (nanoseconds < 0 || nanoseconds > most)
        return std::nullopt;
    return std::llround(nanoseconds);
}

/// Nanoseconds of the offset at the end of a date, which it cuts off: "+02:00", "-0330", "+02".
std::optional<std::int64_t> takeOffset(std::string_view &text)
{
    constexpr std::size_t wholeSeconds = 19;
    const std::size_t at = text.find_first_of("+-", wholeSeconds);
    if (at == std::string_view::npos)
        return 0;
    std::string figures;
    for (const char c : text.substr(at + 1)) {
        if (c != ':')
            figures += c;
    }
    if (figures.size() == 2)
        figures += "00";
    unsigned int value = 0;
    const char *end = figures.data() + figures.size();
    const auto [last, problem] = std::from_chars(figures.data(), end, value);
    if (figures.size() != 4 || problem != std::errc() || last != end || value % 100 > 59)
        return std::nullopt;
    const std::int64_t minutes = static_cast<std::int64_t>(value / 100) * 60 + value % 100;
    const std::int64_t offset = minutes * 60'000'000'000;
    const bool west = text[at] == '-';
    text = text.substr(0, at);
    return west ? -offset : offset;
}

} // namespace

std::optional<std::int64_t> timeFromHarNumber(std::string_view number)
{
    const auto value = doubleOf(number);
    if (!value || *value < 0)
        return std::nullopt;
    const bool milliseconds = *value > static_cast<double>(leastMilliseconds);
    if (number.find_first_of("eE") != std::string_view::npos)
        return rounded(*value * (milliseconds ? 1e6 : 1e9));
    return shifted(number, milliseconds ? 6 : 9);
}

std::optional<std::int64_t> timeFromHarDate(std::string_view text)
{
    if (text.ends_with('Z') || text.ends_with('z'))
        text.remove_suffix(1);
    const auto offset = takeOffset(text);
    const auto time = offset ? timeFromDate(std::string(text) + 'Z') : std::nullopt;
    std::int64_t utc = 0;
    if (!time || __builtin_sub_overflow(*time, *offset, &utc))
        return std::nullopt;
    return utc;
}

std::optional<std::int64_t> durationFromHarNumber(std::string_view number)
{
    const auto value = doubleOf(number);
    return value && *value >= 0 ? rounded(*value * 1e6) : std::nullopt;
}

} // namespace ajar::session
