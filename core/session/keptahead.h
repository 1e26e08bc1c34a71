// SPDX-License-Identifier: MIT
#pragma once

#include "session/exporter.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace ajar::session
{

/// Asks a filter of the records of one connection in several threads, each with a reader of its own
/// and a stretch of the records, and gives what is kept in its order. A thread waits where much of
/// what it kept was not asked for yet. One thread asks.
class KeptAhead
{
public:
    /// What has come of the records up to `lastSeq`.
    struct Batch {
        QVector<Row> rows;
        quint64 done = 0;
        quint64 damaged = 0; ///< of those that are not kept
        quint64 lastSeq = 0;
        bool failed = false; ///< reading met a fault behind lastSeq
    };

    KeptAhead(const QString &path, quint32 connection, quint64 lastSeq, qsizetype payloadLimit,
              ExportOptions::KeepFrom keepFrom, int threads);
    KeptAhead(const KeptAhead &) = delete;
    KeptAhead &operator=(const KeptAhead &) = delete;
    ~KeptAhead(); ///< does not wait for what was not asked for

    bool atEnd() const { return m_next == m_stretches.size(); }
    /// The next records; waits for them. Not at the end.
    Batch next();

private:
    struct Stretch {
        quint64 firstSeq = 0;
        quint64 lastSeq = 0;
        std::deque<Batch> batches;
        std::size_t bytes = 0; ///< of rows in the batches
        std::thread thread;
    };

    void work(Stretch &stretch);
    bool put(Stretch &stretch, Batch batch);
    static Batch read(Reader &reader, quint32 connection, quint64 firstSeq, quint64 lastSeq,
                      qsizetype payloadLimit, const ExportOptions::Keep &keep);

    const QString m_path;
    const quint32 m_connection;
    const qsizetype m_payloadLimit;
    const ExportOptions::KeepFrom m_keepFrom;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_stopped = false;
    std::size_t m_next = 0; ///< the stretch to ask
    std::vector<Stretch> m_stretches;
};

} // namespace ajar::session
