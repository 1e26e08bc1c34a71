// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"

namespace ajar::gate
{

/// Collects the records of one connection in their order and numbers its frames. What it holds is
/// taken in batches. It keeps nothing when there is no sink to take it.
class Journal
{
public:
    explicit Journal(bool enabled)
        : m_enabled(enabled)
    {
    }

    /// Returns the frame's number.
    std::uint64_t frame(closing::FrameRecord record, wire::Bytes payload);
    void state(closing::StateRecord record);
    void event(closing::Time t, closing::Event event, closing::Attributes attributes = {});
    void outcome(closing::Time t, const closing::Outcome &outcome);
    /// The inflate window at the start of the next message of a direction (RFC 7692 7.2).
    void context(closing::Time t, closing::Direction direction, wire::Bytes window);
    void opaque(closing::Time t, closing::Direction direction, wire::Bytes bytes);

    std::size_t weight() const { return m_batch.weight(); }
    bool empty() const { return m_batch.empty(); }
    closing::RecordBatch take(std::uint32_t connection);

private:
    std::size_t store(wire::Bytes bytes);

    closing::RecordBatch m_batch;
    std::uint64_t m_frames = 0;
    std::size_t m_lastRecords = 0;
    std::size_t m_lastPayloads = 0;
    bool m_enabled;
};

} // namespace ajar::gate
