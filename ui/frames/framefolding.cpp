// SPDX-License-Identifier: GPL-3.0-or-later
// Frames or messages: which records are rows, and how a message is folded and opened.
#include "ui/frames/framemodel.h"

#include <cmath>

namespace ajar::ui
{

void FrameModel::setMessages(bool on)
{
    if (m_messages == on)
        return;
    m_messages = on;
    if (on && m_connection && !m_scan.isStarted())
        refold();
    m_foldUpTo = m_records;
    showMode();
    Q_EMIT moved();
}

void FrameModel::refold()
{
    m_map.clear();
    m_foldUpTo = m_records;
    m_scan.start(m_connection->file()->path(), m_connection->id());
    m_scan.upTo(m_records);
}

double FrameModel::folded() const
{
    return m_foldUpTo == 0
               ? 1
               : qMin(1.0, static_cast<double>(m_map.scanned()) / static_cast<double>(m_foldUpTo));
}

void FrameModel::takeHeads(const std::vector<RowHead> &heads)
{
    for (const RowHead &head : heads)
        m_map.append(head);
    if (m_inMessages)
        takeGrowth();
    else if (m_messages)
        showMode();
    Q_EMIT moved();
    Q_EMIT currentChanged(); // its message may have grown
}

/// Messages are shown once all that there was when they were asked for is folded: until then the
/// frames stay, so that nothing jumps.
void FrameModel::showMode()
{
    const bool messages = m_messages && !m_inHits && m_map.scanned() >= m_foldUpTo;
    if (messages != m_inMessages)
        showRows(messages, m_inHits, anchor());
}

quint64 FrameModel::countRows() const
{
    return m_inHits ? m_hits.size() : m_inMessages ? m_map.size() : m_records;
}

FrameModel::Anchor FrameModel::anchor() const
{
    const quint64 place = m_current > 0 ? positionOf(m_current) : 0;
    const bool inSight =
        m_current > 0 && place >= m_first && place < m_first + static_cast<quint64>(m_visible);
    if (inSight)
        return {m_current, place - m_first, true};
    return {seqAt(m_first), 0, false};
}

void FrameModel::showRows(bool messages, bool hits, const Anchor &anchor)
{
    m_inMessages = messages;
    m_inHits = hits;
    m_total = countRows();
    m_seen = qMin(m_seen, m_total);
    const quint64 place = positionOf(anchor.seq);
    m_first = m_following ? lastFirst() : qMin(place - qMin(place, anchor.above), lastFirst());
    showWindow();
    Q_EMIT currentChanged();
}

quint64 FrameModel::seqAt(quint64 position) const
{
    if (m_inHits)
        return m_hits.seqAt(position);
    if (m_inMessages)
        return m_map.seqAt(position);
    return position < m_records ? position + 1 : 0;
}

/// The row that shows the record: its own, or that of the message that it is folded under.
quint64 FrameModel::positionOf(quint64 seq) const
{
    if (m_inHits)
        return m_hits.positionOf(seq);
    if (!m_inMessages)
        return seq > 0 ? seq - 1 : 0;
    if (m_map.isShown(seq))
        return m_map.positionOf(seq);
    const session::Row *found = row(seq);
    const FoldedMessage *message =
        found ? m_map.messageOf(seq, found->direction, found->leg) : nullptr;
    return m_map.positionOf(message ? message->head : seq);
}

void FrameModel::reveal(quint64 seq)
{
    const session::Row *found = m_inMessages && !m_map.isShown(seq) ? row(seq) : nullptr;
    const FoldedMessage *message =
        found ? m_map.messageOf(seq, found->direction, found->leg) : nullptr;
    if (message)
        setExpanded(message->head, true);
}

void FrameModel::toggleExpanded(double seq)
{
    setExpanded(seq, !m_map.isExpanded(static_cast<quint64>(seq)));
}

void FrameModel::setExpanded(double seq, bool on)
{
    constexpr int page = 1000;
    constexpr int pagesAtMost = 1000; // then only the first fragments are shown
    const auto head = static_cast<quint64>(std::llround(std::fmax(seq, 0)));
    const FoldedMessage *message = m_inMessages ? m_map.messageAt(head) : nullptr;
    if (!message || m_map.isExpanded(head) == on)
        return;
    if (on) {
        std::vector<quint32> fragments;
        quint64 next = head + 1;
        for (int i = 0; i < pagesAtMost && next <= message->last; ++i) {
            const auto rows = m_connection->reader().rows(m_connection->id(), next, page, 0);
            for (const session::Row &row : rows) {
                next = row.seq + 1;
                if (row.seq <= message->last && headOf(row).data && !headOf(row).first &&
                    row.direction == message->direction && row.leg == message->leg)
                    fragments.push_back(static_cast<quint32>(row.seq));
            }
            if (rows.isEmpty())
                break;
        }
        m_map.expand(head, fragments);
    } else {
        m_map.collapse(head);
    }
    m_total = m_map.size();
    moveTo(m_first);
}

const FoldedMessage *FrameModel::messageAt(const session::Row &row) const
{
    return m_inMessages ? m_map.messageAt(row.seq) : nullptr;
}

bool FrameModel::isPart(const session::Row &row) const
{
    if (!m_inMessages || row.header.opcode != wire::Opcode::Continuation)
        return false;
    const FoldedMessage *message = m_map.messageOf(row.seq, row.direction, row.leg);
    return message && m_map.isExpanded(message->head);
}

/// The first bytes of the message, over the borders of its fragments.
session::Content FrameModel::messageStart(const session::Row &row,
                                          const FoldedMessage &message) const
{
    constexpr qsizetype enough = 400;
    constexpr quint64 rowsLookedAt = 100;
    session::Content start;
    QByteArray bytes;
    const auto add = [&](const session::Row &part) {
        if (auto content = inflated(part)) {
            start = std::move(*content);
            bytes += start.bytes;
        } else {
            bytes += part.payload;
        }
    };
    add(row);
    const quint64 end = qMin<quint64>(message.last, row.seq + rowsLookedAt);
    for (quint64 seq = row.seq + 1; seq <= end && bytes.size() < enough; ++seq) {
        const session::Row *part = this->row(seq);
        if (!part || start.fault != session::ContentFault::None)
            break;
        const RowHead head = headOf(*part);
        if (head.data && !head.first && part->direction == message.direction &&
            part->leg == message.leg)
            add(*part);
    }
    start.bytes = bytes;
    start.size = message.compressed ? message.inflated : message.length;
    return start;
}

} // namespace ajar::ui
