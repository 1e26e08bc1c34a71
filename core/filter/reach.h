// SPDX-License-Identifier: MIT
#pragma once

#include "filter/expression.h"

namespace ajar::filter
{

/// Whether records that are no data frames are all that a search must read: no data frame can pass,
/// and nothing is asked that depends on those before. What it says is safe: true is certain.
bool isAboutStory(const Node &node);

} // namespace ajar::filter
