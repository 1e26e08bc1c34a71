// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"

struct sqlite3;

namespace ajar::session
{

/// Whether an open database is a session of a version that this program knows, with the tables that
/// schema.h has and nothing that could act in a reader's place (views with other names, triggers,
/// virtual tables). `code` gets SQLite's result, to tell a file that can't be read from one that is
/// not ours.
Error checkSchema(sqlite3 *database, const QString &path, int &code);

} // namespace ajar::session
