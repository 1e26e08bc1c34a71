// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frames/rowhits.h"

#include <algorithm>
#include <limits>

namespace ajar::ui
{

void RowHits::clear()
{
    m_seqs = {}; // its memory too
}

void RowHits::append(const std::vector<quint64> &seqs, quint64 atMost)
{
    // Doubling would take twice the memory that ten million rows need.
    const std::size_t needed = m_seqs.size() + seqs.size();
    if (needed > m_seqs.capacity()) {
        const std::size_t roomy = m_seqs.size() + m_seqs.size() / 2;
        m_seqs.reserve(std::max(needed, std::min<std::size_t>(roomy, atMost)));
    }
    for (const quint64 seq : seqs) {
        if (seq <= std::numeric_limits<quint32>::max())
            m_seqs.push_back(static_cast<quint32>(seq));
    }
}

quint64 RowHits::seqAt(quint64 position) const
{
    return ui::seqAt(m_seqs, position);
}

quint64 RowHits::positionOf(quint64 seq) const
{
    return ui::positionOf(m_seqs, seq);
}

bool RowHits::contains(quint64 seq) const
{
    return seqAt(positionOf(seq)) == seq && seq != 0;
}

} // namespace ajar::ui
