// SPDX-License-Identifier: MIT
#pragma once

#include "session/sqlite.h"

#include <QString>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace ajar::session
{

/// Moves pages from a session's write-ahead log into the file on a thread and a connection of its
/// own: what the disk takes for that does not hold up the writer. The writer begins the passes.
class Checkpointer
{
public:
    Checkpointer() = default;
    Checkpointer(const Checkpointer &) = delete;
    Checkpointer &operator=(const Checkpointer &) = delete;
    ~Checkpointer();

    /// Opens file and log, which then are these ones whatever becomes of their names. An SQLite
    /// code.
    int open(const QString &path);

    /// Begins a pass; none may be under way.
    void begin();
    bool isRunning() const;
    /// Waits for the pass that may be under way.
    void wait() const;
    /// How many of the log's first pages the last pass found moved or moved itself.
    std::size_t movedPages() const;

private:
    void run();

    Database m_database;
    mutable std::mutex m_mutex;
    mutable std::condition_variable m_changed;
    bool m_running = false;
    bool m_ending = false;
    std::size_t m_moved = 0;
    std::thread m_thread; // last: it uses all the others
};

} // namespace ajar::session
