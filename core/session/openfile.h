// SPDX-License-Identifier: MIT
#pragma once

#include "session/sqlite.h"

#include <QTemporaryDir>

namespace ajar::session
{

/// A session file open for reading.
struct OpenFile {
    std::unique_ptr<QTemporaryDir> folder; ///< of the copy that is read in the file's place, if any
    Database database;
    bool isBeingRecorded = false;
};

/// Opens a file that may come from anywhere: read-only, with nothing enabled that its content could
/// use, its schema checked. A recording that broke off is read with all that was committed. What
/// can't be opened in its place (its folder is read-only and there is a log to be read) is read
/// from a private copy.
Result<OpenFile> openForReading(const QString &path);

/// Opens a session to change what is said about it, its name and marks, not what was recorded: in
/// its place, with the same care. One that can't be written, or was made by a newer version, is not
/// opened.
Result<OpenFile> openForChange(const QString &path);

} // namespace ajar::session
