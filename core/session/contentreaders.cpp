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
    if (m_readers.size() >= mostReaders && !m_readers.contains(connection))
        m_readers.clear();
    ContentReader &reader = m_readers.try_emplace(connection, m_reader, connection).first->second;
    return reader.readAll(row, m_effort);
}

} // namespace ajar::session
