// SPDX-License-Identifier: MIT
#pragma once

#include "filter/matcher.h"

#include <atomic>

namespace ajar::filter
{

/// Lets a matcher begin with the record `firstSeq` of a connection: what it must know of the
/// records before (state:, after:, gap) it learns without reading all of them. `stopped` ends that
/// soon.
void countInBefore(Matcher &matcher, session::Reader &reader, quint32 connection, quint64 firstSeq,
                   const std::atomic_bool *stopped = nullptr);

} // namespace ajar::filter
