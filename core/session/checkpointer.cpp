// SPDX-License-Identifier: MIT
#include "session/checkpointer.h"

#include <QFile>

namespace ajar::session
{

Checkpointer::Checkpointer(const QString &path)
{
    sqlite3 *opened = nullptr;
    const int code =
        sqlite3_open_v2(QFile::encodeName(path).constData(), &opened,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX |
                            SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE,
                        nullptr);
    m_database.reset(opened);
    if (code != SQLITE_OK)
        return;
    // Reading opens the log too, while both still have their names.
    m_isValid = execute(opened, "PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0;"
                                "SELECT 1 FROM sqlite_schema LIMIT 1") == SQLITE_OK;
    if (m_isValid)
        m_thread = std::thread([this] { run(); });
}

Checkpointer::~Checkpointer()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isOver = true;
    }
    m_changed.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void Checkpointer::begin()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isWanted = true;
    }
    m_changed.notify_one();
}

void Checkpointer::run()
{
    for (;;) {
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_isWanted || m_isOver; });
            if (m_isOver)
                return;
        }
        sqlite3_wal_checkpoint_v2(m_database.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                  nullptr);
        const std::lock_guard lock(m_mutex);
        m_isWanted = false;
    }
}

} // namespace ajar::session
