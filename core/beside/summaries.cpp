// SPDX-License-Identifier: MIT
#include "beside/summaries.h"

#include "session/exporter.h"

namespace ajar::beside
{

Summaries::Summaries(session::Reader &reader, quint32 connection, qsizetype preview)
    : m_reader(reader)
    , m_contents(reader)
    , m_connection(connection)
    , m_preview(preview)
{
}

QString Summaries::of(quint64 seq)
{
    const session::Row row = m_reader.rows(m_connection, seq, 1, m_preview).value(0);
    if (!row.inflated)
        return session::textSummary(row);
    const session::Content content = m_contents.beginning(m_connection, row, m_preview);
    return session::textSummary(row, &content);
}

} // namespace ajar::beside
