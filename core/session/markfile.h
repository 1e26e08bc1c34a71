// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"
#include "session/mark.h"

#include <QString>

#include <span>

struct sqlite3;

namespace ajar::session
{

/// A mark that a record gets in place of the one it has; nullopt: it has none any more.
struct MarkChange {
    quint32 connection = 0;
    quint64 seq = 0;
    std::optional<Mark> mark;
};

/// Writes marks into a session file, all in one short transaction or none, also while it is being
/// recorded: SQLite lets one writer wait for another, for at most two seconds. The file is opened
/// for that alone, so that nothing of this keeps a recorder from ending; it stays one file. One of
/// format 1.0 becomes one of format 1.1. Any thread. Faults: the file can't be written, was made by
/// a newer version, has no such record, or a note is longer than longestNote.
Error writeMarks(const QString &path, std::span<const MarkChange> changes);

/// The same in a transaction of the caller's, where there is the table. A damaged mark gets a
/// checksum that does not fit. SQLITE_DONE, SQLITE_NOTFOUND if a record is not there, or what went
/// wrong.
int writeMarkRows(sqlite3 *database, std::span<const MarkChange> changes);

/// The marks of a source as they are with these changes.
MarkSource withChanges(MarkSource source, std::span<const MarkChange> changes);

} // namespace ajar::session
