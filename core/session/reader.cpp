// SPDX-License-Identifier: MIT
#include "session/reader.h"

#include "session/bytes.h"
#include "session/encoder.h"
#include "session/readerprivate.h"
#include "session/schema.h"

#include <QJsonDocument>

#include <algorithm>
#include <limits>

namespace ajar::session
{

namespace
{

constexpr qsizetype pageBytes = 64 << 20;
constexpr qsizetype wholeRow = 4096; ///< payload bytes that come with a single row
constexpr int usualPage = 512;       ///< rows for which there is room from the start

StoredConnection connectionIn(const Statement &statement)
{
    return {.id = static_cast<quint32>(statement.integer(0)),
            .kind = QString::fromUtf8(statement.bytes(1)),
            .url = QString::fromUtf8(statement.bytes(2)),
            .t = statement.integer(3),
            .wallNanoseconds = statement.integer(4),
            .options = QJsonDocument::fromJson(statement.bytes(5)).object()};
}

/// A row of Query::Marks, trusting nothing in it.
StoredMark markIn(const Statement &statement)
{
    const qint64 id = statement.integer(0);
    const qint64 colour = statement.integer(1);
    const bool isColour =
        statement.isInteger(1) && colour >= 0 && colour < qint64{markColourNames.size()};
    const bool isNote = sqlite3_column_type(statement.get(), 3) == SQLITE_TEXT;
    StoredMark stored{.seq = static_cast<quint64>(id & maxSeq), .mark = {}};
    Mark &mark = stored.mark;
    if (isColour)
        mark.colour = static_cast<MarkColour>(colour);
    if (isNote)
        mark.note = statement.bytes(3);
    mark.damaged = !isColour || !isNote || !statement.isInteger(4) ||
                   statement.integer(4) != markChecksum(id, mark);
    return stored;
}

} // namespace

std::optional<Reader::Private::Place> Reader::Private::placeIn(Statement &statement)
{
    if (!hasRow(statement))
        return std::nullopt;
    return Place{.seq = static_cast<quint64>(statement.integer(0) & maxSeq),
                 .kind = static_cast<Kind>(std::clamp<qint64>(statement.integer(1), 0, 5)),
                 .number = static_cast<quint64>(statement.integer(2)),
                 .t = statement.integer(3)};
}

std::optional<Reader::Private::Place> Reader::Private::placeAt(quint32 connection, quint64 seq)
{
    Statement &place = statement(Query::PlaceAt);
    const StatementScope scope(place);
    return placeIn(place.bind(firstId(connection, seq), endId(connection)));
}

std::optional<Reader::Private::Place> Reader::Private::lastPlace(quint32 connection)
{
    Statement &place = statement(Query::LastPlace);
    const StatementScope scope(place);
    return placeIn(place.bind(firstId(connection), endId(connection)));
}

template<typename Predicate>
Reader::Private::Place Reader::Private::search(quint32 connection, Predicate isBehind)
{
    const auto last = lastPlace(connection);
    if (!last || !isBehind(*last))
        return {};
    Place found = *last;
    quint64 low = 0;
    quint64 high = last->seq;
    while (low < high) {
        const quint64 middle = low + (high - low) / 2;
        const auto place = placeAt(connection, middle);
        if (!place)
            break;
        if (isBehind(*place)) {
            found = *place;
            high = middle;
        } else {
            low = place->seq + 1;
        }
    }
    return found;
}

std::optional<Row> Reader::Private::oneRow(Statement &statement)
{
    if (!hasRow(statement))
        return std::nullopt;
    return noteDamage(rowReader().read(statement, wholeRow));
}

QVector<Row> Reader::Private::someRows(Statement &statement, quint32 connection, quint64 firstSeq,
                                       int count, qsizetype payloadLimit)
{
    const qsizetype limit = std::max<qsizetype>(payloadLimit, 0);
    const StatementScope scope(statement);
    statement.bind(qint64{limit}, firstId(connection, firstSeq), endId(connection),
                   std::max(count, 0));
    QVector<Row> rows;
    qsizetype bytes = 0;
    while (bytes < pageBytes && hasRow(statement)) {
        rows.append(noteDamage(rowReader().read(statement, limit)));
        bytes += rows.last().payload.size();
    }
    return rows;
}

void Reader::Private::visitFrom(quint32 connection, quint64 firstSeq, int count,
                                qsizetype payloadLimit, const RowVisits::Take &take)
{
    const Visit visit(*this);
    if (!visit || !isConnection(connection) || count <= 0)
        return;
    // A visit within a visit has a statement of its own.
    Statement &usual = statement(Query::Rows);
    const bool isFree = !usual.valid() || !sqlite3_stmt_busy(usual.get());
    Statement another = isFree ? Statement() : newStatement(Query::Rows);
    Statement &rows = isFree ? usual : another;
    const StatementScope scope(rows);
    const qsizetype limit = std::max<qsizetype>(payloadLimit, 0);
    rows.bind(qint64{limit}, firstId(connection, firstSeq), endId(connection));
    quint64 expected = std::max<quint64>(firstSeq, 1);
    bool ended = false;
    visitRows(rows, limit, [&](Row &row) {
        noteDamage(row);
        noteHole(connection, expected, row.seq);
        expected = row.seq + 1;
        ended = !take(row) || --count <= 0;
        return !ended;
    });
    if (ended)
        return;
    if (const auto last = lastPlace(connection); last && last->seq >= expected)
        noteHole(connection, expected, last->seq + 1);
}

void Reader::Private::addRates(quint32 connection, qint64 firstSlot, qint64 endSlot, Totals &totals)
{
    Statement &sums = statement(Query::SumOfRates);
    const StatementScope scope(sums);
    if (!hasRow(sums.bind(qint64{connection}, firstSlot, endSlot)))
        return;
    totals.sentFrames += static_cast<quint64>(sums.integer(0));
    totals.sentBytes += static_cast<quint64>(sums.integer(1));
    totals.receivedFrames += static_cast<quint64>(sums.integer(2));
    totals.receivedBytes += static_cast<quint64>(sums.integer(3));
}

Result<std::unique_ptr<Reader>> Reader::open(const QString &path)
{
    auto d = std::make_unique<Private>(path);
    const Private::Visit visit(*d);
    if (!visit)
        return d->error();
    return std::unique_ptr<Reader>(new Reader(std::move(d)));
}

Reader::Reader(std::unique_ptr<Private> d)
    : d(std::move(d))
{
}

Reader::~Reader() = default;

QString Reader::path() const
{
    return d->path();
}

QVector<StoredConnection> Reader::connections()
{
    QVector<StoredConnection> connections;
    const Private::Visit visit(*d);
    if (!visit)
        return connections;
    Statement &statement = d->statement(Query::Connections);
    const StatementScope scope(statement);
    statement.bind(qint64{0}, qint64{maxConnection});
    while (d->hasRow(statement))
        connections.append(connectionIn(statement));
    return connections;
}

std::optional<StoredConnection> Reader::connection(quint32 id)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(id))
        return std::nullopt;
    Statement &statement = d->statement(Query::Connections);
    const StatementScope scope(statement);
    if (!d->hasRow(statement.bind(qint64{id}, qint64{id})))
        return std::nullopt;
    return connectionIn(statement);
}

quint64 Reader::lastSeq(quint32 connection)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection))
        return 0;
    const auto last = d->lastPlace(connection);
    return last ? last->seq : 0;
}

Totals Reader::totals(quint32 connection)
{
    constexpr qint64 mayChange = 100; // rate slots before the last
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection))
        return {};
    const auto last = d->lastPlace(connection);
    if (!last)
        return {};
    auto &[endSlot, sums] = d->oldRates[connection];
    if (const qint64 end = last->t / rateSlot - mayChange; end > endSlot) {
        d->addRates(connection, endSlot, end, sums);
        endSlot = end;
    }
    Totals totals = sums;
    d->addRates(connection, endSlot, std::numeric_limits<qint64>::max(), totals);
    totals.records = last->seq;
    totals.frames = last->number;
    totals.lastT = last->t;
    return totals;
}

QVector<Row> Reader::rows(quint32 connection, quint64 firstSeq, int count, qsizetype payloadLimit)
{
    QVector<Row> rows;
    rows.reserve(std::clamp(count, 0, usualPage));
    qsizetype bytes = 0;
    d->visitFrom(connection, firstSeq, count, payloadLimit, [&](Row &row) {
        bytes += row.payload.size();
        row.payload = owned(std::move(row.payload));
        rows.append(std::move(row));
        return bytes < pageBytes;
    });
    return rows;
}

quint64 Reader::visit(quint32 connection, quint64 firstSeq, int count, qsizetype payloadLimit,
                      const std::function<bool(const Row &)> &take)
{
    quint64 next = firstSeq;
    d->visitFrom(connection, firstSeq, count, payloadLimit, [&](const Row &row) {
        next = row.seq + 1;
        return take(row);
    });
    return next;
}

QVector<Row> Reader::story(quint32 connection, quint64 firstSeq, int count, qsizetype payloadLimit)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection))
        return {};
    return d->someRows(d->statement(Query::Story), connection, firstSeq, count, payloadLimit);
}

QByteArray Reader::payload(quint32 connection, quint64 seq, quint64 offset, qsizetype size)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection))
        return {};
    const qint64 id = firstId(connection, seq);
    Statement &statement = d->statement(Query::Bits);
    const StatementScope scope(statement);
    if (!d->hasRow(statement.bind(id)))
        return {};
    const auto bits = unpackBits(statement.integer(0));
    return d->rowReader().payloads().read(id, bits && bits->chunked, offset, size).bytes;
}

quint64 Reader::seqOfFrame(quint32 connection, quint64 number)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection))
        return 0;
    const auto place = d->search(
        connection, [number](const Private::Place &place) { return place.number >= number; });
    return place.number == number && place.kind <= Kind::Control ? place.seq : 0;
}

quint64 Reader::seqAtTime(quint32 connection, closing::Time t)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection))
        return 1;
    const auto place =
        d->search(connection, [t](const Private::Place &place) { return place.t >= t; });
    if (place.seq > 0)
        return place.seq;
    const auto last = d->lastPlace(connection);
    return last ? last->seq + 1 : 1;
}

std::optional<Row> Reader::resolutionOf(quint32 connection, quint64 number)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection))
        return std::nullopt;
    Statement &statement = d->statement(Query::Resolution);
    const StatementScope scope(statement);
    return d->oneRow(statement.bind(qint64{wholeRow}, static_cast<qint64>(number),
                                    firstId(connection), endId(connection)));
}

QVector<Rate> Reader::rates(quint32 connection, closing::Time from, closing::Time to,
                            closing::Time slice)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection))
        return {};
    const qint64 width = std::max<qint64>(slice / rateSlot, 1);
    Statement &statement = d->statement(Query::Rates);
    const StatementScope scope(statement);
    statement.bind(qint64{connection}, qint64{from / rateSlot}, qint64{to / rateSlot}, width);
    QVector<Rate> rates;
    while (d->hasRow(statement)) {
        const auto count = [&](int column) {
            return static_cast<quint64>(statement.integer(column));
        };
        rates.append({.t = statement.integer(0) * width * rateSlot,
                      .sentFrames = count(1),
                      .sentBytes = count(2),
                      .receivedFrames = count(3),
                      .receivedBytes = count(4)});
    }
    return rates;
}

QVector<StoredMark> Reader::marks(quint32 connection, quint64 firstSeq, int count)
{
    QVector<StoredMark> marks;
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection))
        return marks;
    {
        // A file of version 1.0 has no such table until it gets its first mark.
        Statement &table = d->statement(Query::MarkTable);
        const StatementScope scope(table);
        if (!d->hasRow(table.bind(markTable().sql)))
            return marks;
    }
    Statement &statement = d->statement(Query::Marks);
    const StatementScope scope(statement);
    statement.bind(firstId(connection, firstSeq), endId(connection), qint64{longestNote},
                   std::max(count, 0));
    while (d->hasRow(statement))
        marks.append(markIn(statement));
    return marks;
}

std::optional<Row> Reader::outcome(quint32 connection)
{
    const Private::Visit visit(*d);
    if (!visit || !isConnection(connection))
        return std::nullopt;
    Statement &statement = d->statement(Query::Outcome);
    const StatementScope scope(statement);
    return d->oneRow(statement.bind(qint64{wholeRow}, firstId(connection), endId(connection)));
}

Error Reader::error() const
{
    return d->error();
}

Error Reader::damage() const
{
    return d->damage();
}

void Reader::moveTo(const QString &path)
{
    d->moveTo(path);
}

} // namespace ajar::session
