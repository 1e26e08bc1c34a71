// SPDX-License-Identifier: MIT
#include "session/rowreader.h"

#include "closing/names.h"
#include "session/bytes.h"

#include <QJsonDocument>

#include <array>

namespace ajar::session
{

namespace
{

enum Column { Id, KindOf, T, N, Bits, Length, Mask, Ref, Findings, Inflated, Crc, Payload };
static_assert(Payload + 1 == rowCells);
constexpr int chunkedShift = 16; ///< of the bit in `bits`

/// False if it is no integer.
bool take(sqlite3_value *cell, std::int64_t &value)
{
    value = sqlite3_value_int64(cell);
    return sqlite3_value_type(cell) == SQLITE_INTEGER;
}

bool take(sqlite3_value *cell, std::optional<std::int64_t> &value)
{
    const int type = sqlite3_value_type(cell);
    if (type != SQLITE_NULL)
        value = sqlite3_value_int64(cell);
    return type == SQLITE_NULL || type == SQLITE_INTEGER;
}

/// False if a column has a type that it must not have.
bool readColumns(sqlite3_value **cells, StoredRow &stored)
{
    bool good = take(cells[Id], stored.id);
    good = take(cells[KindOf], stored.kind) && good;
    good = take(cells[T], stored.t) && good;
    good = take(cells[N], stored.n) && good;
    good = take(cells[Bits], stored.bits) && good;
    good = take(cells[Length], stored.length) && good;
    good = take(cells[Mask], stored.mask) && good;
    good = take(cells[Ref], stored.ref) && good;
    good = take(cells[Findings], stored.findings) && good;
    good = take(cells[Inflated], stored.inflated) && good;
    good = take(cells[Crc], stored.crc) && good;
    return good && stored.kind >= 0 && stored.kind <= static_cast<int>(Kind::Opaque);
}

bool isDetails(Kind kind)
{
    return kind == Kind::State || kind == Kind::Event || kind == Kind::Outcome;
}

std::optional<closing::LinkState> stateIn(const QJsonObject &details, QLatin1String key)
{
    return closing::linkStateFromName(details.value(key).toString().toStdString());
}

bool decodeDetails(Row &row)
{
    QJsonParseError problem{};
    row.details = QJsonDocument::fromJson(row.payload, &problem).object();
    if (problem.error != QJsonParseError::NoError)
        return false;
    if (row.kind == Kind::Event)
        return row.details.value(QLatin1String("event")).isString();
    const auto state = stateIn(row.details, QLatin1String("state"));
    row.state = state.value_or(closing::LinkState::Connecting);
    if (row.kind == Kind::Outcome)
        return state.has_value();
    const auto previous = stateIn(row.details, QLatin1String("previous"));
    row.previous = previous.value_or(closing::LinkState::Connecting);
    return state && previous;
}

bool decodeOpaque(const StoredRow &stored, Row &row)
{
    const auto bits = unpackBits(stored.bits);
    if (bits)
        row.direction = bits->direction;
    return bits.has_value();
}

bool isChunked(const StoredRow &stored)
{
    if (!(stored.bits >> chunkedShift & 1))
        return false; // the usual
    const auto bits = unpackBits(stored.bits);
    return bits && bits->chunked;
}

} // namespace

// A payload that is too long to come along leaves its length in its place.
const std::string rowColumns =
    "id, kind, t, n, bits, length, mask, ref, findings, inflated, crc,"
    " CASE WHEN length(payload) <= ?1 OR (kind BETWEEN 2 AND 4 AND length(payload) <= " +
    std::to_string(longestDetails) + ") THEN payload ELSE length(payload) END";

std::string selectRows(std::string_view rest)
{
    std::string sql = "SELECT ";
    return sql.append(rowColumns).append(" FROM record ").append(rest);
}

Row RowReader::read(Statement &statement, qsizetype payloadLimit)
{
    std::array<sqlite3_value *, rowCells> cells;
    for (int i = 0; i < rowCells; ++i)
        cells[static_cast<std::size_t>(i)] = sqlite3_column_value(statement.get(), i);
    Row row;
    read(cells.data(), row, payloadLimit);
    row.payload = owned(std::move(row.payload));
    return row;
}

void RowReader::read(sqlite3_value **cells, Row &row, qsizetype payloadLimit)
{
    StoredRow stored;
    bool good = readColumns(cells, stored);
    row.seq = static_cast<quint64>(stored.id & maxSeq);
    row.kind = good ? static_cast<Kind>(stored.kind) : Kind::Opaque;
    row.t = stored.t;
    readPayload(cells, stored, row, payloadLimit);
    if (row.isFrame())
        good = decodeFrame(stored, row) && good;
    else if (row.kind == Kind::Opaque)
        good = decodeOpaque(stored, row) && good;
    else
        good = decodeDetails(row) && good;
    if (static_cast<std::uint32_t>(stored.crc) != columnsChecksum(stored))
        good = false;
    row.damaged = row.damaged || !good;
}

void RowReader::readPayload(sqlite3_value **cells, StoredRow &stored, Row &row, qsizetype limit)
{
    stored.chunked = isChunked(stored) && !isDetails(row.kind);
    const auto payloadChecksum = static_cast<std::uint32_t>(static_cast<quint64>(stored.crc) >> 32);
    const int type = sqlite3_value_type(cells[Payload]);
    if (stored.chunked) {
        const auto chunks = m_payloads.chunks(stored.id);
        const auto part = m_payloads.read(stored.id, true, 0, limit);
        row.payloadSize = chunks.size;
        row.payload = part.bytes;
        row.damaged = !chunks.intact || !part.intact || type != SQLITE_NULL ||
                      chunks.checksum != payloadChecksum;
        return;
    }
    if (type == (isDetails(row.kind) ? SQLITE_TEXT : SQLITE_BLOB)) {
        const void *bytes = sqlite3_value_blob(cells[Payload]);
        const int size = sqlite3_value_bytes(cells[Payload]);
        row.payload = QByteArray::fromRawData(static_cast<const char *>(bytes), size);
        row.payloadSize = static_cast<quint64>(size);
        row.damaged = payloadChecksum != checksum(bytes, static_cast<std::size_t>(size));
    } else if (type == SQLITE_INTEGER && !isDetails(row.kind)) {
        // Its length, or a number that has no place there and is found to be no bytes.
        const auto part = m_payloads.read(stored.id, false, 0, limit);
        row.payload = part.bytes;
        row.payloadSize =
            part.intact ? static_cast<quint64>(sqlite3_value_int64(cells[Payload])) : 0;
        row.damaged = !part.intact;
    } else {
        row.damaged = true;
    }
}

} // namespace ajar::session
