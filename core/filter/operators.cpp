// SPDX-License-Identifier: MIT
#include "filter/operators.h"

#include <array>

namespace ajar::filter
{

namespace
{

using enum Operator;

constexpr OperatorWord sign(std::string_view name, Operator op, std::string_view about)
{
    return {name, op, about, true};
}

constexpr std::array table{
    sign("==", Equal, "equal to"),
    sign("!=", NotEqual, "not equal to"),
    sign("<=", LessOrEqual, "at most"),
    sign(">=", GreaterOrEqual, "at least"),
    sign("<", Less, "less than"),
    sign(">", Greater, "more than"),
    sign("~", Matches, "matches a pattern"),
    OperatorWord{"eq", Equal, "equal to"},
    OperatorWord{"ne", NotEqual, "not equal to"},
    OperatorWord{"lt", Less, "less than"},
    OperatorWord{"gt", Greater, "more than"},
    OperatorWord{"le", LessOrEqual, "at most"},
    OperatorWord{"ge", GreaterOrEqual, "at least"},
    OperatorWord{"in", In, "one of {a, b}, or of a range {1..9}"},
    OperatorWord{"contains", Contains, "has this text in it"},
    OperatorWord{"matches", Matches, "matches a pattern"},
};

} // namespace

std::span<const OperatorWord> operatorWords()
{
    return table;
}

bool takesOperator(const Field &field, Operator op)
{
    const bool isText = field.form == Form::Text;
    if (op >= Less && op <= GreaterOrEqual) {
        const bool isWord = field.form == Form::Flag || field.form == Form::Word;
        return !isText && (!isWord || field.numbers > 0);
    }
    if (op == Contains || op == Matches)
        return isText || field.form == Form::Json;
    return true;
}

} // namespace ajar::filter
