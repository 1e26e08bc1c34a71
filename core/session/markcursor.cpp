// SPDX-License-Identifier: MIT
#include "session/markcursor.h"

namespace ajar::session
{

namespace
{

constexpr int marksInPage = 256;

} // namespace

std::optional<Mark> MarkCursor::at(quint32 connection, quint64 seq)
{
    Page &page = m_pages[connection];
    if (!page.isRead || seq < page.from)
        read(connection, seq, page);
    for (;;) {
        while (page.at < page.marks.size() && page.marks[page.at].seq < seq)
            ++page.at;
        if (page.at < page.marks.size() || page.isLast)
            break;
        read(connection, seq, page);
    }
    page.from = seq;
    if (page.at < page.marks.size() && page.marks[page.at].seq == seq)
        return page.marks[page.at].mark;
    return std::nullopt;
}

void MarkCursor::read(quint32 connection, quint64 seq, Page &page)
{
    page.marks = m_reader.marks(connection, seq, marksInPage);
    page.at = 0;
    page.from = seq;
    page.isLast = page.marks.size() < marksInPage;
    page.isRead = true;
}

MarkSource marksOf(Reader &reader)
{
    auto cursor = std::make_shared<MarkCursor>(reader);
    return [cursor](quint32 connection, quint64 seq) { return cursor->at(connection, seq); };
}

} // namespace ajar::session
