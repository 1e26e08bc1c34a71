// SPDX-License-Identifier: MIT
#pragma once

#include "session/sessionfile.h"

namespace ajar::session
{

constexpr qsizetype longestStoredName = 4000; ///< bytes; what shows names may cut them further

/// The user's name for a session as its file has it, in UTF-8; empty if it has none or can't be
/// read.
QByteArray storedName(const QString &path);

/// Keeps that name in a session that is open for writing; an empty one is none. An SQLite code,
/// SQLITE_DONE if all went well.
int writeName(sqlite3 *database, const QByteArray &name);
/// The same in a new session.
Error storeName(SessionFile &file, const QByteArray &name);

} // namespace ajar::session
