// SPDX-License-Identifier: MIT
#include "session/exportsource.h"

#include "session/bytes.h"

#include <algorithm>
#include <limits>

namespace ajar::session
{

namespace
{

constexpr qsizetype wholePayload = std::numeric_limits<int>::max();
constexpr qsizetype payloadInPage =
    qsizetype{16} * 1024;               ///< longer ones are read when they are written
constexpr qsizetype shortPayload = 512; ///< what comes along where most records are passed over
constexpr int rowsInAllPages = 4096;
constexpr int fewestRows = 16;
constexpr int rowsInVisit = 512;
constexpr quint64 firstStep = 64;

} // namespace

ExportSource::ExportSource(Reader &reader, quint32 connection, int pageRows,
                           const ExportOptions &options, ExportTally &tally)
    : m_reader(&reader)
    , m_options(&options)
    , m_tally(&tally)
    , m_connection(connection)
    , m_last(reader.lastSeq(connection))
    , m_pageRows(pageRows)
    , m_payloadLimit(options.keep && !options.keepReadsPayloads ? shortPayload : payloadInPage)
{
}

Row ExportSource::wholeRow() const
{
    const Row &row = m_page[m_at];
    if (static_cast<quint64>(row.payload.size()) == row.payloadSize)
        return row;
    const auto rows = m_reader->rows(m_connection, row.seq, 1, wholePayload);
    return rows.isEmpty() ? row : rows.first();
}

void ExportSource::next()
{
    if (++m_at >= m_page.size())
        fill();
}

void ExportSource::fill()
{
    m_at = 0;
    m_page.clear();
    quint64 step = firstStep;
    while (m_page.isEmpty() && m_next <= m_last && !isCancelled()) {
        const quint64 before = m_next;
        if (m_options->keep)
            takeKept();
        else
            takeAll();
        // Where the file is damaged there may be nothing: then it goes on behind, in growing steps.
        if (m_next == before) {
            m_next += step;
            step *= 2;
        }
    }
    while (!m_page.isEmpty() && m_page.last().seq > m_last)
        m_page.removeLast();
}

void ExportSource::takeAll()
{
    m_page = m_reader->rows(m_connection, m_next, m_pageRows, m_payloadLimit);
    if (!m_page.isEmpty())
        m_next = m_page.last().seq + 1;
}

/// Most records are passed over: only what is kept is copied.
void ExportSource::takeKept()
{
    const auto take = [this](const Row &row) {
        if (row.seq > m_last)
            return false;
        ++m_tally->done;
        if (m_options->keep(m_connection, row)) {
            m_page.append(row);
            m_page.last().payload = owned(row.payload);
        } else if (row.damaged) {
            ++m_tally->damaged;
        }
        return true;
    };
    m_next = m_reader->visit(m_connection, m_next, std::min(m_pageRows, rowsInVisit),
                             m_payloadLimit, take);
    if (m_options->progress)
        m_options->progress(m_tally->done, m_tally->total);
}

std::vector<ExportSource> exportSources(Reader &reader,
                                        const QVector<StoredConnection> &connections,
                                        const ExportOptions &options, ExportTally &tally)
{
    const auto count = static_cast<int>(std::max<qsizetype>(connections.size(), 1));
    const int pageRows = std::max(rowsInAllPages / count, fewestRows);
    std::vector<ExportSource> sources;
    sources.reserve(static_cast<std::size_t>(count));
    for (const StoredConnection &connection : connections) {
        sources.emplace_back(reader, connection.id, pageRows, options, tally);
        tally.total += sources.back().last();
    }
    for (ExportSource &source : sources)
        source.fill();
    return sources;
}

ExportMerge::ExportMerge(std::vector<ExportSource> &sources, bool oneByOne)
    : m_sources(sources)
    , m_oneByOne(oneByOne)
{
    for (std::size_t i = 0; i < sources.size(); ++i)
        push(i);
}

void ExportMerge::next()
{
    const std::size_t index = m_queue.top().index;
    m_queue.pop();
    m_sources[index].next();
    push(index);
}

void ExportMerge::push(std::size_t index)
{
    if (!m_sources[index].atEnd())
        m_queue.push({m_oneByOne ? 0 : m_sources[index].row().t, index});
}

} // namespace ajar::session
