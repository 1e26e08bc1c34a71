// SPDX-License-Identifier: MIT
#pragma once

#include "library/openers.h"
#include "session/error.h"

namespace ajar::library
{

enum class Removal : quint8 {
    ToTrash,    ///< to the desktop's trash; a fault if there is none for the file's disk
    Permanently ///< there is no way back
};

/// Takes a session file and the files that SQLite keeps beside it away. Never one that is being
/// recorded or that another process has open: then the fault is Busy and its detail says who has
/// it. Files that are no sessions, or damaged ones, are taken as they are.
session::Error removeSession(const QString &path, Removal removal, const Openers &openers);

} // namespace ajar::library
