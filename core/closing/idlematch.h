// SPDX-License-Identifier: MIT
#pragma once

#include "closing/case.h"

namespace ajar::closing
{

/// How long each end had been silent when the end began, and how long the connection was open then.
struct Silences {
    Time client = 0;
    Time server = 0;
    Time lifetime = 0;

    Time both() const { return client < server ? client : server; }
};

struct IdleMatch {
    const IdleLimit *limit = nullptr;
    const HeaderWitness *witness = nullptr; ///< null: only the time fits
    Time off = 0;                           ///< the time's distance from the limit
};

/// The limits that fit within 1.5 s, the likeliest first: what a header names, what fits best, what
/// is founded best.
std::vector<IdleMatch> idleMatches(const Case &c, const Silences &silences, How how, bool lifetime);

/// Limits that had passed before something in between may have dropped the connection silently.
std::vector<IdleMatch> silentDrops(const Case &c, Time gap);

} // namespace ajar::closing
