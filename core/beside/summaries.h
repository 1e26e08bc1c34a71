// SPDX-License-Identifier: MIT
#pragma once

#include "session/contentreaders.h"

namespace ajar::beside
{

/// What the records of an end say, in one line each; cheapest where they are asked for in their
/// order.
class Summaries
{
public:
    /// The reader must outlive it. Of each payload the first `preview` bytes count.
    Summaries(session::Reader &reader, quint32 connection, qsizetype preview);

    /// As session::textSummary() has it, inflated.
    QString of(quint64 seq);

private:
    session::Row rowOf(quint64 seq);

    session::Reader &m_reader;
    session::ContentReaders m_contents;
    quint32 m_connection;
    qsizetype m_preview;
    QVector<session::Row> m_page; ///< neighbours are asked for next
};

} // namespace ajar::beside
