// SPDX-License-Identifier: MIT
#pragma once

#include "session/contentreader.h"

#include <map>

namespace ajar::session
{

/// The content readers of the connections under way in an export, not too many at a time.
class ContentReaders
{
public:
    explicit ContentReaders(Reader &reader, const std::atomic_bool *cancelled = nullptr)
        : m_reader(reader)
        , m_effort({.cancelled = cancelled})
    {
    }

    /// What a frame carries, whole; cheapest where the frames of a connection come in their order.
    Content content(quint32 connection, const Row &row);
    /// Its first bytes, at most `size`.
    Content beginning(quint32 connection, const Row &row, qsizetype size);
    void forget(quint32 connection) { m_readers.erase(connection); }

private:
    ContentReader &readerOf(quint32 connection);

    Reader &m_reader;
    Effort m_effort;
    std::map<quint32, ContentReader> m_readers;
};

} // namespace ajar::session
