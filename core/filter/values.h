// SPDX-License-Identifier: MIT
#pragma once

#include "filter/expression.h"
#include "filter/scanner.h"

namespace ajar::filter
{

/// Takes the value or, of In, the values behind the operator of a test, of which field, operator
/// and path are known, and makes of them what the test means.
std::optional<Problem> takeValues(Scanner &scanner, Test &test);

/// Takes a pattern between slashes or in quotes.
std::optional<Problem> takePattern(Scanner &scanner, Test &test);

} // namespace ajar::filter
