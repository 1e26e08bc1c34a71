// SPDX-License-Identifier: MIT
#include "filter/expression.h"

#include <algorithm>
#include <iterator>

namespace ajar::filter
{

namespace
{

std::string_view word(Operator op)
{
    switch (op) {
    case Operator::Equal:
        return " == ";
    case Operator::NotEqual:
        return " != ";
    case Operator::Less:
        return " < ";
    case Operator::LessOrEqual:
        return " <= ";
    case Operator::Greater:
        return " > ";
    case Operator::GreaterOrEqual:
        return " >= ";
    case Operator::In:
        return " in ";
    case Operator::Contains:
        return " contains ";
    case Operator::Matches:
        return " matches ";
    case Operator::Has:
        return ":";
    case Operator::Exists:
        break;
    }
    return {};
}

std::string list(const std::vector<std::string> &values)
{
    std::string text;
    for (const std::string &value : values)
        text.append(text.empty() ? "" : ", ").append(value);
    return text;
}

std::string text(const Test &test)
{
    if (test.plain)
        return list(test.values);
    std::string text(test.field->name);
    if (test.field->form == Form::Json)
        text.append(":").append(pathText(test.path));
    text.append(word(test.op));
    return test.op == Operator::In ? text.append("{").append(list(test.values)).append("}")
                                   : text.append(list(test.values));
}

std::string childText(const Node &node)
{
    const bool simple = node.kind == Node::Kind::Test || node.kind == Node::Kind::Not;
    return simple ? text(node) : "(" + text(node) + ")";
}

} // namespace

bool Test::holdsFor(std::uint64_t present) const
{
    if (op == Operator::Exists && codes == 0)
        return present != 0;
    return present != 0 && ((present & codes) != 0) != (op == Operator::NotEqual);
}

bool Node::readsPayload() const
{
    if (kind == Kind::Test)
        return test.readsPayload();
    return std::ranges::any_of(children, &Node::readsPayload);
}

bool Node::asksForMarks() const
{
    return kind == Kind::Test ? test.asksForMarks()
                              : std::ranges::any_of(children, &Node::asksForMarks);
}

Node negated(Node node)
{
    if (node.kind == Node::Kind::Not) {
        Node child = std::move(node.children.front());
        return child;
    }
    Node negation;
    negation.kind = Node::Kind::Not;
    negation.children.push_back(std::move(node));
    return negation;
}

Node joined(Node::Kind kind, std::vector<Node> children)
{
    if (children.size() == 1)
        return std::move(children.front());
    Node node;
    node.kind = kind;
    for (Node &child : children) {
        if (child.kind == kind)
            std::ranges::move(child.children, std::back_inserter(node.children));
        else
            node.children.push_back(std::move(child));
    }
    return node;
}

std::string text(const Node &node)
{
    switch (node.kind) {
    case Node::Kind::Test:
        return text(node.test);
    case Node::Kind::Not:
        return "not " + childText(node.children.front());
    case Node::Kind::And:
    case Node::Kind::Or:
        break;
    }
    std::string all;
    for (const Node &child : node.children) {
        if (!all.empty())
            all.append(node.kind == Node::Kind::And ? " and " : " or ");
        all.append(childText(child));
    }
    return all;
}

} // namespace ajar::filter
