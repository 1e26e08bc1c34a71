// SPDX-License-Identifier: MIT
#include "session/encoder.h"

#include "session/details.h"

#include <algorithm>

namespace ajar::session
{

namespace
{

std::int64_t slotOf(closing::Time t)
{
    return t / rateSlot - (t % rateSlot < 0 ? 1 : 0); // rounded down, for any time
}

StoredRow detailsRow(Kind kind, closing::Time t)
{
    StoredRow row;
    row.kind = static_cast<int>(kind);
    row.t = t;
    return row;
}

void setPayload(StoredRow &row, wire::Bytes bytes)
{
    row.payload = reinterpret_cast<const char *>(bytes.data());
    row.payloadSize = bytes.size();
}

} // namespace

void Encoder::add(closing::RecordBatch batch)
{
    m_batches.push_back(std::move(batch)); // moving keeps the payloads where they are
    const closing::RecordBatch &kept = m_batches.back();
    Numbers &numbers = m_numbers[kept.connection];
    for (const closing::Record &record : kept.records) {
        if (const auto *context = std::get_if<closing::ContextRecord>(&record)) {
            const wire::Bytes bytes = kept.payload(*context);
            m_contexts.push_back({recordId(kept.connection, numbers.seq + 1),
                                  context->direction == closing::Direction::Received,
                                  checksum(bytes.data(), bytes.size()),
                                  reinterpret_cast<const char *>(bytes.data()), bytes.size()});
            continue;
        }
        m_rows.push_back(encode(kept, record, kept.connection));
        finish(m_rows.back(), numbers, kept.connection);
    }
}

void Encoder::addDetails(std::uint32_t connection, Kind kind, closing::Time t, QByteArray json)
{
    m_details.push_back(std::move(json));
    StoredRow row = detailsRow(kind, t);
    row.payload = m_details.back().constData();
    row.payloadSize = static_cast<std::size_t>(m_details.back().size());
    m_rows.push_back(row);
    finish(m_rows.back(), m_numbers[connection], connection);
}

void Encoder::markLastAsDamaged()
{
    StoredRow &row = m_rows.back();
    row.crc ^= 1;
    Numbers &numbers = m_numbers[static_cast<std::uint32_t>(row.id >> connectionShift)];
    numbers.lastFrame = numbers.frameBefore;
}

void Encoder::clear()
{
    for (auto &[connection, numbers] : m_numbers)
        numbers.committedSeq = numbers.seq;
    m_batches.clear();
    m_details.clear();
    m_rows.clear();
    m_chunks.clear();
    m_contexts.clear();
    m_rates.clear();
    m_lastSums = nullptr;
}

std::vector<Recorded> Encoder::added() const
{
    std::vector<Recorded> added;
    for (const auto &[connection, numbers] : m_numbers) {
        if (numbers.seq > numbers.committedSeq)
            added.push_back(
                {connection, numbers.committedSeq + 1, numbers.seq - numbers.committedSeq});
    }
    std::ranges::sort(added, {}, &Recorded::connection);
    return added;
}

StoredRow Encoder::encode(const closing::RecordBatch &batch, const closing::Record &record,
                          std::uint32_t connection)
{
    if (const auto *frame = std::get_if<closing::FrameRecord>(&record)) {
        count(*frame, connection);
        StoredRow row = frameRow(*frame);
        setPayload(row, batch.payload(*frame));
        return row;
    }
    if (const auto *opaque = std::get_if<closing::OpaqueRecord>(&record)) {
        StoredRow row = detailsRow(Kind::Opaque, opaque->t);
        row.bits = packBits({.fin = false, .direction = opaque->direction});
        setPayload(row, batch.payload(*opaque));
        return row;
    }
    StoredRow row;
    if (const auto *state = std::get_if<closing::StateRecord>(&record)) {
        row = detailsRow(Kind::State, state->t);
        m_details.push_back(stateDetails(*state));
    } else if (const auto *event = std::get_if<closing::EventRecord>(&record)) {
        row = detailsRow(Kind::Event, event->t);
        m_details.push_back(eventDetails(*event));
    } else if (const auto *outcome = std::get_if<closing::OutcomeRecord>(&record)) {
        row = detailsRow(Kind::Outcome, outcome->t);
        m_details.push_back(outcomeDetails(*outcome));
    }
    row.payload = m_details.back().constData();
    row.payloadSize = static_cast<std::size_t>(m_details.back().size());
    return row;
}

void Encoder::count(const closing::FrameRecord &frame, std::uint32_t connection)
{
    if (!closing::onTheWire(frame.direction, frame.disposition))
        return;
    const RateKey key{connection, slotOf(frame.t)};
    if (!m_lastSums || key != m_lastRate) {
        m_lastRate = key;
        m_lastSums = &m_rates[key];
    }
    const auto bytes = static_cast<std::int64_t>(frame.header.size() + frame.payloadSize);
    if (frame.direction == closing::Direction::Sent) {
        ++m_lastSums->sentFrames;
        m_lastSums->sentBytes += bytes;
    } else {
        ++m_lastSums->receivedFrames;
        m_lastSums->receivedBytes += bytes;
    }
}

void Encoder::finish(StoredRow &row, Numbers &numbers, std::uint32_t connection)
{
    row.id = recordId(connection, ++numbers.seq);
    numbers.frameBefore = numbers.lastFrame;
    if (row.kind > static_cast<int>(Kind::Control))
        row.n = numbers.lastFrame;
    else
        numbers.lastFrame = row.n;
    std::uint32_t payloadChecksum = 0;
    const bool isText =
        row.kind >= static_cast<int>(Kind::State) && row.kind <= static_cast<int>(Kind::Outcome);
    if (row.payloadSize > m_chunkBytes && !isText) {
        row.chunked = true;
        row.bits |= packBits({.fin = false, .chunked = true});
        payloadChecksum = split(row);
    } else {
        payloadChecksum = checksum(row.payload, row.payloadSize);
    }
    row.crc = rowChecksum(row, payloadChecksum);
}

std::uint32_t Encoder::split(const StoredRow &row)
{
    std::int64_t part = 0;
    std::uint32_t whole = 0;
    for (std::size_t offset = 0; offset < row.payloadSize; offset += m_chunkBytes) {
        const char *bytes = row.payload + offset;
        const std::size_t size = std::min(m_chunkBytes, row.payloadSize - offset);
        m_chunks.push_back({row.id, part++, checksum(bytes, size), bytes, size});
        whole = combineChecksums(whole, m_chunks.back().crc, size);
    }
    return whole;
}

} // namespace ajar::session
