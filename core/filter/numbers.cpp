// SPDX-License-Identifier: MIT
#include "filter/numbers.h"

#include <array>
#include <charconv>

namespace ajar::filter
{

namespace
{

struct Unit {
    std::string_view name;
    std::uint64_t size;
};

constexpr std::array sizeUnits{Unit{"G", 1ull << 30}, Unit{"M", 1ull << 20}, Unit{"k", 1ull << 10},
                               Unit{"", 1}};
constexpr std::array durationUnits{
    Unit{"h", 3'600'000'000'000}, Unit{"m", 60'000'000'000}, Unit{"s", 1'000'000'000},
    Unit{"ms", 1'000'000},        Unit{"us", 1'000},         Unit{"ns", 1},
};

std::optional<std::uint64_t> figures(std::string_view text, int base)
{
    std::uint64_t number = 0;
    const char *end = text.data() + text.size();
    const auto [last, problem] = std::from_chars(text.data(), end, number, base);
    if (text.empty() || problem != std::errc() || last != end)
        return std::nullopt;
    return number;
}

/// "37:fa:21:3d"
std::optional<std::uint64_t> bytes(std::string_view text)
{
    std::uint64_t number = 0;
    for (std::size_t at = 0; at < text.size(); at += 3) {
        const auto byte = figures(text.substr(at, 2), 16);
        const bool last = at + 2 == text.size();
        if (!byte || at > 21 || text.size() < at + 2 || (!last && text[at + 2] != ':') ||
            at + 3 == text.size())
            return std::nullopt;
        number = number << 8 | *byte;
    }
    return number;
}

std::optional<std::uint64_t> unitNamed(std::string_view name, Form form)
{
    if (form == Form::Size) {
        if (name == "" || name == "B")
            return 1;
        if (name == "k" || name == "K")
            return 1ull << 10;
        if (name == "M" || name == "m")
            return 1ull << 20;
        if (name == "G" || name == "g")
            return 1ull << 30;
        return std::nullopt;
    }
    if (name == "")
        return 1'000'000'000;
    if (name == "\xc2\xb5s") // µs
        return 1'000;
    for (const Unit &unit : durationUnits) {
        if (unit.name == name)
            return unit.size;
    }
    return std::nullopt;
}

/// What the figures behind a decimal point are of a unit; what is less than one is left out.
std::optional<std::uint64_t> part(std::string_view text, std::uint64_t unit)
{
    constexpr std::size_t mostFigures = 9;
    const auto number = figures(text, 10);
    if (!number || text.size() > mostFigures || *number > UINT64_MAX / unit)
        return std::nullopt;
    std::uint64_t parts = 1;
    for (std::size_t i = 0; i < text.size(); ++i)
        parts *= 10;
    return *number * unit / parts;
}

std::optional<std::uint64_t> quantity(std::string_view text, Form form)
{
    const std::size_t end = std::min(text.find_first_not_of("0123456789."), text.size());
    const auto unit = unitNamed(text.substr(end), form);
    const std::size_t point = std::min(text.find('.'), end);
    const auto whole = figures(text.substr(0, point), 10);
    if (!unit || !whole || *whole > UINT64_MAX / *unit || point + 1 == end)
        return std::nullopt;
    const auto rest = point < end ? part(text.substr(point + 1, end - point - 1), *unit) : 0;
    if (!rest || *whole * *unit > UINT64_MAX - *rest)
        return std::nullopt;
    return *whole * *unit + *rest;
}

} // namespace

std::optional<std::uint64_t> numberOf(std::string_view text, Form form)
{
    if (text.starts_with("0x") || text.starts_with("0X"))
        return figures(text.substr(2), 16);
    if (form == Form::Number)
        return text.find(':') == text.npos ? figures(text, 10) : bytes(text);
    return quantity(text, form);
}

std::string numberText(std::uint64_t number, Form form)
{
    const auto in = [number](const auto &units) {
        for (const Unit &unit : units) {
            if (number > 0 && number % unit.size == 0)
                return std::to_string(number / unit.size).append(unit.name);
        }
        return std::string("0");
    };
    return form == Form::Size       ? in(sizeUnits)
           : form == Form::Duration ? in(durationUnits)
                                    : std::to_string(number);
}

std::string_view exampleOf(Form form)
{
    switch (form) {
    case Form::Size:
        return "a size such as 500 or 4k";
    case Form::Duration:
        return "a duration such as 250ms or 5s";
    default:
        return "a number";
    }
}

} // namespace ajar::filter
