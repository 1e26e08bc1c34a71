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
constexpr quint64 worthThreads = 50'000; ///< records of a connection
constexpr int mostThreads = 8;

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

void ExportSource::goAhead(int threads)
{
    if (threads > 1 && m_options->keepFrom && !m_options->keepsStoryOnly && m_last >= worthThreads)
        m_ahead = std::make_unique<KeptAhead>(m_reader->path(), m_connection, m_last,
                                              m_payloadLimit, m_options->keepFrom, threads);
}

void ExportSource::takeKept()
{
    if (m_options->keepsStoryOnly)
        takeStory();
    else if (m_ahead)
        takeAhead();
    else
        visitKept();
    if (m_options->progress)
        m_options->progress(m_tally->done, m_tally->total);
}

void ExportSource::takeAhead()
{
    KeptAhead::Batch batch = m_ahead->next();
    m_page = std::move(batch.rows);
    m_tally->done += batch.done;
    m_tally->damaged += batch.damaged;
    m_next = batch.lastSeq + 1;
    if (!batch.failed && !m_ahead->atEnd())
        return;
    m_ahead.reset();
    if (batch.failed) { // this reader meets the fault too, and goes on behind it
        m_keep = m_options->keepFrom(*m_reader, m_connection, m_next);
        visitKept();
    }
}

/// Most records are passed over: only what is kept is copied.
void ExportSource::visitKept()
{
    const auto take = [&](const Row &row) {
        if (row.seq > m_last)
            return false;
        ++m_tally->done;
        takeIfKept(row);
        return true;
    };
    m_next = m_reader->visit(m_connection, m_next, std::min(m_pageRows, rowsInVisit),
                             m_payloadLimit, take);
}

/// Data frames are not even looked at.
void ExportSource::takeStory()
{
    const quint64 before = m_next;
    const auto rows = m_reader->story(m_connection, m_next, m_pageRows, m_payloadLimit);
    for (const Row &row : rows) {
        if (row.seq <= m_last)
            takeIfKept(row);
        m_next = row.seq + 1;
    }
    if (rows.isEmpty() && !m_reader->error())
        m_next = m_last + 1;
    m_next = std::min(m_next, m_last + 1);
    m_tally->done += m_next - before;
}

void ExportSource::takeIfKept(const Row &row)
{
    const ExportOptions::Keep &keep = m_keep ? m_keep : m_options->keep;
    if (keep(m_connection, row)) {
        m_page.append(row);
        m_page.last().payload = owned(row.payload);
    } else if (row.damaged) {
        ++m_tally->damaged;
    }
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
    const int threads = static_cast<int>(std::thread::hardware_concurrency()) / count;
    for (ExportSource &source : sources) {
        source.goAhead(std::min(threads, mostThreads));
        source.fill();
    }
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
