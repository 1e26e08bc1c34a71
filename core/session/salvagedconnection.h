// SPDX-License-Identifier: MIT
#pragma once

#include "session/foundrows.h"
#include "session/importedrows.h"
#include "session/salvage.h"

#include <span>

namespace ajar::session
{

/// Writes what was found of one connection, in its order, and events where records are missing.
class SalvagedConnection
{
public:
    SalvagedConnection(std::uint32_t id, FoundRows &found, ImportedRows &out);

    /// The next record, of which there may be several images.
    Error add(std::span<const RowPlace> images);
    const SalvageReport::Connection &report() const { return m_report; }

private:
    void describe(const FoundRows::Record &first);
    Error noteGap(std::uint64_t seq, const FoundRows::Record &next);
    Error write(FoundRows::Record record);
    Error writeFrame(FoundRows::Record record, const Row &row);
    FoundRows::Record best(std::span<const RowPlace> images);

    std::uint32_t m_id;
    FoundRows &m_found;
    ImportedRows &m_out;
    SalvageReport::Connection m_report;
    std::uint64_t m_seq = 0;    ///< of the last record
    std::uint64_t m_number = 0; ///< of the last frame
    closing::Time m_t = 0;
    bool m_any = false;
};

} // namespace ajar::session
