// SPDX-License-Identifier: MIT
#include "session/recordqueue.h"

namespace ajar::session
{

void RecordQueue::add(NewConnection connection)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return;
    noteAdded(sizeof connection, true);
    m_connections.push_back(std::move(connection));
}

bool RecordQueue::add(closing::RecordBatch batch)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return true;
    noteAdded(batch.weight(), batch.urgent);
    m_batches.push_back(std::move(batch));
    return m_waiting <= m_bound;
}

void RecordQueue::noteAdded(std::size_t weight, bool urgent)
{
    constexpr std::size_t worthWaking = std::size_t{256} * 1024;
    const bool first = m_batches.empty() && m_connections.empty();
    if (first)
        m_oldest = Clock::now();
    const bool grew = m_queued / worthWaking != (m_queued + weight) / worthWaking;
    m_queued += weight;
    m_waiting += weight;
    ++m_itemsAdded;
    m_urgent = m_urgent || urgent;
    if (first || urgent || grew)
        m_added.notify_one();
}

void RecordQueue::whenRoom(std::function<void()> call)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting > m_bound / 2) {
            m_waiters.push_back(std::move(call));
            return;
        }
    }
    call();
}

bool RecordQueue::isDue(std::size_t enough) const
{
    if (m_batches.empty() && m_connections.empty())
        return false;
    return m_urgent || m_queued >= enough || Clock::now() >= m_oldest + m_longestWait;
}

RecordQueue::Portion RecordQueue::take(std::size_t enough, Clock::time_point until)
{
    std::unique_lock lock(m_mutex);
    while (!m_closed && !m_woken && !isDue(enough) && Clock::now() < until) {
        const bool waits = !m_batches.empty() || !m_connections.empty();
        m_added.wait_until(lock, waits ? std::min(until, m_oldest + m_longestWait) : until);
    }
    m_woken = false;
    Portion portion;
    if (!m_closed && !isDue(enough))
        return portion;
    portion.items = m_connections.size();
    portion.weight = m_connections.size() * sizeof(NewConnection);
    portion.connections = std::exchange(m_connections, {});
    while (!m_batches.empty() && (portion.weight < enough || portion.batches.empty())) {
        portion.weight += m_batches.front().weight();
        ++portion.items;
        portion.batches.push_back(std::move(m_batches.front()));
        m_batches.pop_front();
    }
    m_queued -= portion.weight;
    if (m_batches.empty())
        m_urgent = false;
    return portion;
}

void RecordQueue::done(const Portion &portion)
{
    std::vector<std::function<void()>> calls;
    {
        const std::lock_guard lock(m_mutex);
        m_waiting -= portion.weight;
        m_itemsDone += portion.items;
        if (m_waiting <= m_bound / 2)
            calls.swap(m_waiters);
        m_done.notify_all();
    }
    for (const auto &call : calls)
        call();
}

void RecordQueue::drain()
{
    std::unique_lock lock(m_mutex);
    const std::uint64_t target = m_itemsAdded;
    if (m_itemsDone < target) {
        m_urgent = true;
        m_added.notify_one();
    }
    m_done.wait(lock, [&] { return m_itemsDone >= target; });
}

void RecordQueue::close()
{
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_added.notify_all();
}

void RecordQueue::pause(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    m_added.wait_for(lock, time, [this] { return m_closed || m_woken; });
    m_woken = false;
}

void RecordQueue::wake()
{
    const std::lock_guard lock(m_mutex);
    m_woken = true;
    m_added.notify_all();
}

bool RecordQueue::isClosed() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed;
}

bool RecordQueue::isFinished() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed && m_batches.empty() && m_connections.empty();
}

std::size_t RecordQueue::waitingBytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting;
}

} // namespace ajar::session
