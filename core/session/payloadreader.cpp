// SPDX-License-Identifier: MIT
#include "session/payloadreader.h"

#include "session/rowcodec.h"

#include <algorithm>

namespace ajar::session
{

namespace
{

struct CloseBlob {
    void operator()(sqlite3_blob *blob) const noexcept { sqlite3_blob_close(blob); }
};

/// No payload has more chunks than this.
constexpr const char *chunksStatement =
    "SELECT rowid, part, crc, length(bytes) FROM chunk WHERE id = ? ORDER BY part LIMIT 100000";

/// The row of chunksStatement at which a statement stands.
struct ChunkRow {
    explicit ChunkRow(const Statement &statement)
        : row(statement.integer(0))
        , part(statement.integer(1))
        , crc(static_cast<quint32>(statement.integer(2)))
        , length(static_cast<quint64>(std::max<qint64>(statement.integer(3), 0)))
    {
    }
    qint64 row;
    qint64 part;
    quint32 crc;
    quint64 length;
};

} // namespace

PayloadReader::Part PayloadReader::read(qint64 id, bool chunked, quint64 offset, qsizetype size)
{
    if (chunked)
        return readChunks(id, offset, size);
    Part part;
    part.bytes = readBlob("record", "payload", id, offset, size, part.intact);
    return part;
}

PayloadReader::Chunks PayloadReader::chunks(qint64 id)
{
    if (!m_chunks.valid())
        m_chunks = Statement(m_database, chunksStatement);
    const StatementScope scope(m_chunks);
    m_chunks.bind(id);
    Chunks chunks;
    qint64 expected = 0;
    while (m_chunks.step() == SQLITE_ROW) {
        const ChunkRow chunk(m_chunks);
        chunks.intact = chunks.intact && chunk.part == expected++;
        chunks.checksum = combineChecksums(chunks.checksum, chunk.crc, chunk.length);
        chunks.size += chunk.length;
    }
    return chunks;
}

QByteArray PayloadReader::readBlob(const char *table, const char *column, qint64 row,
                                   quint64 offset, qsizetype size, bool &intact)
{
    sqlite3_blob *opened = nullptr;
    const int code = sqlite3_blob_open(m_database, "main", table, column, row, 0, &opened);
    const std::unique_ptr<sqlite3_blob, CloseBlob> blob(opened);
    if (code != SQLITE_OK) {
        intact = false;
        return {};
    }
    const auto whole = static_cast<quint64>(sqlite3_blob_bytes(opened));
    if (offset >= whole || size <= 0)
        return {};
    QByteArray bytes(static_cast<qsizetype>(std::min(whole - offset, static_cast<quint64>(size))),
                     Qt::Uninitialized);
    if (sqlite3_blob_read(opened, bytes.data(), static_cast<int>(bytes.size()),
                          static_cast<int>(offset)) == SQLITE_OK)
        return bytes;
    intact = false;
    return {};
}

PayloadReader::Part PayloadReader::readChunks(qint64 id, quint64 offset, qsizetype size)
{
    if (!m_chunks.valid())
        m_chunks = Statement(m_database, chunksStatement);
    const StatementScope scope(m_chunks);
    m_chunks.bind(id);
    Part part;
    quint64 start = 0; // of the chunk in the payload
    while (part.bytes.size() < size && m_chunks.step() == SQLITE_ROW) {
        const ChunkRow chunk(m_chunks);
        const quint64 skipped = offset > start ? offset - start : 0;
        start += chunk.length;
        if (skipped >= chunk.length)
            continue;
        const QByteArray bytes =
            readBlob("chunk", "bytes", chunk.row, skipped, size - part.bytes.size(), part.intact);
        const auto got = static_cast<std::size_t>(bytes.size());
        if (got == chunk.length && checksum(bytes.constData(), got) != chunk.crc)
            part.intact = false;
        part.bytes += bytes;
    }
    return part;
}

} // namespace ajar::session
