// SPDX-License-Identifier: MIT
#pragma once

#include "filter/expression.h"
#include "filter/filter.h"
#include "filter/scanner.h"

namespace ajar::filter
{

/// Reads one expression:
///
///     or    = and { ("or" | "||") and }
///     and   = not { ["and" | "&&"] not }
///     not   = { "not" | "!" } ( "(" or ")" | test )
///
/// It goes as deep as deepestNesting and no further.
class Grammar
{
public:
    explicit Grammar(std::string_view expression)
        : m_expression(expression)
        , m_scanner(expression)
    {
    }

    Parse parse();

private:
    // Each gives nullopt once m_problem is set.
    std::optional<Node> disjunction();
    std::optional<Node> conjunction();
    std::optional<Node> negation();
    std::optional<Node> group();
    std::optional<Node> test();

    bool takeOr();
    bool takeAnd();
    bool takeNot();
    bool endsConjunction();
    std::nullopt_t fail(Problem problem);
    /// Something to match is missing before what stands here.
    std::nullopt_t failMissing();

    std::string_view m_expression;
    Scanner m_scanner;
    int m_depth = 0;
    int m_tests = 0;
    std::optional<Problem> m_problem;
};

} // namespace ajar::filter
