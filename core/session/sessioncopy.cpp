// SPDX-License-Identifier: MIT
#include "session/sessioncopy.h"

#include "session/files.h"

#include <QFile>

#include <sqlite3.h>

#include <utility>

namespace ajar::session
{

namespace
{

constexpr int pagesAtOnce = 256; // 4 MiB

} // namespace

Result<std::unique_ptr<SessionCopy>> SessionCopy::begin(const SessionFile &from,
                                                        const QString &path, bool overwrite)
{
    if (const Error error = makeRoomFor(path, overwrite); error)
        return error;
    if (const Error error = createPrivateFile(path); error)
        return error;
    std::unique_ptr<SessionCopy> copy(new SessionCopy(path));
    const int code = openForWriting(path, copy->m_target);
    sqlite3 *opened = copy->m_target.get();
    if (code != SQLITE_OK)
        return errorOf(opened, code, path);
    copy->m_backup = sqlite3_backup_init(opened, "main", from.database(), "main");
    if (!copy->m_backup)
        return errorOf(opened, sqlite3_extended_errcode(opened), path);
    return copy;
}

SessionCopy::~SessionCopy()
{
    endBackup();
    m_target.reset();
    if (!m_finished)
        removeWithSideFiles(m_path);
}

Result<bool> SessionCopy::step()
{
    const int code = sqlite3_backup_step(m_backup, pagesAtOnce);
    if (code == SQLITE_OK || code == SQLITE_DONE)
        return code == SQLITE_OK;
    return Error{faultOf(code), m_path, QString::fromUtf8(sqlite3_errstr(code))};
}

int SessionCopy::endBackup()
{
    return sqlite3_backup_finish(std::exchange(m_backup, nullptr));
}

Result<std::unique_ptr<SessionFile>> SessionCopy::finish()
{
    if (const int code = endBackup(); code != SQLITE_OK)
        return errorOf(m_target.get(), code, m_path);
    m_target.reset();
    auto file = SessionFile::goOnIn(m_path);
    m_finished = bool(file);
    return file;
}

} // namespace ajar::session
