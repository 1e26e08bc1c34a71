// SPDX-License-Identifier: MIT
#pragma once

#include "filter/expression.h"

#include <span>

namespace ajar::filter
{

/// One way to write an operator.
struct OperatorWord {
    std::string_view name;
    Operator op;
    std::string_view about; ///< a few words
    bool isSign = false;    ///< it needs no space around it
};

/// All of them, in the order in which they are tried.
std::span<const OperatorWord> operatorWords();

/// Whether a field can stand in front of it.
bool takesOperator(const Field &field, Operator op);

} // namespace ajar::filter
