// SPDX-License-Identifier: MIT
#include "filter/scan.h"

#include "filter/before.h"
#include "session/markcursor.h"

#include <algorithm>

namespace ajar::filter
{

namespace
{

using Clock = std::chrono::steady_clock;

constexpr int pageRows = 2048;
constexpr int rowsBetweenLooks = 64;
constexpr qsizetype controlPayload = 125; ///< RFC 6455 5.5: what a Close may carry
constexpr qsizetype usualPayload = 4096;  ///< longer ones are read one by one

} // namespace

Scan::Scan(QString path, quint32 connection, Filter filter, quint64 firstSeq,
           std::vector<session::MarkChange> marks)
    : m_path(std::move(path))
    , m_connection(connection)
    , m_filter(std::move(filter))
    , m_marks(std::move(marks))
    , m_onlyStory(m_filter.isAboutStory())
    , m_next(std::max<quint64>(firstSeq, 1))
{
}

Scan::~Scan() = default;

bool Scan::begin(session::Error &error)
{
    if (m_matcher)
        return true;
    auto opened = session::Reader::open(m_path);
    if (!opened) {
        error = opened.error;
        return false;
    }
    m_reader = std::move(*opened.value);
    m_matcher =
        std::make_unique<Matcher>(m_filter, contentOf(*m_reader, &m_stopped),
                                  session::withChanges(session::marksOf(*m_reader), m_marks));
    countInBefore(*m_matcher, *m_reader, m_connection, m_next, &m_stopped);
    return true;
}

/// False: there are no more, up to that record.
bool Scan::readRows(quint64 lastSeq)
{
    if (m_looked < m_rows.size())
        return true;
    const qsizetype payload = m_filter.readsPayload() ? usualPayload : controlPayload;
    const auto count = std::min<quint64>(lastSeq - m_next + 1, pageRows);
    m_looked = 0;
    if (m_onlyStory) {
        m_rows = m_reader->story(m_connection, m_next, pageRows, payload);
        while (!m_rows.isEmpty() && m_rows.last().seq > lastSeq)
            m_rows.removeLast();
    } else {
        m_rows = m_reader->rows(m_connection, m_next, static_cast<int>(count), payload);
    }
    return !m_rows.isEmpty();
}

Matches Scan::next(quint64 lastSeq, std::chrono::milliseconds patience)
{
    Matches matches;
    matches.scanned = m_next - 1;
    if (m_stopped || !begin(matches.error))
        return matches;
    const auto deadline = Clock::now() + patience;
    for (int looked = 0; m_next <= lastSeq;) {
        if (!readRows(lastSeq)) {
            matches.error = m_reader->error();
            if (m_onlyStory && !matches.error) { // up to there is nothing more that can pass
                m_next = lastSeq + 1;
                matches.scanned = lastSeq;
                break;
            }
            if (matches.error.fault != session::Fault::Damaged)
                break;
            // It goes on behind what is damaged.
            m_next = std::min<quint64>(m_next + rowsBetweenLooks, lastSeq + 1);
            matches.scanned = m_next - 1;
            if (m_stopped || Clock::now() >= deadline)
                break;
            continue;
        }
        const session::Row &row = m_rows.at(m_looked++);
        const bool passes = m_matcher->matches(m_connection, row);
        if (m_stopped) // what was read of this record may not be all of it
            break;
        if (passes)
            matches.seqs.push_back(row.seq);
        m_next = row.seq + 1;
        matches.scanned = row.seq;
        if (++looked % rowsBetweenLooks == 0 && Clock::now() >= deadline)
            break;
    }
    return matches;
}

} // namespace ajar::filter
