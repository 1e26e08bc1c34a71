// SPDX-License-Identifier: MIT
#include "closing/journal.h"

#include <algorithm>
#include <utility>

namespace ajar::closing
{

std::uint64_t Journal::frame(FrameRecord record, wire::Bytes payload)
{
    record.number = ++m_frames;
    if (!m_enabled)
        return m_frames;
    m_rules.add(record, payload);
    std::vector<FindingNote> notes;
    if (m_rules.hasFound()) {
        notes = m_rules.take();
        for (const FindingNote &note : notes) {
            if (note.frame == record.number)
                record.findings.add(note.finding);
        }
    }
    record.payloadOffset = store(payload);
    record.payloadSize = payload.size();
    m_batch.urgent |= record.header.opcode == wire::Opcode::Close;
    m_batch.records.emplace_back(std::in_place_type<FrameRecord>, record);
    addFindings(notes);
    return m_frames;
}

void Journal::state(StateRecord record)
{
    if (!m_enabled)
        return;
    m_batch.urgent = true;
    m_batch.records.emplace_back(record);
    m_rules.add(record);
    addFindings(m_rules.take());
}

void Journal::event(Time t, Event event, Attributes attributes)
{
    if (!m_enabled)
        return;
    EventRecord record{t, event, std::move(attributes)};
    m_rules.add(record);
    m_batch.records.emplace_back(std::move(record));
    addFindings(m_rules.take());
}

void Journal::finding(const FindingNote &note)
{
    if (m_enabled)
        addFindings({note});
}

void Journal::addFindings(const std::vector<FindingNote> &notes)
{
    for (const FindingNote &note : notes)
        m_batch.records.emplace_back(EventRecord{note.t, Event::Finding, attributesOf(note)});
}

void Journal::outcome(Time t, const Outcome &outcome)
{
    if (!m_enabled)
        return;
    m_batch.urgent = true;
    m_batch.records.emplace_back(OutcomeRecord{t, outcome});
}

void Journal::context(Time t, Direction direction, wire::Bytes window)
{
    if (!m_enabled || window.empty())
        return;
    const std::size_t offset = store(window);
    m_batch.records.emplace_back(ContextRecord{t, direction, offset, window.size()});
}

void Journal::opaque(Time t, Direction direction, wire::Bytes bytes)
{
    if (!m_enabled || bytes.empty())
        return;
    const std::size_t offset = store(bytes);
    m_batch.records.emplace_back(OpaqueRecord{t, direction, offset, bytes.size()});
}

RecordBatch Journal::take(std::uint32_t connection)
{
    // The next batch is likely to be as large as this one.
    m_lastRecords = m_batch.records.size();
    m_lastPayloads = m_batch.payloads.size();
    RecordBatch batch = std::exchange(m_batch, {});
    batch.connection = connection;
    if (m_lastRecords > 64) {
        m_batch.records.reserve(m_lastRecords + m_lastRecords / 8);
        m_batch.payloads.reserve(
            std::min<std::size_t>(m_lastPayloads + m_lastPayloads / 8, 1u << 20));
    }
    return batch;
}

std::size_t Journal::store(wire::Bytes bytes)
{
    const std::size_t offset = m_batch.payloads.size();
    m_batch.payloads.insert(m_batch.payloads.end(), bytes.begin(), bytes.end());
    return offset;
}

} // namespace ajar::closing
