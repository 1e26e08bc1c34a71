// SPDX-License-Identifier: MIT
#include "closing/idlematch.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace ajar::closing
{

namespace
{

constexpr Time tolerance = 1'500'000'000;

Time measured(const IdleLimit &limit, const Silences &silences)
{
    if (limit.lifetime)
        return silences.lifetime;
    if (limit.silence == Silence::Both)
        return silences.both();
    return limit.silence == Silence::Client ? silences.client : silences.server;
}

bool ends(const IdleLimit &limit, How how)
{
    return std::ranges::find(limit.ends, how) != limit.ends.end();
}

void sort(std::vector<IdleMatch> &matches)
{
    // Half a second is within what a busy machine adds.
    constexpr Time grain = 500'000'000;
    std::ranges::stable_sort(matches, {}, [](const IdleMatch &match) {
        return std::tuple(match.witness == nullptr, match.off / grain, match.limit->evidence);
    });
}

} // namespace

std::vector<IdleMatch> idleMatches(const Case &c, const Silences &silences, How how, bool lifetime)
{
    std::vector<IdleMatch> matches;
    for (const IdleLimit &limit : c.knowledge.idleLimits) {
        if (limit.lifetime != lifetime || !ends(limit, how))
            continue;
        const Time off = std::abs(measured(limit, silences) - limit.limit);
        if (off <= tolerance)
            matches.push_back({&limit, c.witnessOf(limit.product), off});
    }
    sort(matches);
    return matches;
}

std::vector<IdleMatch> silentDrops(const Case &c, Time gap)
{
    std::vector<IdleMatch> matches;
    for (const IdleLimit &limit : c.knowledge.idleLimits) {
        if (!limit.lifetime && ends(limit, How::Silence) && limit.limit <= gap)
            matches.push_back({&limit, c.witnessOf(limit.product), 0});
    }
    sort(matches);
    return matches;
}

} // namespace ajar::closing
