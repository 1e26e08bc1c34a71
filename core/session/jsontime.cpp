// SPDX-License-Identifier: MIT
#include "session/jsontime.h"

#include <QByteArray>
#include <QDateTime>

#include <charconv>
#include <chrono>
#include <limits>

namespace ajar::session
{

namespace
{

constexpr std::uint64_t perSecond = 1'000'000'000;
constexpr std::uint64_t lastSecond = std::numeric_limits<std::int64_t>::max() / perSecond;

/// All of `text` as a number without a sign.
std::optional<std::uint64_t> figures(std::string_view text)
{
    std::uint64_t value = 0;
    const char *end = text.data() + text.size();
    const auto [last, problem] = std::from_chars(text.data(), end, value);
    if (problem != std::errc() || last != end)
        return std::nullopt;
    return value;
}

/// Decimals as nanoseconds; behind the ninth only zeros may stand.
std::optional<std::uint64_t> nanoseconds(std::string_view decimals)
{
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < decimals.size() || i < 9; ++i) {
        const char c = i < decimals.size() ? decimals[i] : '0';
        if (c < '0' || c > '9' || (i >= 9 && c != '0'))
            return std::nullopt;
        if (i < 9)
            value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
}

std::optional<std::int64_t> inNanoseconds(bool negative, std::uint64_t seconds, std::uint64_t rest)
{
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    if (seconds > lastSecond)
        return std::nullopt;
    const std::uint64_t size = seconds * perSecond + rest;
    if (size > most + (negative ? 1 : 0))
        return std::nullopt;
    return static_cast<std::int64_t>(negative ? 0 - size : size);
}

/// Whether `text` is `pattern`, where a 0 stands for any figure.
bool fits(std::string_view text, std::string_view pattern)
{
    if (text.size() != pattern.size())
        return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool figure = text[i] >= '0' && text[i] <= '9';
        if (pattern[i] == '0' ? !figure : text[i] != pattern[i])
            return false;
    }
    return true;
}

/// Seconds since 1970 of "2023-11-14T22:13:20".
std::optional<std::int64_t> secondsOfDate(std::string_view text)
{
    if (!fits(text, "0000-00-00T00:00:00"))
        return std::nullopt;
    const auto at = [text](std::size_t begin, std::size_t size) {
        return static_cast<unsigned int>(figures(text.substr(begin, size)).value_or(0));
    };
    const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(at(0, 4))),
                                           std::chrono::month(at(5, 2)),
                                           std::chrono::day(at(8, 2)));
    const unsigned int hours = at(11, 2);
    const unsigned int minutes = at(14, 2);
    const unsigned int seconds = at(17, 2);
    if (!date.ok() || hours > 23 || minutes > 59 || seconds > 59)
        return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return days * 86400 + hours * 3600 + minutes * 60 + seconds;
}

/// A number with an exponent as one without: "1.5e-3" is "0.0015". Its figures stay as they are.
std::optional<std::string> withoutExponent(std::string_view number)
{
    constexpr int most = 400; // beyond all that a time can have
    const std::size_t at = number.find_first_of("eE");
    std::string_view exponent = number.substr(at + 1);
    const bool toTheLeft = exponent.starts_with('-');
    exponent.remove_prefix(toTheLeft || exponent.starts_with('+') ? 1 : 0);
    const std::string_view mantissa = number.substr(0, at);
    const std::size_t point = mantissa.find('.');
    std::string whole(mantissa.substr(0, point));
    std::string decimals(point == std::string_view::npos ? "" : mantissa.substr(point + 1));
    if (whole.empty() || exponent.empty() ||
        exponent.find_first_not_of("0123456789") != std::string_view::npos ||
        (point != std::string_view::npos && decimals.empty()))
        return std::nullopt;
    if ((whole + decimals).find_first_not_of('0') == std::string::npos)
        return "0" + (decimals.empty() ? std::string() : '.' + decimals);
    const auto places = figures(exponent);
    if (!places || *places > most)
        return std::nullopt;
    std::string &from = toTheLeft ? whole : decimals;
    for (std::uint64_t i = 0; i < *places; ++i) {
        if (toTheLeft) {
            decimals.insert(0, 1, from.empty() ? '0' : from.back());
            if (!from.empty())
                from.pop_back();
        } else {
            whole += from.empty() ? '0' : from.front();
            from.erase(0, from.empty() ? 0 : 1);
        }
    }
    if (whole.empty())
        whole = "0";
    return decimals.empty() ? whole : whole + '.' + decimals;
}

} // namespace

std::optional<closing::Time> timeFromSeconds(std::string_view number)
{
    const bool negative = number.starts_with('-');
    number.remove_prefix(negative ? 1 : 0);
    std::optional<std::string> plain;
    if (number.find_first_of("eE") != std::string_view::npos) {
        plain = withoutExponent(number);
        if (!plain)
            return std::nullopt;
        number = *plain;
    }
    const std::size_t point = number.find('.');
    const bool hasPoint = point != std::string_view::npos;
    const auto seconds = figures(number.substr(0, point));
    const auto rest = nanoseconds(hasPoint ? number.substr(point + 1) : std::string_view());
    if (!seconds || !rest)
        return std::nullopt;
    return inNanoseconds(negative, *seconds, *rest);
}

std::optional<std::int64_t> timeFromDate(std::string_view text)
{
    constexpr std::size_t wholeSeconds = 19;
    if (text.size() <= wholeSeconds || !text.ends_with('Z'))
        return std::nullopt;
    text.remove_suffix(1);
    const auto seconds = secondsOfDate(text.substr(0, wholeSeconds));
    std::string_view decimals = text.substr(wholeSeconds);
    const bool hasPoint = decimals.starts_with('.') && decimals.size() > 1;
    if (!seconds || (!hasPoint && !decimals.empty()))
        return std::nullopt;
    decimals.remove_prefix(hasPoint ? 1 : 0);
    const auto rest = nanoseconds(decimals);
    if (!rest)
        return std::nullopt;
    if (*seconds >= 0)
        return inNanoseconds(false, static_cast<std::uint64_t>(*seconds), *rest);
    // Before 1970 the decimals lead back towards it.
    const auto back = static_cast<std::uint64_t>(-*seconds);
    return *rest == 0 ? inNanoseconds(true, back, 0)
                      : inNanoseconds(true, back - 1, perSecond - *rest);
}

std::string dateFromTime(std::int64_t nanoseconds)
{
    constexpr std::int64_t perSecond = 1'000'000'000;
    std::int64_t seconds = nanoseconds / perSecond;
    std::int64_t rest = nanoseconds % perSecond;
    if (rest < 0) {
        rest += perSecond;
        --seconds;
    }
    const QByteArray date = QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC)
                                .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss"))
                                .toLatin1();
    return (date + '.' + QByteArray::number(qint64{rest}).rightJustified(9, '0') + 'Z')
        .toStdString();
}

} // namespace ajar::session
