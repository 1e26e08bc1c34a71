// SPDX-License-Identifier: MIT
#include "filter/tests.h"

#include "filter/numbers.h"
#include "filter/operators.h"
#include "filter/values.h"

#include <utility>

namespace ajar::filter
{

namespace
{

using enum Operator;

constexpr std::string_view toSearch = "to search for it write it in quotes";

/// Why a name of Wireshark's has no meaning here; empty: it is none of those.
std::string_view whyUnknown(std::string_view name)
{
    if (name.starts_with("websocket.fragment") || name.starts_with("websocket.reassembled"))
        return "each frame is asked by itself, so there is nothing reassembled; fin:0 or "
               "op:continuation finds fragments";
    if (name.starts_with("websocket.") && name.ends_with(".expert"))
        return "what Wireshark's experts say is not kept; finding asks for broken rules";
    return {};
}

Problem noField(std::size_t at, std::string_view name)
{
    const std::string_view why = whyUnknown(name);
    Problem problem{at,
                    name.size(),
                    "there is no field \"" + std::string(name) + "\"; " +
                        std::string(why.empty() ? toSearch : why),
                    {}};
    for (const Field &field : fields())
        problem.expected.emplace_back(field.name);
    return problem;
}

/// An operator behind a field, after space; Exists: there is none.
Operator takeOperator(Scanner &scanner)
{
    const std::size_t start = scanner.at();
    scanner.skipSpace();
    for (const OperatorWord &word : operatorWords()) {
        if (word.isSign ? scanner.take(word.name) : scanner.takeKeyword(word.name))
            return word.op;
    }
    scanner.goTo(start);
    return Exists;
}

/// `not in {`, of which the brace stays.
bool takeNotIn(Scanner &scanner)
{
    const std::size_t start = scanner.at();
    scanner.skipSpace();
    bool there = scanner.takeKeyword("not");
    scanner.skipSpace();
    there = there && scanner.takeKeyword("in");
    scanner.skipSpace();
    if (there && scanner.peek() == '{')
        return true;
    scanner.goTo(start);
    return false;
}

/// Whether an operator stands here that no two plain words have between them.
bool operatorFollows(Scanner scanner)
{
    if (takeNotIn(scanner))
        return true;
    scanner.skipSpace();
    const char next = scanner.peek();
    if (next == '<' || next == '>' || next == '=' || next == '~' ||
        (next == '!' && scanner.peek(1) == '='))
        return true;
    if (scanner.takeKeyword("in")) {
        scanner.skipSpace();
        return scanner.peek() == '{';
    }
    return scanner.takeKeyword("contains") || scanner.takeKeyword("matches");
}

std::optional<Problem> notComparable(const Test &test, std::size_t at, std::size_t length)
{
    const Form form = test.field->form;
    const bool texts = form == Form::Text;
    const bool order = test.op >= Less && test.op <= GreaterOrEqual;
    if (takesOperator(*test.field, test.op))
        return std::nullopt;
    const std::string name(test.field->name);
    if (order)
        return Problem{at, length, name + " has no order; compare it with == and !=",
                       texts ? std::vector<std::string>{"==", "!=", "contains", "matches", "in"}
                             : std::vector<std::string>{"==", "!=", "in"}};
    return Problem{at, length, name + " is no text; compare it with == and !=", {"==", "!=", "in"}};
}

void beTrue(Test &test)
{
    // A flag alone says that it is set; of other fields that there is one.
    if (test.field->form == Form::Flag)
        test.codes = bit(1);
}

std::optional<Problem> takeComparison(Scanner &scanner, Test &test)
{
    const std::size_t before = scanner.at();
    scanner.skipSpace();
    const std::size_t start = scanner.at();
    scanner.goTo(before);
    test.outside = takeNotIn(scanner);
    test.op = test.outside ? In : takeOperator(scanner);
    const std::size_t length = scanner.at() - start;
    if (test.op == Exists) {
        scanner.skipSpace();
        if (scanner.peek() == '=')
            return Problem{start, 1, "\"equal\" is written ==", {"=="}};
        scanner.goTo(before);
        beTrue(test);
        return std::nullopt;
    }
    if (auto problem = notComparable(test, start, length))
        return problem;
    return takeValues(scanner, test);
}

/// `reason:bye`, `op:close`: the field and the colon are behind us.
std::optional<Problem> takeColonValue(Scanner &scanner, Test &test)
{
    const bool isText = test.field->form == Form::Text;
    test.op = !isText ? Equal : scanner.peek() == '/' ? Matches : Has;
    if (isSpace(scanner.peek()) || scanner.atEnd()) {
        Problem problem{scanner.at(),
                        0,
                        "the value of " + std::string(test.field->name) +
                            " stands right behind the :",
                        {}};
        for (const Word &word : wordsOf(*test.field))
            problem.expected.emplace_back(word.name);
        return problem;
    }
    return takeValues(scanner, test);
}

/// What stands between [ and ]; the [ is at `start`.
std::optional<Problem> takeBracketed(Scanner &scanner, JsonStep &step, std::size_t start)
{
    if (scanner.peek() == '"') {
        if (auto problem = scanner.takeQuoted(step.key))
            return problem;
    } else if (scanner.take("*")) {
        step.any = true;
    } else {
        const auto index = numberOf(scanner.takeName(), Form::Number);
        if (!index || *index > UINT32_MAX)
            return Problem{
                start, 1, "in [ ] stands a number, a name in quotes, or *", {"0", "\"name\"", "*"}};
        step.index = static_cast<std::uint32_t>(*index);
    }
    if (!scanner.take("]"))
        return Problem{start, 1, "this \"[\" is not closed", {"]"}};
    return std::nullopt;
}

/// `.name`, `.*`, `[…]`, and the same in any depth: `..name`, `..*`, `..[…]`.
std::optional<Problem> takeStep(Scanner &scanner, JsonStep &step)
{
    const std::size_t start = scanner.at();
    step.deep = scanner.take("..");
    const std::size_t bracket = scanner.at();
    const bool dotted = step.deep || scanner.take(".");
    if ((step.deep || !dotted) && scanner.take("["))
        return takeBracketed(scanner, step, bracket);
    const std::string_view name = scanner.takeWord(".[]:");
    step.any = name == "*";
    if (!step.any)
        step.key = name;
    if (!name.empty())
        return std::nullopt;
    return step.deep ? Problem{start, 2, "behind .. stands a name, * or [", {"*", "["}}
                     : Problem{start, 1, "behind the . stands a name or *", {"*"}};
}

/// `$.type == "trade"`, behind `json:`.
std::optional<Problem> takeJson(Scanner &scanner, Test &test)
{
    if (!scanner.take("$"))
        return Problem{scanner.at(), 0, "a path in JSON begins with $, such as $.type", {"$."}};
    while (scanner.peek() == '.' || scanner.peek() == '[') {
        JsonStep step;
        if (auto problem = takeStep(scanner, step))
            return problem;
        test.path.push_back(std::move(step));
    }
    if (!scanner.atEnd() && !endsWord(scanner.peek()))
        return Problem{scanner.at(),
                       0,
                       "the path goes on with . or [, or ends with a space",
                       {".", "[", "=="}};
    return takeComparison(scanner, test);
}

std::optional<Problem> takeField(Scanner &scanner, Test &test, bool colon)
{
    if (colon) {
        scanner.take(":");
        return test.field->form == Form::Json ? takeJson(scanner, test)
                                              : takeColonValue(scanner, test);
    }
    if (test.field->form == Form::Json)
        return Problem{scanner.at(), 0, "a path follows json, such as json:$.type", {":$."}};
    return takeComparison(scanner, test);
}

void search(Test &test, std::string text)
{
    test.field = findField("payload");
    test.plain = true;
    test.op = Has;
    test.values = {quoted(text)};
    test.needle = std::make_shared<const Needle>(std::move(text), true);
}

std::optional<Problem> takePlain(Scanner &scanner, Test &test)
{
    const std::size_t start = scanner.at();
    if (scanner.peek() == '/') {
        test.field = findField("payload");
        test.plain = true;
        test.op = Matches;
        return takePattern(scanner, test);
    }
    if (scanner.peek() == '"') {
        std::string text;
        if (auto problem = scanner.takeQuoted(text))
            return problem;
        search(test, std::move(text));
        return std::nullopt;
    }
    const std::string_view word = scanner.takeWord();
    if (word.empty())
        return Problem{
            start, 1, "a filter has no place for this here; " + std::string(toSearch), {}};
    search(test, std::string(word));
    return std::nullopt;
}

} // namespace

std::optional<Problem> takeTest(Scanner &scanner, Test &test)
{
    const std::size_t start = scanner.at();
    const std::string_view name = scanner.takeName();
    const bool colon = scanner.peek() == ':';
    const bool whole = !name.empty() && (scanner.atEnd() || colon || endsWord(scanner.peek()));
    if (whole) {
        test.field = findField(name);
        const bool wireshark = name.starts_with("websocket.");
        const bool asked = colon || operatorFollows(scanner);
        if (!test.field && (wireshark || asked))
            return noField(start, name);
        Scanner ahead = scanner;
        if (test.field && (asked || test.field->bare || takeOperator(ahead) != Exists))
            return takeField(scanner, test, colon);
    }
    scanner.goTo(start);
    return takePlain(scanner, test);
}

} // namespace ajar::filter
