// SPDX-License-Identifier: MIT
#pragma once

#include "session/contentreader.h"

#include <vector>

namespace ajar::session
{

/// The content of a message of several frames in one piece, over their borders (RFC 6455 5.4), or
/// their payloads as they were on the wire.
class MessageContent
{
public:
    enum class Form : quint8 { Inflated, OnTheWire };

    /// A message that begins with the frame `head` and goes on up to the record `lastSeq`.
    MessageContent(Reader &reader, ContentReader &contents, quint32 connection, const Row &head,
                   quint64 lastSeq, Form form);

    /// At most `size` bytes from `offset` on. `size` of what comes back is that of all frames, once
    /// they have been looked at.
    Content read(quint64 offset, qsizetype size, const Effort &effort = {});

private:
    /// Where a frame's content stands in that of the message.
    struct Fragment {
        quint64 seq = 0;
        quint64 begin = 0;
        quint64 size = 0;
    };

    bool isPart(const Row &row) const;
    bool findFragments(const Effort &effort);
    Content readFragment(const Fragment &fragment, quint64 offset, qsizetype size,
                         const Effort &effort);

    Reader &m_reader;
    ContentReader &m_contents;
    quint32 m_connection;
    Row m_head;
    quint64 m_lastSeq;
    Form m_form;
    std::vector<Fragment> m_fragments; ///< found so far
    quint64 m_nextSeq;
    quint64 m_size = 0;
    quint64 m_partAt = 0; ///< an unfinished part, its offset and what there is of it
    QByteArray m_part;
};

} // namespace ajar::session
