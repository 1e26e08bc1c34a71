// SPDX-License-Identifier: MIT
#pragma once

#include "beside/piece.h"

namespace ajar::beside
{

/// What stands side by side: an index into each lane, or none.
struct Place {
    static constexpr qint64 none = -1;
    qint64 a = none;
    qint64 b = none;
    bool changed = false; ///< both stand in the same place and say something else
};

/// Lays two views of the same lane side by side, in their order. What stands once in each holds
/// them together, however much is missing between; between such pieces it looks for the nearest
/// place at which both go on alike, a bounded stretch ahead. O(n log n) in time, linear in memory.
std::vector<Place> align(const Pieces &a, const Pieces &b);

} // namespace ajar::beside
