// SPDX-License-Identifier: MIT
#include "filter/grammar.h"

#include "filter/tests.h"
#include "wire/utf8.h"

#include <utility>

namespace ajar::filter
{

namespace
{

std::optional<Problem> brokenText(std::string_view text)
{
    wire::Utf8Validator validator;
    validator.feed({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()});
    if (validator.complete())
        return std::nullopt;
    const auto at =
        validator.failed() ? static_cast<std::size_t>(validator.faultOffset()) : text.size();
    return Problem{std::min(at, text.size()),
                   at < text.size() ? 1U : 0U,
                   "a filter is written in UTF-8; write other bytes as \"\\xHH\"",
                   {}};
}

} // namespace

Parse Grammar::parse()
{
    if (auto problem = brokenText(m_expression))
        return {{}, std::move(problem)};
    m_scanner.skipSpace();
    if (m_scanner.atEnd())
        return {};
    auto node = disjunction();
    if (node && !m_scanner.atEnd()) // only a parenthesis ends a disjunction
        node = fail({m_scanner.at(), 1, "nothing is open that this \")\" could close", {}});
    if (!node)
        return {{}, std::move(m_problem)};
    return {Filter(std::move(*node)), std::nullopt};
}

std::optional<Node> Grammar::disjunction()
{
    std::vector<Node> children;
    do {
        auto child = conjunction();
        if (!child)
            return std::nullopt;
        children.push_back(std::move(*child));
    } while (takeOr());
    return joined(Node::Kind::Or, std::move(children));
}

std::optional<Node> Grammar::conjunction()
{
    std::vector<Node> children;
    do {
        auto child = negation();
        if (!child)
            return std::nullopt;
        children.push_back(std::move(*child));
    } while (takeAnd() || !endsConjunction());
    return joined(Node::Kind::And, std::move(children));
}

std::optional<Node> Grammar::negation()
{
    bool negative = false;
    m_scanner.skipSpace();
    while (takeNot()) {
        negative = !negative;
        m_scanner.skipSpace();
    }
    auto node = m_scanner.peek() == '(' ? group() : test();
    return node && negative ? negated(std::move(*node)) : std::move(node);
}

std::optional<Node> Grammar::group()
{
    const std::size_t start = m_scanner.at();
    if (++m_depth > deepestNesting)
        return fail(
            {start, 1, "parentheses are nested deeper than " + std::to_string(deepestNesting), {}});
    m_scanner.take("(");
    auto node = disjunction();
    if (!node)
        return node;
    if (!m_scanner.take(")"))
        return fail({start, 1, "this \"(\" is not closed", {")"}});
    --m_depth;
    return node;
}

std::optional<Node> Grammar::test()
{
    const std::size_t start = m_scanner.at();
    const bool isOperator = takeOr() || takeAnd();
    m_scanner.goTo(start);
    if (isOperator || m_scanner.atEnd() || m_scanner.peek() == ')')
        return failMissing();
    if (++m_tests > mostTests)
        return fail({start, 1, "a filter has at most " + std::to_string(mostTests) + " tests", {}});
    Node node;
    if (auto problem = takeTest(m_scanner, node.test))
        return fail(std::move(*problem));
    return std::exchange(node.test.outside, false) ? negated(std::move(node)) : std::move(node);
}

bool Grammar::takeOr()
{
    m_scanner.skipSpace();
    return m_scanner.take("||") || m_scanner.takeKeyword("or");
}

bool Grammar::takeAnd()
{
    m_scanner.skipSpace();
    return m_scanner.take("&&") || m_scanner.takeKeyword("and");
}

bool Grammar::takeNot()
{
    return (m_scanner.peek(1) != '=' && m_scanner.take("!")) || m_scanner.takeKeyword("not");
}

bool Grammar::endsConjunction()
{
    const std::size_t start = m_scanner.at();
    const bool ends = m_scanner.atEnd() || m_scanner.peek() == ')' || takeOr();
    m_scanner.goTo(start);
    return ends;
}

std::nullopt_t Grammar::fail(Problem problem)
{
    m_problem = std::move(problem);
    return std::nullopt;
}

std::nullopt_t Grammar::failMissing()
{
    const std::size_t start = m_scanner.at();
    takeOr() || takeAnd() || m_scanner.take(")");
    const std::size_t length = m_scanner.at() - start;
    m_scanner.goTo(start);
    Problem problem{start, length, "something to match is missing here", {"\"text\"", "not", "("}};
    for (const Field &field : fields())
        problem.expected.emplace_back(field.name);
    return fail(std::move(problem));
}

} // namespace ajar::filter
