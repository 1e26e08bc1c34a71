// SPDX-License-Identifier: MIT
#include "gate/timers.h"

#include <utility>

namespace ajar::gate
{

void Timers::start(closing::Timer timer, closing::Time now, closing::Time duration)
{
    m_entries[static_cast<std::size_t>(timer)] = {true, now, duration};
}

bool Timers::stop(closing::Timer timer)
{
    return std::exchange(m_entries[static_cast<std::size_t>(timer)].running, false);
}

const Timers::Entry &Timers::entry(closing::Timer timer) const
{
    return m_entries[static_cast<std::size_t>(timer)];
}

std::optional<closing::Time> Timers::next() const
{
    std::optional<closing::Time> earliest;
    for (const Entry &entry : m_entries) {
        if (entry.running && (!earliest || entry.deadline() < *earliest))
            earliest = entry.deadline();
    }
    return earliest;
}

std::optional<closing::Timer> Timers::takeExpired(closing::Time now)
{
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < count; ++i) {
        const Entry &entry = m_entries[i];
        if (entry.running && entry.deadline() <= now &&
            (!found || entry.deadline() < m_entries[*found].deadline()))
            found = i;
    }
    if (!found)
        return std::nullopt;
    m_entries[*found].running = false;
    return static_cast<closing::Timer>(*found);
}

} // namespace ajar::gate
