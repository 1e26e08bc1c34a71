// SPDX-License-Identifier: MIT
#include "filter/jsonpath.h"

#include "filter/scanner.h"
#include "session/jsonscan.h"

#include <algorithm>
#include <charconv>

namespace ajar::filter
{

namespace
{

using session::JsonMember;

constexpr std::string_view wrapping = "{\"\":";

bool isSimpleKey(std::string_view key)
{
    return !key.empty() && std::ranges::all_of(key, &isNameCharacter) && key.find('.') == key.npos;
}

std::optional<std::string_view> member(std::string_view object, const std::string &key)
{
    std::vector<JsonMember> members;
    if (!object.starts_with('{') || session::scanObject(object, 0, members))
        return std::nullopt;
    const auto found = std::find_if(members.rbegin(), members.rend(),
                                    [&](const JsonMember &each) { return each.name == key; });
    if (found == members.rend())
        return std::nullopt;
    return found->value;
}

std::optional<std::string_view> element(std::string_view array, std::uint32_t index)
{
    std::optional<std::string_view> found;
    if (!array.starts_with('['))
        return found;
    session::eachElement(array, 0, [&](const JsonMember &each) {
        if (index-- > 0)
            return true;
        found = each.value;
        return false;
    });
    return found;
}

} // namespace

std::string pathText(const JsonPath &path)
{
    std::string text = "$";
    for (const JsonStep &step : path) {
        if (step.index)
            text.append("[").append(std::to_string(*step.index)).append("]");
        else if (isSimpleKey(step.key))
            text.append(".").append(step.key);
        else
            text.append("[").append(quoted(step.key)).append("]");
    }
    return text;
}

std::optional<std::string> jsonAt(std::string_view json, const JsonPath &path)
{
    // Only objects are scanned, so any value becomes the member of one.
    const std::string wrapped = std::string(wrapping).append(json).append("}");
    std::vector<JsonMember> root;
    if (session::scanObject(wrapped, 0, root) || root.size() != 1)
        return std::nullopt;
    std::optional<std::string_view> at = root.front().value;
    for (const JsonStep &step : path) {
        at = step.index ? element(*at, *step.index) : member(*at, step.key);
        if (!at)
            return std::nullopt;
    }
    return std::string(*at);
}

std::optional<JsonValue> jsonValueOf(std::string_view text)
{
    using Kind = JsonValue::Kind;
    if (text.starts_with('"')) {
        std::size_t fault = 0;
        return JsonValue{Kind::Text, 0, session::textOf(text, fault).value_or(std::string())};
    }
    if (text == "null")
        return JsonValue{Kind::Null};
    if (text == "true" || text == "false")
        return JsonValue{text == "true" ? Kind::True : Kind::False};
    if (const auto number = jsonNumber(text))
        return JsonValue{Kind::Number, *number};
    return std::nullopt;
}

std::optional<double> jsonNumber(std::string_view text)
{
    const bool starts = !text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
    double number = 0;
    const char *end = text.data() + text.size();
    if (!starts)
        return std::nullopt;
    const auto [last, problem] = std::from_chars(text.data(), end, number);
    if (problem != std::errc() || last != end || number != number || number - number != 0)
        return std::nullopt;
    return number;
}

} // namespace ajar::filter
