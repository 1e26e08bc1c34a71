// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"

#include <array>
#include <optional>

namespace ajar::gate
{

/// The deadlines of one link, without a clock: times come from outside. Nanoseconds.
class Timers
{
public:
    struct Entry {
        bool running = false;
        closing::Time started = 0;
        closing::Time duration = 0;
        closing::Time deadline() const { return started + duration; }
    };

    /// Starts, or starts anew.
    void start(closing::Timer timer, closing::Time now, closing::Time duration);
    /// True if it was running.
    bool stop(closing::Timer timer);
    const Entry &entry(closing::Timer timer) const;

    /// The earliest deadline; nullopt if nothing runs.
    std::optional<closing::Time> next() const;
    /// Stops and returns one timer whose deadline has come, earliest first.
    std::optional<closing::Timer> takeExpired(closing::Time now);

    static constexpr std::size_t count = static_cast<std::size_t>(closing::Timer::ReplyPing) + 1;

private:
    std::array<Entry, count> m_entries;
};

} // namespace ajar::gate
