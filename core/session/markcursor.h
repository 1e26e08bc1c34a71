// SPDX-License-Identifier: MIT
#pragma once

#include "session/reader.h"

#include <unordered_map>

namespace ajar::session
{

/// Finds the marks of records that are asked for in the order of each connection, some hundred at a
/// time. It sees what the file had when it came there.
class MarkCursor
{
public:
    explicit MarkCursor(Reader &reader)
        : m_reader(reader)
    {
    }

    std::optional<Mark> at(quint32 connection, quint64 seq);

private:
    struct Page {
        QVector<StoredMark> marks;
        qsizetype at = 0;    ///< the first that is not behind us
        quint64 from = 1;    ///< marks before this one were behind us when it was read
        bool isLast = false; ///< no mark is behind these
        bool isRead = false;
    };
    void read(quint32 connection, quint64 seq, Page &page);

    Reader &m_reader;
    std::unordered_map<quint32, Page> m_pages;
};

/// The marks that the file has, for those who ask in the order of the records. `reader` must live
/// longer.
MarkSource marksOf(Reader &reader);

} // namespace ajar::session
