// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"

struct sqlite3;

namespace ajar::session
{

/// What a seal covers. Each row of `record` and `chunk` has a checksum of its own; these have none,
/// or can lack a row and not show it.
enum class Sealed : quint8 {
    Session,     ///< what the file says of itself
    Connections, ///< the table, whole
    Records,     ///< the last record of each connection
    Story,       ///< the index by which a story is read
    Resolution,  ///< the index by which the fate of a held frame is found
    Rates,       ///< the table, whole
    Contexts,    ///< where each inflate window belongs
};
/// Writes a row "seal-…" with a CRC-32 for each part into the table `session`, which must have its
/// `finished` already. An SQLite code.
int writeSeal(sqlite3 *database);

/// Compares a part with its seal: Fault::Damaged if it does not fit or has none although it must.
/// A session that is being recorded, or was never finished, or is of a version before seals has
/// none.
Error checkSeal(sqlite3 *database, Sealed part, const QString &path);

} // namespace ajar::session
