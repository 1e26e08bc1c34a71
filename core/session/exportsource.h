// SPDX-License-Identifier: MIT
#pragma once

#include "session/exporter.h"
#include "session/keptahead.h"
#include "session/reader.h"

#include <memory>
#include <queue>
#include <vector>

namespace ajar::session
{

/// What has come of the records so far.
struct ExportTally {
    quint64 total = 0;
    quint64 done = 0;
    quint64 damaged = 0;
};

/// The records of one connection that are kept, up to those that were there at the beginning, page
/// by page.
class ExportSource
{
public:
    /// All must live as long as this. fill() comes first.
    ExportSource(Reader &reader, quint32 connection, int pageRows, const ExportOptions &options,
                 ExportTally &tally);

    /// Lets so many threads go ahead, if there is enough for them.
    void goAhead(int threads);

    bool atEnd() const { return m_at >= m_page.size(); }
    const Row &row() const { return m_page[m_at]; }
    quint32 connection() const { return m_connection; }
    quint64 last() const { return m_last; }

    /// The record with its whole payload.
    Row wholeRow() const;
    void next();
    /// Reads the next page, over records that are not kept: these it counts in the tally.
    void fill();

private:
    bool isCancelled() const { return m_options->cancelled && *m_options->cancelled; }
    void takeAll();
    void takeKept();
    void takeAhead();
    void visitKept();
    void takeStory();
    void takeIfKept(const Row &row);

    Reader *m_reader;
    const ExportOptions *m_options;
    ExportTally *m_tally;
    quint32 m_connection;
    quint64 m_last;
    int m_pageRows;
    qsizetype m_payloadLimit;
    quint64 m_next = 1;
    QVector<Row> m_page;
    qsizetype m_at = 0;
    ExportOptions::Keep m_keep; ///< after m_ahead failed, for the records from there on
    std::unique_ptr<KeptAhead> m_ahead;
};

/// A source for each connection, filled; adds their records to the tally's total.
std::vector<ExportSource> exportSources(Reader &reader,
                                        const QVector<StoredConnection> &connections,
                                        const ExportOptions &options, ExportTally &tally);

/// Gives the records of all sources in the order of (time, connection, seq), or one source after
/// another.
class ExportMerge
{
public:
    ExportMerge(std::vector<ExportSource> &sources, bool oneByOne);

    /// The source whose record is next; nullptr at the end.
    ExportSource *current() const
    {
        return m_queue.empty() ? nullptr : &m_sources[m_queue.top().index];
    }
    void next();

private:
    struct Head {
        closing::Time t;
        std::size_t index;
        bool operator<(const Head &other) const
        {
            return t != other.t ? t > other.t : index > other.index;
        }
    };
    void push(std::size_t index);

    std::vector<ExportSource> &m_sources;
    bool m_oneByOne;
    std::priority_queue<Head> m_queue;
};

} // namespace ajar::session
