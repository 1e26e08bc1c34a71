// SPDX-License-Identifier: MIT
#include "filter/parts.h"

#include "filter/filter.h"

#include <algorithm>

namespace ajar::filter
{

namespace
{

std::vector<Node> partsOf(std::string_view expression)
{
    const Parse parsed = parse(expression);
    const Node *root = parsed.problem ? nullptr : parsed.filter.root();
    if (!root)
        return {};
    return root->kind == Node::Kind::And ? root->children : std::vector{*root};
}

bool isRange(const Node &node, Fact fact)
{
    return node.kind == Node::Kind::Test && node.test.op == Operator::In &&
           node.test.field->fact == fact && node.test.ranges.size() == 1;
}

template<typename Unwanted>
std::string without(std::string_view expression, Unwanted unwanted)
{
    std::vector<Node> parts = partsOf(expression);
    if (std::erase_if(parts, unwanted) == 0)
        return std::string(expression);
    return parts.empty() ? std::string() : text(joined(Node::Kind::And, std::move(parts)));
}

} // namespace

bool holdsPart(std::string_view expression, std::string_view part)
{
    const std::string wanted = parse(part).filter.text();
    return std::ranges::any_of(partsOf(expression),
                               [&](const Node &node) { return text(node) == wanted; });
}

std::string withoutPart(std::string_view expression, std::string_view part)
{
    const std::string unwanted = parse(part).filter.text();
    return without(expression, [&](const Node &node) { return text(node) == unwanted; });
}

std::optional<Range> rangeOf(std::string_view expression, Fact fact)
{
    const std::vector<Node> parts = partsOf(expression);
    const auto found = std::ranges::find_if(parts, [&](const Node &n) { return isRange(n, fact); });
    if (found == parts.end())
        return std::nullopt;
    return found->test.ranges.front();
}

std::string withoutRange(std::string_view expression, Fact fact)
{
    return without(expression, [&](const Node &node) { return isRange(node, fact); });
}

} // namespace ajar::filter
