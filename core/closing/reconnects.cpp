// SPDX-License-Identifier: MIT
#include "closing/reconnects.h"

#include "closing/names.h"

namespace ajar::closing
{

namespace
{
constexpr int tolerated = 2;                // chance makes one delay shorter than the one before
constexpr Time longEnough = 60'000'000'000; // nobody has to wait for longer and longer
} // namespace

std::optional<FindingNote> Reconnects::begins(const std::string &url, Time t)
{
    Row &row = m_rows[url];
    if (!row.failed)
        return std::nullopt;
    const Time delay = t - *row.failed;
    row.failed.reset();
    const bool longer = delay > row.lastDelay || delay >= longEnough;
    if (row.retries++ > 0)
        row.hasty = longer ? 0 : row.hasty + 1;
    row.lastDelay = delay;
    if (row.hasty < tolerated)
        return std::nullopt;
    return FindingNote{wire::Finding::ReconnectBackoff, std::nullopt, 0,
                       "try " + std::to_string(row.retries) + " in a row came " +
                           describeDuration(delay) +
                           " after an abnormal end, no later than the one before it",
                       t};
}

void Reconnects::ends(const std::string &url, Time t, bool abnormally)
{
    Row &row = m_rows[url];
    if (abnormally)
        row.failed = t;
    else
        row = {};
}

} // namespace ajar::closing
