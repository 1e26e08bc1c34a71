// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/frames/orderedseqs.h"

namespace ajar::ui
{

/// The records that are rows while a filter is set: one number for each. Records of a connection
/// past 2^32 are left out.
class RowHits
{
public:
    void clear();
    /// Ascending sequence numbers, behind those that are there. `atMost`: how many there can ever
    /// be, as far as that is known.
    void append(const std::vector<quint64> &seqs, quint64 atMost);

    quint64 size() const { return m_seqs.size(); }
    quint64 seqAt(quint64 position) const; ///< 0: there is no such row
    /// The place of the record, or of the hit before where it would stand.
    quint64 positionOf(quint64 seq) const;
    bool contains(quint64 seq) const;

private:
    OrderedSeqs m_seqs;
};

} // namespace ajar::ui
