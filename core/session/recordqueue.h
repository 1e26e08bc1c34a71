// SPDX-License-Identifier: MIT
#pragma once

#include "session/sessionfile.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace ajar::session
{

/// What waits between the network thread and the recorder's: takes everything, tells when it is
/// over its bound, and hands out portions for one transaction each. Any thread.
class RecordQueue
{
public:
    using Clock = std::chrono::steady_clock;
    struct Portion {
        std::vector<NewConnection> connections;
        std::vector<closing::RecordBatch> batches;
        std::size_t weight = 0;
        std::uint64_t items = 0;
        bool empty() const { return items == 0; }
    };

    RecordQueue(std::size_t bound, std::chrono::milliseconds longestWait)
        : m_bound(bound)
        , m_longestWait(longestWait)
    {
    }

    void add(NewConnection connection);
    /// False when more than the bound waits.
    bool add(closing::RecordBatch batch);
    void whenRoom(std::function<void()> call);

    /// Waits until something is due (its time is over, it is urgent, or there is enough of it),
    /// until `until`, or until close(); gives about `enough` bytes of what waits.
    Portion take(std::size_t enough, Clock::time_point until);
    /// The portion is on the disk, or given up: makes room and wakes those who wait for it.
    void done(const Portion &portion);

    /// Waits until all that was added before is done.
    void drain();
    /// From now on take() does not wait, and what is added is ignored.
    void close();
    /// Waits, but not beyond close() or wake().
    void pause(std::chrono::milliseconds time);
    /// Ends the wait of take() or pause(), or the next one.
    void wake();

    bool isClosed() const;
    bool isFinished() const; ///< closed and empty
    std::size_t waitingBytes() const;

private:
    bool isDue(std::size_t enough) const;
    void noteAdded(std::size_t weight, bool urgent);

    const std::size_t m_bound;
    const std::chrono::milliseconds m_longestWait;
    mutable std::mutex m_mutex;
    std::condition_variable m_added;
    std::condition_variable m_done;
    std::deque<closing::RecordBatch> m_batches;
    std::vector<NewConnection> m_connections;
    std::vector<std::function<void()>> m_waiters;
    Clock::time_point m_oldest;
    std::size_t m_queued = 0;  ///< bytes in the queue
    std::size_t m_waiting = 0; ///< bytes in the queue and in portions not done
    std::uint64_t m_itemsAdded = 0;
    std::uint64_t m_itemsDone = 0;
    bool m_urgent = false;
    bool m_closed = false;
    bool m_woken = false;
};

} // namespace ajar::session
