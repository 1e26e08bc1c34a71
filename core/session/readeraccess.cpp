// SPDX-License-Identifier: MIT
#include "session/readeraccess.h"

#include "session/files.h"

namespace ajar::session
{

namespace
{

using namespace std::chrono_literals;

constexpr auto longestVisit = 20s; ///< a damaged file could lead in circles
constexpr int stepsBetweenLooks = 20'000;

/// What isCompressed() says, for the lane whose bits are ?4 (schema.cpp has their layout).
constexpr std::string_view isCompressedHere =
    "kind = 0 AND inflated IS NOT NULL AND bits & 6144 = ?4 AND bits & 15 <= 2"
    " AND iif(bits & 2048, bits >> 13 & 7 <= 1, bits >> 13 & 7 NOT IN (1, 3))";

/// What an answer rests on besides the rows' own checksums.
std::optional<Sealed> sealedFor(Query query)
{
    switch (query) {
    case Query::Story:
    case Query::Outcome:
        return Sealed::Story;
    case Query::Resolution:
        return Sealed::Resolution;
    case Query::Rates:
    case Query::SumOfRates:
        return Sealed::Rates;
    case Query::Contexts:
        return Sealed::Contexts;
    default:
        return std::nullopt;
    }
}

std::string compressedRows(std::string_view condition, std::string_view order)
{
    std::string rest = "WHERE id >= ?2 AND id <= ?3 AND ";
    return selectRows(rest.append(isCompressedHere).append(condition).append(order));
}

} // namespace

std::string textOf(Query query)
{
    switch (query) {
    case Query::Connections:
        return "SELECT id, kind, substr(url, 1, 65536), t, wall_ns, substr(options, 1, 1048576)"
               " FROM connection WHERE id >= ?1 AND id <= ?2 ORDER BY id LIMIT 100000";
    case Query::PlaceAt:
        return "SELECT id, kind, n, t FROM record WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 1";
    case Query::LastPlace:
        return "SELECT id, kind, n, t FROM record WHERE id >= ?1 AND id < ?2"
               " ORDER BY id DESC LIMIT 1";
    case Query::Rows:
        return visitRows("id >= ?2 AND id < ?3");
    case Query::Story:
        return selectRows("INDEXED BY story WHERE kind >= 1 AND id >= ?2 AND id < ?3"
                          " ORDER BY id LIMIT ?4");
    case Query::Bits:
        return "SELECT bits FROM record WHERE id = ?1";
    case Query::Resolution:
        return selectRows("INDEXED BY resolution WHERE ref = ?2 AND id >= ?3 AND id < ?4"
                          " ORDER BY id LIMIT 1");
    case Query::Outcome:
        // Only a few events can follow it.
        return selectRows("WHERE kind = 4 AND id IN (SELECT id FROM record INDEXED BY story"
                          " WHERE kind >= 1 AND id >= ?2 AND id < ?3 ORDER BY id DESC LIMIT 100)"
                          " ORDER BY id DESC LIMIT 1");
    case Query::CompressedRows:
        return compressedRows({}, " ORDER BY id LIMIT ?5");
    case Query::CompressedEnd:
        return compressedRows(" AND bits & 128", " ORDER BY id DESC LIMIT ?5");
    case Query::Contexts:
        return "SELECT context.id, context.crc, bytes FROM context CROSS JOIN record"
               " ON record.id = context.id WHERE context.id >= ?1 AND context.id <= ?2 AND "
               "received = ?3"
               " AND length(bytes) <= 32768 AND bits & 15 > 0 AND " +
               std::string(isCompressedHere) + " ORDER BY context.id DESC LIMIT ?5";
    case Query::Rates:
        return "SELECT slot / ?4, sum(sent_frames), sum(sent_bytes), sum(received_frames),"
               " sum(received_bytes) FROM rate WHERE connection = ?1 AND slot >= ?2 AND slot <= ?3"
               " GROUP BY slot / ?4 ORDER BY slot / ?4";
    case Query::SumOfRates:
        return "SELECT sum(sent_frames), sum(sent_bytes), sum(received_frames),"
               " sum(received_bytes) FROM rate WHERE connection = ?1 AND slot >= ?2 AND slot < ?3";
    case Query::MarkTable:
        return "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'mark' AND sql = ?1";
    case Query::Marks:
        return "SELECT id, colour, length(CAST(note AS BLOB)),"
               " iif(length(CAST(note AS BLOB)) <= ?3, note, NULL), crc"
               " FROM mark WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?4";
    }
    return {};
}

ReaderAccess::ReaderAccess(const QString &path)
    : m_path(resolvedPath(path))
{
}

bool ReaderAccess::enter()
{
    if (m_depth++ > 0)
        return m_connection != nullptr;
    m_deadline = Clock::now() + longestVisit;
    if (!m_connection) {
        auto file = openForReading(m_path);
        if (!file) {
            note(file.error);
            return false;
        }
        m_connection = std::make_unique<Connection>();
        m_connection->file = std::move(*file.value);
        m_connection->rowReader.emplace(m_connection->file.database.get());
        m_connection->rowVisits.emplace(m_connection->file.database.get(),
                                        *m_connection->rowReader);
        sqlite3_progress_handler(m_connection->file.database.get(), stepsBetweenLooks, isLate,
                                 this);
    }
    execute(m_connection->file.database.get(), "BEGIN");
    for (const Sealed part : {Sealed::Session, Sealed::Connections, Sealed::Records})
        check(part);
    return true;
}

void ReaderAccess::leave()
{
    if (--m_depth > 0 || !m_connection)
        return;
    execute(m_connection->file.database.get(), "COMMIT");
    if (m_connection->file.isBeingRecorded)
        m_connection.reset();
}

Statement &ReaderAccess::statement(Query query)
{
    sqlite3 *database = m_connection->file.database.get();
    Statement &statement = m_connection->statements[static_cast<std::size_t>(query)];
    if (!statement.valid()) {
        statement = Statement(database, textOf(query));
        if (const auto part = sealedFor(query))
            check(*part);
    }
    return statement;
}

Statement ReaderAccess::newStatement(Query query)
{
    return Statement(m_connection->file.database.get(), textOf(query));
}

void ReaderAccess::visitRows(Statement &statement, qsizetype payloadLimit,
                             const RowVisits::Take &take)
{
    const int code = m_connection->rowVisits->run(statement, payloadLimit, take);
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        note(errorOf(m_connection->file.database.get(), code, m_path));
}

void ReaderAccess::check(Sealed part)
{
    const quint64 bit = quint64{1} << static_cast<int>(part);
    if (m_connection->file.isBeingRecorded || (m_connection->checked & bit))
        return;
    m_connection->checked |= bit;
    note(checkSeal(m_connection->file.database.get(), part, m_path));
}

bool ReaderAccess::hasRow(Statement &statement)
{
    const int code = statement.step();
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        note(errorOf(m_connection->file.database.get(), code, m_path));
    return false;
}

RowReader &ReaderAccess::rowReader()
{
    return *m_connection->rowReader;
}

void ReaderAccess::note(const Error &error)
{
    if (!m_error)
        m_error = error;
}

const Row &ReaderAccess::noteDamage(const Row &row)
{
    if (row.damaged && !m_damage)
        m_damage = {Fault::Damaged, m_path,
                    QStringLiteral("record %1 does not fit its checksum").arg(row.seq)};
    return row;
}

void ReaderAccess::noteHole(quint32 connection, quint64 expectedSeq, quint64 nextSeq)
{
    if (nextSeq == expectedSeq)
        return;
    if (nextSeq < expectedSeq)
        note({Fault::Damaged, m_path,
              QStringLiteral("the records of connection %1 are out of order").arg(connection)});
    else
        note({Fault::Damaged, m_path,
              QStringLiteral("records %1 to %2 of connection %3 are missing")
                  .arg(expectedSeq)
                  .arg(nextSeq - 1)
                  .arg(connection)});
}

void ReaderAccess::moveTo(const QString &path)
{
    m_connection.reset();
    m_path = resolvedPath(path);
    m_error = {};
    m_damage = {};
}

int ReaderAccess::isLate(void *access)
{
    return Clock::now() > static_cast<const ReaderAccess *>(access)->m_deadline;
}

} // namespace ajar::session
