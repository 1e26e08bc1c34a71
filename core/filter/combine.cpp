// SPDX-License-Identifier: MIT
#include "filter/combine.h"

#include "filter/expression.h"
#include "filter/filter.h"

namespace ajar::filter
{

namespace
{

/// The expression as one that stands beside an operator that binds tighter than its own.
std::string inParentheses(std::string_view expression, bool needed)
{
    std::string text(expression);
    return needed ? "(" + text + ")" : text;
}

bool is(std::string_view expression, Node::Kind kind)
{
    const Filter filter = parse(expression).filter;
    return filter.root() && filter.root()->kind == kind;
}

std::string negatedText(std::string_view expression)
{
    const bool several = is(expression, Node::Kind::And) || is(expression, Node::Kind::Or);
    return "not " + inParentheses(expression, several);
}

} // namespace

std::string combined(std::string_view present, Combine how, std::string_view further)
{
    const Parse there = parse(present);
    const bool alone = there.problem || there.filter.isEmpty();
    switch (how) {
    case Combine::Replace:
        break;
    case Combine::Not:
        return negatedText(further);
    case Combine::Or:
        return alone ? std::string(further) : std::string(present) + " or " + std::string(further);
    case Combine::And:
    case Combine::AndNot: {
        const std::string second = how == Combine::AndNot
                                       ? negatedText(further)
                                       : inParentheses(further, is(further, Node::Kind::Or));
        if (alone)
            return how == Combine::AndNot ? second : std::string(further);
        return inParentheses(present, is(present, Node::Kind::Or)) + " and " + second;
    }
    }
    return std::string(further);
}

} // namespace ajar::filter
