// SPDX-License-Identifier: MIT
#pragma once

#include "session/sessionfile.h"

struct sqlite3_backup;

namespace ajar::session
{

/// Copies a session that is being recorded to another file, step by step through SQLite's backup:
/// what is written to it between the steps comes along. It needs the open connection only, not the
/// file's name. What it has made goes away with it unless finish() succeeded.
class SessionCopy
{
public:
    static Result<std::unique_ptr<SessionCopy>> begin(const SessionFile &from, const QString &path,
                                                      bool overwrite);
    SessionCopy(const SessionCopy &) = delete;
    SessionCopy &operator=(const SessionCopy &) = delete;
    ~SessionCopy();

    /// Copies some more; true while something is left.
    Result<bool> step();
    /// Opens the copy, which is complete, to record on in it.
    Result<std::unique_ptr<SessionFile>> finish();

private:
    explicit SessionCopy(const QString &path)
        : m_path(path)
    {
    }
    int endBackup();

    QString m_path;
    Database m_target;
    sqlite3_backup *m_backup = nullptr;
    bool m_finished = false;
};

} // namespace ajar::session
