// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frames/rowmap.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace ajar::ui
{

void RowMap::clear()
{
    *this = {};
}

RowMap::Stream &RowMap::streamOf(const RowHead &head)
{
    const std::size_t direction = head.direction == closing::Direction::Sent ? 1 : 0;
    const std::size_t leg = head.leg == closing::Leg::Endpoint ? 2 : 0;
    return m_streams[direction + leg];
}

void RowMap::append(const RowHead &head)
{
    if (head.seq <= m_scanned || head.seq > std::numeric_limits<quint32>::max())
        return;
    m_scanned = head.seq;
    const auto seq = static_cast<quint32>(head.seq);
    if (!head.data) {
        m_shown.push_back(seq);
        return;
    }
    Stream &stream = streamOf(head);
    if (!head.first && stream.open) {
        continueMessage(stream, head);
    } else {
        m_shown.push_back(seq);
        if (head.first)
            stream = {head, true, none};
    }
    stream.open = stream.open && !head.fin;
}

void RowMap::continueMessage(Stream &stream, const RowHead &head)
{
    const RowHead &first = stream.head;
    const auto firstSeq = static_cast<quint32>(first.seq);
    if (stream.message == none) {
        stream.message = m_messages.size();
        m_byHead.insert(firstSeq, static_cast<quint32>(m_messages.size()));
        m_messages.push_back({.head = firstSeq,
                              .last = firstSeq,
                              .fragments = 1,
                              .complete = false,
                              .compressed = first.inflated.has_value(),
                              .direction = first.direction,
                              .leg = first.leg,
                              .length = first.length,
                              .inflated = first.inflated.value_or(0)});
    }
    FoldedMessage &message = m_messages[stream.message];
    message.last = static_cast<quint32>(head.seq);
    ++message.fragments;
    message.complete = head.fin;
    message.length += head.length;
    message.inflated += head.inflated.value_or(0);
    if (const auto open = m_expanded.find(firstSeq); open != m_expanded.end()) {
        open->push_back(message.last);
        m_shown.push_back(message.last);
    }
}

quint64 RowMap::seqAt(quint64 position) const
{
    return ui::seqAt(m_shown, position);
}

quint64 RowMap::positionOf(quint64 seq) const
{
    return ui::positionOf(m_shown, seq);
}

bool RowMap::isShown(quint64 seq) const
{
    return seqAt(positionOf(seq)) == seq;
}

const FoldedMessage *RowMap::messageAt(quint64 head) const
{
    const auto found = m_byHead.constFind(static_cast<quint32>(head));
    return found == m_byHead.constEnd() ? nullptr : &m_messages[*found];
}

const FoldedMessage *RowMap::messageOf(quint64 seq, closing::Direction direction,
                                       closing::Leg leg) const
{
    const FoldedMessage *nearest = nullptr;
    // In one stream messages don't overlap: the last one that begins before is the only one.
    for (auto it = m_messages.rbegin(); it != m_messages.rend(); ++it) {
        if (it->direction != direction || it->leg != leg || it->head > seq)
            continue;
        nearest = &*it;
        break;
    }
    return nearest && seq <= nearest->last ? nearest : nullptr;
}

bool RowMap::isExpanded(quint64 head) const
{
    return m_expanded.contains(static_cast<quint32>(head));
}

void RowMap::expand(quint64 head, const std::vector<quint32> &fragments)
{
    if (!messageAt(head) || isExpanded(head) || fragments.empty())
        return;
    // Only what stands behind the first fragment moves: the tail is merged with the fragments.
    const auto from = m_shown.begin() + static_cast<std::ptrdiff_t>(positionOf(head)) + 1;
    const std::vector<quint32> tail(from, m_shown.end());
    m_shown.erase(from, m_shown.end());
    std::set_union(tail.begin(), tail.end(), fragments.begin(), fragments.end(),
                   std::back_inserter(m_shown));
    m_expanded.insert(static_cast<quint32>(head), fragments);
}

void RowMap::collapse(quint64 head)
{
    const std::vector<quint32> fragments = m_expanded.take(static_cast<quint32>(head));
    if (fragments.empty())
        return;
    const auto from = m_shown.begin() + static_cast<std::ptrdiff_t>(positionOf(fragments.front()));
    const std::vector<quint32> tail(from, m_shown.end());
    m_shown.erase(from, m_shown.end());
    std::set_difference(tail.begin(), tail.end(), fragments.begin(), fragments.end(),
                        std::back_inserter(m_shown));
}

} // namespace ajar::ui
