// SPDX-License-Identifier: MIT
#pragma once

#include "closing/closerules.h"
#include "closing/findingnote.h"
#include "closing/openingrules.h"
#include "closing/pingrules.h"

namespace ajar::closing
{

/// Checks one connection against the rules that no frame shows by itself: those of the opening and
/// closing handshakes, of Pings and Pongs, and of the end of TCP. The records go in as they are
/// made, or as a session file has them; what they show comes out at once, or at the latest at the
/// end. A data frame costs a few comparisons. Any thread, one at a time.
class RuleCheck
{
public:
    struct Options {
        wire::Role role = wire::Role::Client; ///< of the side whose frames are "sent"
        bool strict = false;                  ///< also the rules that implementers read differently
    };

    explicit RuleCheck(Options options)
        : m_options(options)
        , m_closes(options.role)
        , m_opening(options.role)
    {
    }

    /// Of the payload only that of control frames is looked at.
    void add(const FrameRecord &frame, wire::Bytes payload);
    void add(const StateRecord &state);
    void add(const EventRecord &event); ///< findings among the events are left out

    /// What has been found since the last call, in its order; at most 100 of one rule.
    std::vector<FindingNote> take();
    bool hasFound() const { return !m_found.empty(); }
    void setStrict(bool on) { m_options.strict = on; }

private:
    void sift();

    Options m_options;
    CloseRules m_closes;
    OpeningRules m_opening;
    PingRules m_pings;
    std::vector<FindingNote> m_found;
    std::array<std::uint32_t, wire::findingCount> m_counts{};
    std::size_t m_sifted = 0;
};

} // namespace ajar::closing
