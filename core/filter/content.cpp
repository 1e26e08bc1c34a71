// SPDX-License-Identifier: MIT
#include "filter/content.h"

#include "session/compressedrows.h"
#include "session/contentreader.h"

#include <map>

namespace ajar::filter
{

namespace
{

constexpr std::size_t mostReaders = 256; ///< each keeps a window and a page of rows

} // namespace

ContentSource contentOf(session::Reader &reader, const std::atomic_bool *cancelled)
{
    auto readers = std::make_shared<std::map<quint32, session::ContentReader>>();
    return [&reader, cancelled, readers](quint32 connection, const session::Row &row) {
        if (!session::isCompressed(row)) {
            if (static_cast<quint64>(row.payload.size()) >= row.payloadSize)
                return row.payload;
            return reader.payload(connection, row.seq, 0, mostContent);
        }
        if (readers->size() >= mostReaders && !readers->contains(connection))
            readers->clear();
        session::ContentReader &contents =
            readers->try_emplace(connection, reader, connection).first->second;
        return contents.read(row, 0, mostContent, {.cancelled = cancelled}).bytes;
    };
}

} // namespace ajar::filter
