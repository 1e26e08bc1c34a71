// SPDX-License-Identifier: MIT
#include "filter/filter.h"

#include "filter/grammar.h"
#include "filter/reach.h"

namespace ajar::filter
{

Filter::Filter(Node root)
    : m_root(std::make_shared<const Node>(std::move(root)))
{
}

bool Filter::readsPayload() const
{
    return m_root && m_root->readsPayload();
}

bool Filter::asksForMarks() const
{
    return m_root && m_root->asksForMarks();
}

bool Filter::isAboutStory() const
{
    return m_root && filter::isAboutStory(*m_root);
}

std::string Filter::text() const
{
    return m_root ? filter::text(*m_root) : std::string();
}

Parse parse(std::string_view expression)
{
    if (expression.size() > longestExpression)
        return {{},
                Problem{longestExpression,
                        expression.size() - longestExpression,
                        "a filter has at most " + std::to_string(longestExpression) + " bytes",
                        {}}};
    return Grammar(expression).parse();
}

} // namespace ajar::filter
