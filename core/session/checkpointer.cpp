// SPDX-License-Identifier: MIT
#include "session/checkpointer.h"

#include <algorithm>

namespace ajar::session
{

Checkpointer::~Checkpointer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_changed.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

int Checkpointer::open(const QString &path)
{
    if (const int code = openForWriting(path, m_database); code != SQLITE_OK)
        return code;
    // The first statement that reads opens the log.
    return execute(m_database.get(),
                   "PRAGMA synchronous=NORMAL; SELECT count(*) FROM sqlite_schema");
}

void Checkpointer::begin()
{
    const std::lock_guard lock(m_mutex);
    m_running = true;
    if (m_thread.joinable())
        m_changed.notify_all();
    else
        m_thread = std::thread([this] { run(); });
}

bool Checkpointer::isRunning() const
{
    const std::lock_guard lock(m_mutex);
    return m_running;
}

void Checkpointer::wait() const
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_running; });
}

std::size_t Checkpointer::movedPages() const
{
    const std::lock_guard lock(m_mutex);
    return m_moved;
}

void Checkpointer::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_running || m_ending; });
        if (!m_running)
            return;
        lock.unlock();
        int pages = 0;
        int moved = 0;
        sqlite3_wal_checkpoint_v2(m_database.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages,
                                  &moved);
        lock.lock();
        m_moved = static_cast<std::size_t>(std::max(0, moved)); // -1: it could not even look
        m_running = false;
        m_changed.notify_all();
    }
}

} // namespace ajar::session
