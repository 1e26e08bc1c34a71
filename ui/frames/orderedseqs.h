// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <vector>

namespace ajar::ui
{

/// Ascending sequence numbers, one for each row that is shown.
using OrderedSeqs = std::vector<quint32>;

/// 0: there is no such row.
inline quint64 seqAt(const OrderedSeqs &seqs, quint64 position)
{
    return position < seqs.size() ? seqs[position] : 0;
}

/// The place of the row, or of the one before where it would stand.
inline quint64 positionOf(const OrderedSeqs &seqs, quint64 seq)
{
    const auto place = std::distance(seqs.begin(), std::ranges::upper_bound(seqs, seq));
    return place > 0 ? static_cast<quint64>(place - 1) : 0;
}

} // namespace ajar::ui
