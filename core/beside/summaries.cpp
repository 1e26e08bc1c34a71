// SPDX-License-Identifier: MIT
#include "beside/summaries.h"

#include "session/exporter.h"

#include <algorithm>

namespace ajar::beside
{

namespace
{

constexpr quint64 rowsInPage = 128;

} // namespace

Summaries::Summaries(session::Reader &reader, quint32 connection, qsizetype preview)
    : m_reader(reader)
    , m_contents(reader)
    , m_connection(connection)
    , m_preview(preview)
{
}

session::Row Summaries::rowOf(quint64 seq)
{
    const auto find = [&] {
        const auto row = std::ranges::lower_bound(m_page, seq, {}, &session::Row::seq);
        return row != m_page.end() && row->seq == seq ? &*row : nullptr;
    };
    const session::Row *row = find();
    if (!row) {
        m_page = m_reader.rows(m_connection, seq - seq % rowsInPage, rowsInPage, m_preview);
        row = find();
    }
    return row ? *row : session::Row();
}

QString Summaries::of(quint64 seq)
{
    const session::Row row = rowOf(seq);
    if (!row.inflated)
        return session::textSummary(row);
    const session::Content content = m_contents.beginning(m_connection, row, m_preview);
    return session::textSummary(row, &content);
}

} // namespace ajar::beside
