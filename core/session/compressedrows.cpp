// SPDX-License-Identifier: MIT
#include "session/compressedrows.h"

#include "session/readerprivate.h"

namespace ajar::session
{

namespace
{

constexpr int endsLookedAt = 64; ///< one is enough unless the file lies

qint64 bitsOf(const Lane &lane)
{
    return packBits({.fin = false, .direction = lane.direction, .leg = lane.leg});
}

} // namespace

bool isCompressed(const Row &row)
{
    return row.kind == Kind::Data && row.inflated && !wire::isReserved(row.header.opcode) &&
           closing::onTheWire(row.direction, row.disposition);
}

bool isCompressed(const Row &row, const Lane &lane)
{
    return isCompressed(row) && row.direction == lane.direction && row.leg == lane.leg;
}

QVector<Row> Reader::compressedRows(quint32 connection, const Lane &lane, quint64 firstSeq,
                                    quint64 lastSeq, int count, qsizetype payloadLimit)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection))
        return {};
    Statement &statement = d->statement(Query::CompressedRows);
    const StatementScope scope(statement);
    const qsizetype limit = std::max<qsizetype>(payloadLimit, 0);
    statement.bind(qint64{limit}, firstId(connection, firstSeq), firstId(connection, lastSeq),
                   bitsOf(lane), count);
    QVector<Row> rows;
    while (d->hasRow(statement))
        rows.append(d->rowReader().read(statement, limit));
    return rows;
}

quint64 Reader::compressedEnd(quint32 connection, const Lane &lane, quint64 firstSeq,
                              quint64 beforeSeq)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection) || beforeSeq == 0)
        return 0;
    Statement &statement = d->statement(Query::CompressedEnd);
    const StatementScope scope(statement);
    statement.bind(qint64{0}, firstId(connection, firstSeq), firstId(connection, beforeSeq - 1),
                   bitsOf(lane), endsLookedAt);
    while (d->hasRow(statement)) {
        const Row row = d->rowReader().read(statement, 0);
        if (isCompressed(row, lane))
            return row.seq;
    }
    return 0;
}

QVector<StoredContext> Reader::contexts(quint32 connection, const Lane &lane, quint64 firstSeq,
                                        quint64 lastSeq, int count)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection) || lane.leg != closing::Leg::Peer)
        return {};
    Statement &statement = d->statement(Query::Contexts);
    const StatementScope scope(statement);
    statement.bind(firstId(connection, firstSeq), firstId(connection, lastSeq),
                   lane.direction == closing::Direction::Received ? 1 : 0, bitsOf(lane), count);
    QVector<StoredContext> contexts;
    while (d->hasRow(statement)) {
        StoredContext context;
        context.seq = static_cast<quint64>(statement.integer(0) & maxSeq);
        context.window = statement.bytes(2);
        context.intact =
            static_cast<std::uint32_t>(statement.integer(1)) ==
            checksum(context.window.constData(), static_cast<std::size_t>(context.window.size()));
        contexts.append(context);
    }
    return contexts;
}

} // namespace ajar::session
