// SPDX-License-Identifier: MIT
#include "session/contentreaders.h"

namespace ajar::session
{

namespace
{

constexpr std::size_t mostReaders = 256; ///< each keeps a window and a page of rows

} // namespace

Content ContentReaders::content(quint32 connection, const Row &row)
{
    return readerOf(connection).readAll(row, m_effort);
}

Content ContentReaders::beginning(quint32 connection, const Row &row, qsizetype size)
{
    return readerOf(connection).read(row, 0, size, m_effort);
}

ContentReader &ContentReaders::readerOf(quint32 connection)
{
    if (m_readers.size() >= mostReaders && !m_readers.contains(connection))
        m_readers.clear();
    return m_readers.try_emplace(connection, m_reader, connection).first->second;
}

} // namespace ajar::session
