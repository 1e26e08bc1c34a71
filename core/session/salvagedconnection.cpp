// SPDX-License-Identifier: MIT
#include "session/salvagedconnection.h"

#include "session/jsonwriter.h"
#include "session/recordof.h"

#include <algorithm>

namespace ajar::session
{

namespace
{

constexpr qsizetype mostGaps = 1000;

bool isDetails(const StoredRow &row)
{
    return row.kind >= static_cast<int>(Kind::State) && row.kind <= static_cast<int>(Kind::Outcome);
}

bool isFrame(const StoredRow &row)
{
    return row.kind <= static_cast<int>(Kind::Control);
}

} // namespace

SalvagedConnection::SalvagedConnection(std::uint32_t id, FoundRows &found, ImportedRows &out)
    : m_id(id)
    , m_found(found)
    , m_out(out)
{
    m_report.id = id;
    const auto known = m_found.connections().find(id);
    if (known == m_found.connections().end())
        return;
    m_report.url = QString::fromStdString(known->second.info.url);
    m_out.addConnection(known->second);
    m_t = known->second.info.t;
    m_any = true;
}

/// Its own row is lost: it stands on the clock of another, if one is left.
void SalvagedConnection::describe(const FoundRows::Record &first)
{
    NewConnection connection;
    connection.id = m_id;
    connection.info.kind = "client";
    connection.info.t = first.row.t;
    if (!m_found.connections().empty()) {
        const closing::ConnectionInfo &other = m_found.connections().begin()->second.info;
        std::int64_t since = 0;
        if (__builtin_sub_overflow(first.row.t, other.t, &since) ||
            __builtin_add_overflow(other.wallNanoseconds, since, &connection.info.wallNanoseconds))
            connection.info.wallNanoseconds = 0;
    }
    connection.options = R"({"salvaged":"what was known of the connection itself is lost"})";
    m_report.described = false;
    m_out.addConnection(std::move(connection));
    m_t = first.row.t;
    m_any = true;
}

/// Of several images one whose payload is whole, else the one that has most of it.
FoundRows::Record SalvagedConnection::best(std::span<const RowPlace> images)
{
    FoundRows::Record best;
    for (const RowPlace &image : images) {
        FoundRows::Record record = m_found.record(image);
        if (record.row.id == 0)
            continue;
        if (best.row.id == 0 || record.whole || record.payload.size() > best.payload.size())
            best = std::move(record);
        if (best.whole)
            break;
    }
    return best;
}

Error SalvagedConnection::add(std::span<const RowPlace> images)
{
    FoundRows::Record record = best(images);
    // The JSON of a state or event is of no use in part.
    if (record.row.id == 0 || (!record.whole && isDetails(record.row)))
        return {};
    if (!m_any)
        describe(record);
    const auto seq = static_cast<std::uint64_t>(record.row.id & maxSeq);
    if (seq != m_seq + 1) {
        if (const Error error = noteGap(seq, record); error)
            return error;
    }
    m_seq = seq;
    m_number = static_cast<std::uint64_t>(std::max<std::int64_t>(record.row.n, 0));
    m_t = record.row.t;
    const Mark *mark = m_found.mark(record.row.id);
    const Error error = write(std::move(record));
    return error || !mark ? error : m_out.addMark(*mark);
}

Error SalvagedConnection::noteGap(std::uint64_t seq, const FoundRows::Record &next)
{
    const auto number = static_cast<std::uint64_t>(std::max<std::int64_t>(next.row.n, 0));
    const std::uint64_t before =
        isFrame(next.row) ? std::max<std::uint64_t>(number, 1) - 1 : number;
    const SalvageReport::Missing missing{
        .first = m_seq + 1, .last = seq - 1, .frames = before > m_number ? before - m_number : 0};
    const std::uint64_t records = missing.last - missing.first + 1;
    m_report.missing += records;
    if (m_report.gaps.size() < mostGaps)
        m_report.gaps += missing;
    JsonWriter json;
    json.beginObject()
        .string("event", "gap")
        .string("reason", "salvaged")
        .unsignedInteger("records", records)
        .unsignedInteger("frames", missing.frames)
        .endObject();
    ImportedRecord gap;
    gap.connection = m_id;
    gap.record = DetailsRecord{Kind::Event, m_seq == 0 ? next.row.t : m_t};
    gap.payload = json.json().toStdString();
    return m_out.add(std::move(gap));
}

Error SalvagedConnection::write(FoundRows::Record record)
{
    for (const auto &[received, window] : m_found.contexts(record.row.id))
        m_out.addContext(m_id, received ? closing::Direction::Received : closing::Direction::Sent,
                         window);
    record.whole ? ++m_report.records : ++m_report.damaged;
    Row row;
    row.kind = static_cast<Kind>(record.row.kind);
    row.t = record.row.t;
    row.payloadSize = record.whole ? record.payload.size() : record.row.payloadSize;
    if (isFrame(record.row)) {
        decodeFrame(record.row, row);
        return writeFrame(std::move(record), row);
    }
    m_report.ended = m_report.ended || row.kind == Kind::Outcome;
    ImportedRecord imported;
    imported.connection = m_id;
    imported.damaged = !record.whole;
    if (row.kind == Kind::Opaque) {
        const auto bits = unpackBits(record.row.bits);
        imported.record = closing::OpaqueRecord{.t = row.t,
                                                .direction = bits ? bits->direction
                                                                  : closing::Direction::Received,
                                                .payloadSize = record.payload.size()};
    } else {
        imported.record = DetailsRecord{row.kind, row.t};
    }
    imported.payload = std::move(record.payload);
    return m_out.add(std::move(imported));
}

Error SalvagedConnection::writeFrame(FoundRows::Record record, const Row &row)
{
    closing::FrameRecord frame = frameOf(row);
    frame.payloadSize = record.payload.size();
    ImportedRecord imported;
    imported.connection = m_id;
    imported.damaged = !record.whole;
    imported.record = frame;
    imported.payload = std::move(record.payload);
    return m_out.add(std::move(imported));
}

} // namespace ajar::session
