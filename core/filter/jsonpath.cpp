// SPDX-License-Identifier: MIT
#include "filter/jsonpath.h"

#include "filter/scanner.h"
#include "session/jsonscan.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

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

using Nodes = std::vector<std::string_view>;

bool isContainer(std::string_view value)
{
    return value.starts_with('{') || value.starts_with('[');
}

/// Follows a path, within bounds for its work and its memory. All values are views of one text.
class Walk
{
public:
    explicit Walk(std::size_t textSize)
        : m_budget(leastBudget + readings * textSize)
    {
    }

    /// The values that a step leads to from those given.
    Nodes follow(const JsonStep &step, Nodes from);
    bool exhausted() const { return m_exhausted; }

private:
    // Bytes that a path may read: each step reads what it looks into, and a deep one reads a value
    // once for each that it is in.
    static constexpr std::size_t leastBudget = std::size_t{64} << 20;
    static constexpr std::size_t readings = 16;

    bool afford(std::string_view value);
    void add(Nodes &nodes, std::string_view value);
    void addChildren(Nodes &nodes, std::string_view parent);
    void addMembers(Nodes &nodes, std::string_view object);
    void addMember(Nodes &nodes, std::string_view object, const std::string &key);
    void addElement(Nodes &nodes, std::string_view array, std::uint32_t index);
    Nodes withDescendants(Nodes from);

    std::size_t m_budget;
    bool m_exhausted = false;
    std::vector<JsonMember> m_members;
};

bool Walk::afford(std::string_view value)
{
    m_exhausted = m_exhausted || value.size() > m_budget;
    if (!m_exhausted)
        m_budget -= value.size();
    return !m_exhausted;
}

void Walk::add(Nodes &nodes, std::string_view value)
{
    m_exhausted = m_exhausted || nodes.size() == mostJsonNodes;
    if (!m_exhausted)
        nodes.push_back(value);
}

void Walk::addMembers(Nodes &nodes, std::string_view object)
{
    if (session::scanObject(object, 0, m_members))
        return;
    std::unordered_map<std::string_view, std::size_t> last;
    for (std::size_t i = 0; i < m_members.size(); ++i)
        last[m_members[i].name] = i;
    for (std::size_t i = 0; i < m_members.size(); ++i)
        if (last[m_members[i].name] == i)
            add(nodes, m_members[i].value);
}

void Walk::addChildren(Nodes &nodes, std::string_view parent)
{
    if (!isContainer(parent) || !afford(parent))
        return;
    if (parent.front() == '{')
        return addMembers(nodes, parent);
    session::eachElement(parent, 0, [&](const JsonMember &each) {
        add(nodes, each.value);
        return !m_exhausted;
    });
}

void Walk::addMember(Nodes &nodes, std::string_view object, const std::string &key)
{
    if (!object.starts_with('{') || !afford(object) || session::scanObject(object, 0, m_members))
        return;
    const auto found = std::find_if(m_members.rbegin(), m_members.rend(),
                                    [&](const JsonMember &each) { return each.name == key; });
    if (found != m_members.rend())
        add(nodes, found->value);
}

void Walk::addElement(Nodes &nodes, std::string_view array, std::uint32_t index)
{
    if (!array.starts_with('[') || !afford(array))
        return;
    session::eachElement(array, 0, [&](const JsonMember &each) {
        if (index-- > 0)
            return true;
        add(nodes, each.value);
        return false;
    });
}

Nodes Walk::withDescendants(Nodes from)
{
    // What stands in another of the values is among its descendants: once is enough.
    std::ranges::sort(from, {}, [](std::string_view value) { return value.data(); });
    Nodes all;
    const char *end = nullptr;
    for (const std::string_view value : from) {
        if (isContainer(value) && (!end || value.data() >= end)) {
            all.push_back(value);
            end = value.data() + value.size();
        }
    }
    Nodes children;
    for (std::size_t i = 0; i < all.size() && !m_exhausted; ++i) {
        children.clear();
        addChildren(children, all[i]);
        for (const std::string_view child : children)
            if (isContainer(child))
                add(all, child);
    }
    return all;
}

Nodes Walk::follow(const JsonStep &step, Nodes from)
{
    if (step.deep)
        from = withDescendants(std::move(from));
    Nodes to;
    for (const std::string_view value : from) {
        if (m_exhausted)
            break;
        if (step.any)
            addChildren(to, value);
        else if (step.index)
            addElement(to, value, *step.index);
        else
            addMember(to, value, step.key);
    }
    return to;
}

} // namespace

std::string pathText(const JsonPath &path)
{
    std::string text = "$";
    for (const JsonStep &step : path) {
        if (step.deep)
            text.append(step.any || (!step.index && isSimpleKey(step.key)) ? "." : "..");
        if (step.any)
            text.append(step.deep ? ".*" : "[*]");
        else if (step.index)
            text.append("[").append(std::to_string(*step.index)).append("]");
        else if (isSimpleKey(step.key))
            text.append(".").append(step.key);
        else
            text.append("[").append(quoted(step.key)).append("]");
    }
    return text;
}

Found anyJsonAt(std::string_view json, const JsonPath &path,
                const std::function<bool(std::string_view)> &holds)
{
    // Only objects are scanned, so any value becomes the member of one.
    const std::string wrapped = std::string(wrapping).append(json).append("}");
    std::vector<JsonMember> root;
    if (session::scanObject(wrapped, 0, root) || root.size() != 1)
        return Found::No;
    Walk walk(json.size());
    Nodes nodes{root.front().value};
    for (const JsonStep &step : path) {
        nodes = walk.follow(step, std::move(nodes));
        if (walk.exhausted())
            return Found::Undecided;
    }
    return std::ranges::any_of(nodes, holds) ? Found::Yes : Found::No;
}

std::optional<std::string> jsonAt(std::string_view json, const JsonPath &path)
{
    std::optional<std::string> first;
    anyJsonAt(json, path, [&](std::string_view value) {
        first = value;
        return true;
    });
    return first;
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
