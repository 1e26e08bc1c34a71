// SPDX-License-Identifier: MIT
#pragma once

#include "closing/closemonitor.h"
#include "session/importedharentry.h"
#include "session/importedharmessage.h"
#include "session/importedrows.h"

namespace ajar::session
{

/// What could not be taken over as it was.
struct HarCounts {
    quint64 records = 0;
    quint64 damaged = 0;
    quint64 untimed = 0;    ///< messages whose time is not told
    quint64 backwards = 0;  ///< messages with a time before the one in front of them
    quint64 fragmented = 0; ///< messages that were several frames
    quint64 inflated = 0;   ///< messages that were compressed
};

/// Writes one connection of a HAR: brings its messages and what else is told of it into one order,
/// in which times and numbers ascend. Of a connection that another program saw it derives the
/// states that follow from the handshake and from Close frames; how TCP ended is not in a HAR.
class HarConnection
{
public:
    HarConnection(ImportedHarEntry entry, std::uint32_t id, ImportedRows &rows, HarCounts &counts);

    const ImportedHarEntry &entry() const { return m_entry; }
    Error add(ImportedHarMessage message);
    /// What is told to stand behind the last message.
    Error finish();

private:
    closing::Time timeOf(const ImportedHarMessage &message);
    Error passRecords(std::uint64_t beforeNumber);
    Error write(ImportedRecord record, closing::Time t);
    Error writeFrame(ImportedHarMessage message, closing::Time t);
    Error writeState(const std::optional<closing::StateChange> &change);

    ImportedHarEntry m_entry;
    std::uint32_t m_id;
    ImportedRows &m_rows;
    HarCounts &m_counts;
    closing::CloseMonitor m_monitor;
    std::size_t m_passed = 0; ///< of the entry's records
    std::optional<closing::Time> m_last;
    std::uint64_t m_number = 0;
    bool m_any = false; ///< a message came
};

} // namespace ajar::session
