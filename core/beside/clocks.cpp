// SPDX-License-Identifier: MIT
#include "beside/clocks.h"

#include <algorithm>

namespace ajar::beside
{

namespace
{

using closing::Time;

Time median(std::vector<Time> &values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Between `low` and `high`, without overflow.
Clocks between(Time low, Time high)
{
    Clocks clocks;
    clocks.bothWays = true;
    clocks.uncertainty = (high - low) / 2;
    clocks.offset = low + clocks.uncertainty;
    return clocks;
}

} // namespace

std::optional<Clocks> compareClocks(std::vector<Time> toServer, std::vector<Time> toClient)
{
    if (toServer.empty() && toClient.empty())
        return std::nullopt;
    Clocks clocks;
    if (toServer.empty() || toClient.empty()) {
        auto &only = toServer.empty() ? toClient : toServer;
        clocks.offset = *std::min_element(only.begin(), only.end());
        return clocks;
    }
    const auto [leastUp, mostUp] = std::minmax_element(toServer.begin(), toServer.end());
    const auto [leastDown, mostDown] = std::minmax_element(toClient.begin(), toClient.end());
    if (*leastUp >= *mostDown)
        return between(*mostDown, *leastUp);
    if (*leastDown >= *mostUp) {
        clocks = between(*mostUp, *leastDown);
        clocks.aIsAtClient = false;
        return clocks;
    }
    const Time up = median(toServer);
    const Time down = median(toClient);
    clocks = between(std::min(up, down), std::max(up, down));
    clocks.aIsAtClient = up >= down;
    clocks.steady = false;
    return clocks;
}

} // namespace ajar::beside
