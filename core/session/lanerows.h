// SPDX-License-Identifier: MIT
#pragma once

#include "session/compressedrows.h"

#include <optional>

namespace ajar::session
{

/// Walks over the compressed frames of a lane in their order, page by page.
class LaneRows
{
public:
    LaneRows(Reader &reader, quint32 connection, const Lane &lane, bool withContexts)
        : m_reader(reader)
        , m_connection(connection)
        , m_lane(lane)
        , m_withContexts(withContexts)
    {
    }

    /// The next frame is the first one from `seq` on.
    void seek(quint64 seq);
    /// Whether the next frame is known to be this one.
    bool isNext(quint64 seq) const;
    /// The next frame, if one is at hand.
    const Row *next() const { return m_at < m_page.size() ? &m_page[m_at] : nullptr; }
    void take() { ++m_at; }
    /// Looks at some thousand more records, up to `lastSeq`, which must be there. False: there is
    /// none left up to there.
    bool readOn(quint64 lastSeq);
    /// The context that stands before the next frame, if one is stored and intact.
    std::optional<QByteArray> contextOfNext() const;

private:
    Reader &m_reader;
    quint32 m_connection;
    Lane m_lane;
    bool m_withContexts;
    quint64 m_from = 1; ///< the first record that is not in a page yet
    QVector<Row> m_page;
    qsizetype m_at = 0;
    QVector<StoredContext> m_contexts; ///< of the page
};

} // namespace ajar::session
