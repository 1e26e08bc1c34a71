// SPDX-License-Identifier: MIT
#include "filter/values.h"

#include "filter/numbers.h"

#include <algorithm>
#include <bit>

namespace ajar::filter
{

namespace
{

using enum Operator;

/// A value as it stands in the expression.
struct Written {
    std::size_t at = 0;
    std::size_t size = 0;
    std::string text;
    std::string source; ///< with its quotes and escapes
    bool quoted = false;
};

std::vector<std::string> valuesOf(const Field &field)
{
    std::vector<std::string> values;
    for (const Word &word : wordsOf(field))
        values.emplace_back(word.name);
    return values;
}

std::string article(const Field &field)
{
    switch (field.form) {
    case Form::Flag:
        return "0 or 1";
    case Form::Word:
        return "a value such as " +
               std::string(wordsOf(field).empty() ? "0" : wordsOf(field)[0].name);
    case Form::Number:
    case Form::Size:
    case Form::Duration:
        return std::string(exampleOf(field.form));
    default:
        return "a text, in quotes if it is not one word";
    }
}

/// How a problem calls a value; not by its bytes, which may be anything.
std::string called(const Written &written)
{
    constexpr std::size_t most = 80;
    if (written.size > most)
        return "this";
    return written.quoted ? written.source : "\"" + written.source + "\"";
}

/// "op has no value "clos": text, binary, close, …"
Problem noValue(const Field &field, const Written &written)
{
    constexpr std::size_t most = 10;
    std::vector<std::string> values = valuesOf(field);
    std::string text(field.name);
    text.append(" has no value ").append(called(written));
    for (std::size_t i = 0; i < std::min(values.size(), most); ++i)
        text.append(i == 0 ? "; it has " : ", ").append(values[i]);
    if (values.size() > most)
        text.append(" and ").append(std::to_string(values.size() - most)).append(" more");
    if (values.empty())
        text.append("; it has 0 to ").append(std::to_string(field.numbers - 1));
    return {written.at, written.size, std::move(text), std::move(values)};
}

std::optional<Problem> takeWritten(Scanner &scanner, const Field &field, Written &written)
{
    written.at = scanner.at();
    written.quoted = scanner.peek() == '"';
    if (written.quoted) {
        if (auto problem = scanner.takeQuoted(written.text))
            return problem;
    } else {
        written.text = scanner.takeWord();
    }
    written.source = scanner.from(written.at);
    written.size = written.source.size();
    if (written.size == 0)
        return Problem{written.at, 0, article(field) + " is missing here", valuesOf(field)};
    return std::nullopt;
}

std::optional<Problem> addCodes(Test &test, const Written &written)
{
    const auto codes = codesOf(*test.field, written.text);
    if (!codes)
        return noValue(*test.field, written);
    if (test.op >= Less && test.op <= GreaterOrEqual) {
        if (std::popcount(*codes) != 1)
            return Problem{written.at,
                           written.size,
                           called(written) + " is several values, which have no order",
                           {}};
        const std::uint64_t below = *codes - 1;
        test.codes = test.op == Less          ? below
                     : test.op == LessOrEqual ? below | *codes
                     : test.op == Greater     ? ~(below | *codes)
                                              : ~below;
    } else {
        test.codes |= *codes;
    }
    std::string name = written.text;
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    test.values.push_back(std::move(name));
    return std::nullopt;
}

Range rangeOf(Operator op, std::uint64_t value)
{
    constexpr Range none{1, 0};
    switch (op) {
    case Less:
        return value == 0 ? none : Range{0, value - 1};
    case LessOrEqual:
        return {0, value};
    case Greater:
        return value == UINT64_MAX ? none : Range{value + 1, UINT64_MAX};
    case GreaterOrEqual:
        return {value, UINT64_MAX};
    default:
        return {value, value};
    }
}

std::optional<Problem> addNumber(Test &test, const Written &written)
{
    const Form form = test.field->form;
    const std::size_t dots = test.op == In ? written.text.find("..") : std::string::npos;
    const std::string_view text = written.text;
    const auto low = numberOf(text.substr(0, dots), form);
    const auto high = dots == text.npos ? low : numberOf(text.substr(dots + 2), form);
    if (!low || !high)
        return Problem{written.at,
                       written.size,
                       called(written) + " is not " + std::string(exampleOf(form)),
                       {}};
    if (*high < *low)
        return Problem{written.at, written.size, "this range ends before it begins", {}};
    test.ranges.push_back(test.op == In ? Range{*low, *high} : rangeOf(test.op, *low));
    std::string value = numberText(*low, form);
    if (dots != text.npos)
        value.append("..").append(numberText(*high, form));
    test.values.push_back(std::move(value));
    return std::nullopt;
}

void addNeedle(Test &test, std::string text)
{
    test.values.push_back(quoted(text));
    test.needle = std::make_shared<const Needle>(std::move(text), test.op == Has);
}

std::optional<Problem> addText(Test &test, Written written)
{
    if (test.op == Contains || test.op == Has) {
        addNeedle(test, std::move(written.text));
        return std::nullopt;
    }
    test.values.push_back(quoted(written.text));
    test.texts.push_back(std::move(written.text));
    return std::nullopt;
}

std::optional<Problem> addJson(Test &test, Written written)
{
    if (test.op == Contains) {
        addNeedle(test, std::move(written.text));
        return std::nullopt;
    }
    const auto bare = written.quoted ? std::nullopt : jsonValueOf(written.text);
    const bool order = test.op >= Less && test.op <= GreaterOrEqual;
    if (order && (!bare || bare->kind != JsonValue::Kind::Number))
        return Problem{written.at, written.size, "only numbers have an order here", {}};
    test.values.push_back(bare ? written.text : quoted(written.text));
    test.jsonValues.push_back(bare ? *bare
                                   : JsonValue{JsonValue::Kind::Text, 0, std::move(written.text)});
    return std::nullopt;
}

std::optional<Problem> takeValue(Scanner &scanner, Test &test)
{
    Written written;
    if (auto problem = takeWritten(scanner, *test.field, written))
        return problem;
    switch (test.field->form) {
    case Form::Flag:
    case Form::Word:
        return addCodes(test, written);
    case Form::Number:
    case Form::Size:
    case Form::Duration:
        return addNumber(test, written);
    case Form::Text:
        return addText(test, std::move(written));
    case Form::Json:
        break;
    }
    return addJson(test, std::move(written));
}

std::optional<Problem> takeSet(Scanner &scanner, Test &test)
{
    const std::size_t start = scanner.at();
    if (!scanner.take("{"))
        return Problem{start, 0, "in takes values in braces, such as {1000, 1001}", {"{"}};
    scanner.skipSpace();
    do {
        if (auto problem = takeValue(scanner, test))
            return problem;
        scanner.skipSpace();
        if (scanner.take(","))
            scanner.skipSpace();
        else if (scanner.atEnd())
            return Problem{start, 1, "this \"{\" is not closed", {"}"}};
    } while (scanner.peek() != '}');
    scanner.take("}");
    return std::nullopt;
}

} // namespace

std::optional<Problem> takeValues(Scanner &scanner, Test &test)
{
    scanner.skipSpace();
    if (test.op == Matches)
        return takePattern(scanner, test);
    return test.op == In ? takeSet(scanner, test) : takeValue(scanner, test);
}

std::optional<Problem> takePattern(Scanner &scanner, Test &test)
{
    const std::size_t start = scanner.at();
    Pattern::Flags flags;
    std::string pattern;
    if (scanner.peek() == '/') {
        Scanner::Slashed slashed;
        if (auto problem = scanner.takeSlashed(slashed))
            return problem;
        pattern = slashed.pattern;
        const auto has = [&](char flag) { return slashed.flags.find(flag) != std::string::npos; };
        flags = {.anyCase = has('i'), .multiline = has('m'), .dotAll = has('s')};
    } else {
        flags.anyCase = true; // as in Wireshark
        if (scanner.peek() != '"')
            return Problem{
                start, 0, "a pattern is missing here, such as /re/i or \"re\"", {"/", "\""}};
        if (auto problem = scanner.takeQuoted(pattern, Scanner::Escapes::KeepUnknown))
            return problem;
    }
    const std::string_view whole = scanner.from(start);
    const auto made = std::make_shared<const Pattern>(pattern, flags);
    if (const auto fault = made->fault()) {
        const bool asWritten = whole.substr(1).starts_with(pattern);
        return Problem{asWritten ? start + 1 + fault->position : start,
                       asWritten ? 0 : whole.size(),
                       fault->text,
                       {}};
    }
    test.values = {std::string(whole)};
    test.pattern = made;
    return std::nullopt;
}

} // namespace ajar::filter
