// SPDX-License-Identifier: MIT
#include "session/lanerows.h"

#include <algorithm>

namespace ajar::session
{

namespace
{

constexpr quint64 recordsAtOnce = 4096; ///< of all kinds
constexpr int pageRows = 64;
constexpr qsizetype payloadInPage = 4096; ///< of a row: a session has many lanes

} // namespace

void LaneRows::seek(quint64 seq)
{
    m_from = seq;
    m_page.clear();
    m_contexts.clear();
    m_at = 0;
}

bool LaneRows::isNext(quint64 seq) const
{
    return next() && next()->seq == seq;
}

bool LaneRows::readOn(quint64 lastSeq)
{
    if (m_from > lastSeq)
        return false;
    const quint64 last = std::min(lastSeq, m_from + recordsAtOnce - 1);
    const quint64 from = m_from;
    seek(last + 1);
    m_page = m_reader.compressedRows(m_connection, m_lane, from, from + recordsAtOnce - 1, pageRows,
                                     payloadInPage);
    if (m_page.isEmpty())
        return true;
    // What lies behind `last` may still grow.
    const quint64 end = m_page.last().seq + 1;
    m_from = m_page.size() == pageRows ? end : std::max(m_from, end);
    if (m_withContexts)
        m_contexts = m_reader.contexts(m_connection, m_lane, m_page.first().seq, m_page.last().seq,
                                       pageRows);
    m_page.removeIf([&](const Row &row) { return !isCompressed(row, m_lane); });
    return true;
}

std::optional<QByteArray> LaneRows::contextOfNext() const
{
    const Row *row = next();
    const auto context = std::ranges::find(m_contexts, row ? row->seq : 0, &StoredContext::seq);
    if (context == m_contexts.end() || !context->intact)
        return std::nullopt;
    return context->window;
}

} // namespace ajar::session
