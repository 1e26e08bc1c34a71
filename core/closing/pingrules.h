// SPDX-License-Identifier: MIT
#pragma once

#include "closing/findingnote.h"

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

namespace ajar::closing
{

/// The rules of Ping and Pong (RFC 6455 5.5.2, 5.5.3). A Ping counts as unanswered after ten
/// seconds, or when our own Pong timeout says so.
class PingRules
{
public:
    /// A control frame on the wire.
    void add(const FrameRecord &frame, wire::Bytes payload, std::vector<FindingNote> &found);
    void add(const EventRecord &event, std::vector<FindingNote> &found);
    /// Time has come to `t`.
    void pass(Time t, std::vector<FindingNote> &found)
    {
        if (t >= m_due)
            passDue(t, found);
    }
    /// TCP has ended.
    void end(Time t, std::vector<FindingNote> &found);

private:
    struct Ping {
        Time t = 0;
        std::uint64_t number = 0;
        std::string payload;
        bool strict = false; ///< the end that should answer had sent its Close
    };
    /// The Pings of one direction that wait, and what the other direction has to do with them.
    struct Lane {
        std::deque<Ping> waiting;
        std::string answered;  ///< payload of the Ping answered last
        std::uint64_t odd = 0; ///< the first Pong for these Pings that repeats none of them
        bool closed = false;   ///< this direction's Close is on the wire
    };

    void onPing(const FrameRecord &frame, wire::Bytes payload);
    void onPong(const FrameRecord &frame, wire::Bytes payload);
    void passDue(Time t, std::vector<FindingNote> &found);
    void tellOverdue(Direction pings, Time t, Time atLeast, std::vector<FindingNote> &found);
    void tellFirst(Direction pings, Time t, std::vector<FindingNote> &found);
    void settle(Direction pings, Time t, std::vector<FindingNote> &found);
    void findDue();
    Lane &lane(Direction direction) { return m_lanes[static_cast<std::size_t>(direction)]; }

    static constexpr Time never = INT64_MAX;
    std::array<Lane, 2> m_lanes; ///< by the direction of the Pings
    Time m_due = never;          ///< when the next Ping has waited for too long
};

} // namespace ajar::closing
