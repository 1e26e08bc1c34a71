// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/find/findscan.h"

#include "session/markcursor.h"

#include <QElapsedTimer>

namespace ajar::ui
{

namespace
{

constexpr int rowsInPage = 1024;
constexpr qsizetype shortPayload = 512;
constexpr qsizetype longPayload = qsizetype{16} * 1024;
constexpr qint64 tellEvery = 50; ///< milliseconds

} // namespace

FindScan::FindScan(const QString &path, quint32 connection, const filter::Filter &filter)
    : m_path(path)
    , m_connection(connection)
    , m_filter(filter)
{
}

session::Error FindScan::open()
{
    auto reader = session::Reader::open(m_path);
    if (!reader)
        return reader.error;
    m_reader = std::move(*reader.value);
    m_matcher = std::make_unique<filter::Matcher>(m_filter, filter::contentOf(*m_reader),
                                                  session::marksOf(*m_reader));
    return {};
}

session::Error FindScan::run(quint64 last, const std::atomic_bool &stopped, const Found &found)
{
    if (!m_reader) {
        if (session::Error error = open(); error)
            return error;
    }
    std::vector<quint64> hits;
    QElapsedTimer sinceTold;
    sinceTold.start();
    while (m_next <= last && !stopped) {
        const auto rows = m_reader->rows(m_connection, m_next, rowsInPage,
                                         m_filter.readsPayload() ? longPayload : shortPayload);
        if (rows.isEmpty())
            m_next += rowsInPage; // damaged: it goes on behind
        for (const session::Row &row : rows) {
            if (row.seq > last || stopped)
                break;
            if (m_matcher->matches(m_connection, row))
                hits.push_back(row.seq);
            m_next = row.seq + 1;
        }
        if (sinceTold.elapsed() < tellEvery)
            continue;
        found(std::exchange(hits, {}), m_next - 1);
        sinceTold.restart();
    }
    if (!stopped)
        found(std::move(hits), last);
    return m_reader->error();
}

} // namespace ajar::ui
