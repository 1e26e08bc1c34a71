// SPDX-License-Identifier: MIT
#pragma once

#include "session/sqlite.h"

#include <QString>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace ajar::session
{

/// Moves what the write-ahead log of a session holds into its file, through a connection and in a
/// thread of its own: the disk may take seconds to sync, and commits shall not wait for it.
class Checkpointer
{
public:
    /// Opens the file, which must be in write-ahead mode and still have its name.
    explicit Checkpointer(const QString &path);
    Checkpointer(const Checkpointer &) = delete;
    Checkpointer &operator=(const Checkpointer &) = delete;
    ~Checkpointer(); ///< waits for what has begun

    bool isValid() const { return m_isValid; }
    /// Begins to move what is in the log now, unless that is being done.
    void begin();

private:
    void run();

    Database m_database;
    bool m_isValid = false;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isWanted = false;
    bool m_isOver = false;
    std::thread m_thread; // last: it uses all the others
};

} // namespace ajar::session
