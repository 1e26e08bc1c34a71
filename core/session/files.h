// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"

/// What the file system must do for session files and exports, each in one place.
namespace ajar::session
{

/// The path with its folder resolved, so that only the file itself could still be a symbolic link.
QString resolvedPath(const QString &path);

/// The fault that an errno stands for.
Error systemError(int number, const QString &path);

/// Why `path` is no regular file that can be opened: NotFound, NotAFile, NoPermission; none if it
/// is.
Error checkRegularFile(const QString &path);

/// Makes an empty file, mode 0600. It must not exist, not even as a symbolic link.
Error createPrivateFile(const QString &path);

/// Whether a new file may stand at `path`: yes if nothing does; else, with `overwrite`, if it is a
/// regular file that nobody has open as a session. It is left in place, with its -wal taken in.
Error checkTarget(const QString &path, bool overwrite);
/// Whether the file at `path` is a session of any version, or empty, or not there.
Error checkIsSession(const QString &path);
/// Removes a file and SQLite's files beside it.
void removeWithSideFiles(const QString &path);

/// What must be before a new session is made at `path`: with `overwrite` a session there is
/// removed; without it nothing may be there, and no log of a session that was moved away or deleted
/// while it was being recorded (it is recorded still, or was never ended).
Error makeRoomFor(const QString &path, bool overwrite);

/// Moves a finished file to `target` and syncs both to disk. Without `overwrite` an existing target
/// is a fault. The temporary file is gone in any case.
Error moveIntoPlace(const QString &temporary, const QString &target, bool overwrite);

/// A name beside `target` that nothing has.
QString temporaryBeside(const QString &target);

} // namespace ajar::session
