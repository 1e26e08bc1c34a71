// SPDX-License-Identifier: MIT
#include "session/inflatestarts.h"

#include <utility>

namespace ajar::session
{

void InflateStarts::add(quint64 seq, Window window)
{
    m_windows.insert_or_assign(seq, std::move(window));
    if (m_windows.size() <= most)
        return;
    bool keep = false;
    std::erase_if(m_windows, [&](const auto &) { return !(keep = !keep); });
    m_interval *= 2;
}

std::optional<InflateStarts::Start> InflateStarts::before(quint64 seq) const
{
    auto behind = m_windows.upper_bound(seq);
    if (behind == m_windows.begin())
        return std::nullopt;
    --behind;
    return Start{behind->first, &behind->second};
}

} // namespace ajar::session
