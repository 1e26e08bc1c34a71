// SPDX-License-Identifier: MIT
#pragma once

#include "session/sqlite.h"

namespace ajar::session
{

/// Reads payloads from the tables `record` and `chunk`, only the pages that a part needs.
class PayloadReader
{
public:
    explicit PayloadReader(sqlite3 *database)
        : m_database(database)
    {
    }

    struct Part {
        QByteArray bytes;
        bool intact = true; ///< false: something could not be read, or a chunk's checksum is wrong
    };
    /// Bytes from `offset` on, at most `size`, fewer at the payload's end.
    Part read(qint64 id, bool chunked, quint64 offset, qsizetype size);

    struct Chunks {
        quint64 size = 0;
        quint32 checksum = 0; ///< of all bytes, from those that stand beside the chunks
        bool intact = true;
    };
    /// What the chunks of a record say of themselves.
    Chunks chunks(qint64 id);

private:
    QByteArray readBlob(const char *table, const char *column, qint64 row, quint64 offset,
                        qsizetype size, bool &intact);
    Part readChunks(qint64 id, quint64 offset, qsizetype size);

    sqlite3 *m_database;
    Statement m_chunks;
};

} // namespace ajar::session
