// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"
#include "closing/rulecheck.h"

namespace ajar::closing
{

/// Collects the records of one connection in their order, numbers its frames, and adds what the
/// rules say of them: bits of a frame, and events. What it holds is taken in batches. It keeps
/// nothing when there is no sink to take it.
class Journal
{
public:
    /// `role`: ours.
    Journal(bool enabled, wire::Role role)
        : m_rules({role, false})
        , m_enabled(enabled)
    {
    }

    /// Returns the frame's number.
    std::uint64_t frame(FrameRecord record, wire::Bytes payload);
    void state(StateRecord record);
    void event(Time t, Event event, Attributes attributes = {});
    void outcome(Time t, const Outcome &outcome);
    /// The inflate window at the start of the next message of a direction (RFC 7692 7.2).
    void context(Time t, Direction direction, wire::Bytes window);
    /// A finding that whoever decodes a frame has more to say of than its bit.
    void finding(const FindingNote &note);
    /// Whether rules that implementers read differently are told too.
    void setStrict(bool on) { m_rules.setStrict(on); }
    void opaque(Time t, Direction direction, wire::Bytes bytes);

    std::size_t weight() const { return m_batch.weight(); }
    bool empty() const { return m_batch.empty(); }
    RecordBatch take(std::uint32_t connection);

private:
    void addFindings(const std::vector<FindingNote> &notes);
    std::size_t store(wire::Bytes bytes);

    RuleCheck m_rules;
    RecordBatch m_batch;
    std::uint64_t m_frames = 0;
    std::size_t m_lastRecords = 0;
    std::size_t m_lastPayloads = 0;
    bool m_enabled;
};

} // namespace ajar::closing
