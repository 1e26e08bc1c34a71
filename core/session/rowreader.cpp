// SPDX-License-Identifier: MIT
#include "session/rowreader.h"

#include "closing/names.h"

#include <QJsonDocument>

#include <algorithm>

namespace ajar::session
{

namespace
{

enum Column { Id, KindOf, T, N, Bits, Length, Mask, Ref, Findings, Inflated, Crc, Size, Payload };

std::optional<std::int64_t> optionalInteger(const Statement &statement, int column)
{
    if (statement.isNull(column))
        return std::nullopt;
    return statement.integer(column);
}

/// False if a column has a type that it must not have.
bool readColumns(const Statement &statement, StoredRow &stored)
{
    stored.id = statement.integer(Id);
    stored.kind = statement.integer(KindOf);
    stored.t = statement.integer(T);
    stored.n = statement.integer(N);
    stored.bits = statement.integer(Bits);
    stored.length = optionalInteger(statement, Length);
    stored.mask = optionalInteger(statement, Mask);
    stored.ref = optionalInteger(statement, Ref);
    stored.findings = optionalInteger(statement, Findings);
    stored.inflated = optionalInteger(statement, Inflated);
    stored.crc = statement.integer(Crc);
    const auto mayBe = [&](int column) {
        return statement.isNull(column) || statement.isInteger(column);
    };
    return statement.isInteger(KindOf) && statement.isInteger(T) && statement.isInteger(N) &&
           statement.isInteger(Bits) && mayBe(Length) && mayBe(Mask) && mayBe(Ref) &&
           mayBe(Findings) && mayBe(Inflated) && statement.isInteger(Crc) && stored.kind >= 0 &&
           stored.kind <= static_cast<int>(Kind::Opaque);
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
    const auto bits = unpackBits(stored.bits);
    return bits && bits->chunked;
}

} // namespace

std::string selectRows(std::string_view rest)
{
    std::string sql = "SELECT id, kind, t, n, bits, length, mask, ref, findings, inflated, crc,"
                      " length(payload),"
                      " CASE WHEN length(payload) <= iif(kind BETWEEN 2 AND 4, ";
    return sql.append(std::to_string(longestDetails))
        .append(", ?1) THEN payload END FROM record ")
        .append(rest);
}

Row RowReader::read(Statement &statement, qsizetype payloadLimit)
{
    StoredRow stored;
    Row row;
    bool good = readColumns(statement, stored);
    row.seq = static_cast<quint64>(stored.id & maxSeq);
    row.kind = good ? static_cast<Kind>(stored.kind) : Kind::Opaque;
    row.t = stored.t;
    readPayload(statement, stored, row, payloadLimit);
    if (row.isFrame())
        good = decodeFrame(stored, row) && good;
    else if (row.kind == Kind::Opaque)
        good = decodeOpaque(stored, row) && good;
    else
        good = decodeDetails(row) && good;
    if (static_cast<std::uint32_t>(stored.crc) != columnsChecksum(stored))
        good = false;
    row.damaged = row.damaged || !good;
    return row;
}

void RowReader::readPayload(Statement &statement, StoredRow &stored, Row &row, qsizetype limit)
{
    stored.chunked = isChunked(stored) && !isDetails(row.kind);
    const auto payloadChecksum = static_cast<std::uint32_t>(static_cast<quint64>(stored.crc) >> 32);
    if (stored.chunked) {
        const auto chunks = m_payloads.chunks(stored.id);
        const auto part = m_payloads.read(stored.id, true, 0, limit);
        row.payloadSize = chunks.size;
        row.payload = part.bytes;
        row.damaged = !chunks.intact || !part.intact || !statement.isNull(Size) ||
                      chunks.checksum != payloadChecksum;
        return;
    }
    const int type = sqlite3_column_type(statement.get(), Payload);
    const int wanted = isDetails(row.kind) ? SQLITE_TEXT : SQLITE_BLOB;
    if (type == wanted) {
        row.payload = statement.bytes(Payload);
        row.payloadSize = static_cast<quint64>(row.payload.size());
        row.damaged = payloadChecksum != checksum(row.payload.constData(),
                                                  static_cast<std::size_t>(row.payload.size()));
    } else if (type == SQLITE_NULL && !statement.isNull(Size) && !isDetails(row.kind)) {
        row.payloadSize = static_cast<quint64>(std::max<qint64>(statement.integer(Size), 0));
        const auto part = m_payloads.read(stored.id, false, 0, limit);
        row.payload = part.bytes;
        row.damaged = !part.intact;
    } else {
        row.damaged = true;
    }
}

} // namespace ajar::session
