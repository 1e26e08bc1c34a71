// SPDX-License-Identifier: MIT
#pragma once

#include "filter/expression.h"
#include "filter/scanner.h"

namespace ajar::filter
{

/// Takes one test, where something stands that can't be anything else: a word, a string or a
/// pattern to search, or a field with or without an operator and its values.
std::optional<Problem> takeTest(Scanner &scanner, Test &test);

} // namespace ajar::filter
