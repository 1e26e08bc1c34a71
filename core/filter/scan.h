// SPDX-License-Identifier: MIT
#pragma once

#include "filter/matcher.h"
#include "session/markfile.h"
#include "session/reader.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

namespace ajar::filter
{

/// What a piece of a scan has brought.
struct Matches {
    std::vector<quint64> seqs; ///< ascending; all behind those of the piece before
    quint64 scanned = 0;       ///< every record up to this one has been answered for
    session::Error error;      ///< why it can't go on; what is damaged it leaves out, and goes on
};

/// Asks a filter of the records of one connection, one after the other, with a Reader of its own,
/// also while the session is being recorded: more records may follow those that it has scanned.
/// One thread at a time; stop() from any.
class Scan
{
public:
    /// Begins with the record `firstSeq`. What the filter asks of the records before (state:,
    /// after:, gap) counts as if they had been scanned. `marks` are those that the file has not
    /// got.
    Scan(QString path, quint32 connection, Filter filter, quint64 firstSeq = 1,
         std::vector<session::MarkChange> marks = {});
    ~Scan();

    /// Scans up to the record `lastSeq`, for about as long as `patience`; the next call goes on
    /// behind. At least some records are scanned, unless there are none or it was stopped.
    Matches next(quint64 lastSeq, std::chrono::milliseconds patience);

    /// Makes next() return soon, and for good.
    void stop() { m_stopped = true; }

    /// Records that could not be decided, which do not match.
    quint64 undecided() const { return m_matcher ? m_matcher->undecided() : 0; }

private:
    bool begin(session::Error &error);
    bool readRows(quint64 lastSeq);

    QString m_path;
    quint32 m_connection;
    Filter m_filter;
    std::vector<session::MarkChange> m_marks;
    bool m_onlyStory; ///< the others need not be read
    quint64 m_next;
    std::atomic_bool m_stopped = false;
    QVector<session::Row> m_rows; ///< read, and not all of them looked at
    qsizetype m_looked = 0;
    std::unique_ptr<session::Reader> m_reader;
    std::unique_ptr<Matcher> m_matcher; ///< reads through m_reader
};

} // namespace ajar::filter
