// SPDX-License-Identifier: MIT
#pragma once

#include "beside/piece.h"

#include <optional>

namespace ajar::beside
{

/// How the clocks of two ends go. What was seen at both gives differences, the time at B less that
/// at A. On the way from A to B that is the clocks' difference and the time on the way, on the way
/// back the difference less it: so the truth lies between the smallest of the one and the largest
/// of the other, as in NTP (RFC 5905 8).
struct Clocks {
    closing::Time offset = 0;      ///< nanoseconds by which B's clock is ahead of A's
    closing::Time uncertainty = 0; ///< either way
    bool aIsAtClient = true;       ///< A is the end that is nearer to the client
    bool bothWays = false;         ///< without that a time on the way can't be told from an offset
    bool steady = true; ///< no difference contradicts another one; else the clocks drift or jump
};

/// Differences of either flow, in nanoseconds; they are reordered. Nothing without any.
std::optional<Clocks> compareClocks(std::vector<closing::Time> toServer,
                                    std::vector<closing::Time> toClient);

} // namespace ajar::beside
