// SPDX-License-Identifier: MIT
#include "session/seal.h"

#include "session/rowcodec.h"
#include "session/schema.h"
#include "session/sqlite.h"

#include <array>
#include <string_view>

namespace ajar::session
{

namespace
{

constexpr qint64 firstSealedVersion = 1001;

constexpr std::array sealedParts{
    Sealed::Session,    Sealed::Connections, Sealed::Records,  Sealed::Story,
    Sealed::Resolution, Sealed::Rates,       Sealed::Contexts,
};

struct Part {
    std::string_view key;
    const char *words; ///< what is not as it was
    std::string_view rows;
    std::string_view more{};
};

const Part &partOf(Sealed part)
{
    static const std::array<Part, sealedParts.size()> parts{{
        {"seal-session", "what it says of itself",
         "SELECT key, value FROM session WHERE key IN ('application', 'created', 'finished')"
         " ORDER BY key"},
        {"seal-connections", "its list of connections",
         "SELECT id, kind, url, t, wall_ns, options FROM connection ORDER BY id"},
        {"seal-records", "its list of last records",
         "SELECT connection.id, record.id, record.n, record.t FROM connection LEFT JOIN record"
         " ON record.id = (SELECT last.id FROM record AS last WHERE last.id >= connection.id << 40"
         " AND last.id < (connection.id + 1) << 40 ORDER BY last.id DESC LIMIT 1)"
         " ORDER BY connection.id"},
        // Each entry holds the id twice: where it is looked for, and where it is read.
        {"seal-story", "its index of control frames and events",
         "SELECT id, (SELECT count(*) FROM record AS same INDEXED BY story"
         " WHERE same.kind >= 1 AND same.id = record.id)"
         " FROM record INDEXED BY story WHERE kind >= 1 ORDER BY id"},
        {"seal-resolution", "its index of held frames",
         "SELECT ref, id FROM record INDEXED BY resolution WHERE ref IS NOT NULL"
         " ORDER BY ref, id"},
        {"seal-rates", "its table of rates",
         "SELECT connection, slot, sent_frames, sent_bytes, received_frames, received_bytes"
         " FROM rate ORDER BY connection, slot"},
        // The table's rows, then its index.
        {"seal-contexts", "its table of inflate windows",
         "SELECT id, received, crc FROM context NOT INDEXED",
         "SELECT id, received FROM context ORDER BY id, received"},
    }};
    return parts[static_cast<std::size_t>(part)];
}

/// The CRC-32 of all values of all rows, each with its type before it.
class Sum
{
public:
    int add(sqlite3 *database, const Part &part)
    {
        const int code = addRows(database, part.rows);
        return code == SQLITE_DONE && !part.more.empty() ? addRows(database, part.more) : code;
    }
    qint64 value() const { return m_sum; }

private:
    int addRows(sqlite3 *database, std::string_view sql)
    {
        Statement statement(database, sql);
        int code = SQLITE_ROW;
        while ((code = statement.step()) == SQLITE_ROW) {
            for (int column = 0; column < sqlite3_column_count(statement.get()); ++column)
                addValue(statement, column);
        }
        return code;
    }
    void addValue(const Statement &statement, int column)
    {
        const int type = sqlite3_column_type(statement.get(), column);
        addInteger(type);
        if (type == SQLITE_INTEGER) {
            addInteger(statement.integer(column));
            return;
        }
        const QByteArray bytes = statement.bytes(column);
        addInteger(bytes.size());
        addBytes(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    }
    void addInteger(qint64 value)
    {
        std::array<char, sizeof value> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<char>(value >> 8 * i & 0xFF);
        addBytes(bytes.data(), bytes.size());
    }
    void addBytes(const char *bytes, std::size_t size)
    {
        m_sum = combineChecksums(m_sum, checksum(bytes, size), size);
    }

    std::uint32_t m_sum = 0;
};

Error damage(const QString &path, const QString &detail)
{
    return {Fault::Damaged, path, detail};
}

std::optional<qint64> integerOf(sqlite3 *database, std::string_view sql)
{
    Statement statement(database, sql);
    if (statement.step() != SQLITE_ROW || !statement.isInteger(0))
        return std::nullopt;
    return statement.integer(0);
}

std::optional<qint64> sealOf(sqlite3 *database, const Part &part)
{
    Statement statement(database, "SELECT value FROM session WHERE key = ?");
    if (statement.bind(part.key).step() != SQLITE_ROW || !statement.isInteger(0))
        return std::nullopt;
    return statement.integer(0);
}

} // namespace

int writeSeal(sqlite3 *database)
{
    for (const Sealed sealed : sealedParts) {
        const Part &part = partOf(sealed);
        Sum sum;
        if (const int code = sum.add(database, part); code != SQLITE_DONE)
            return code;
        const int code = Statement(database, "INSERT OR REPLACE INTO session VALUES(?, ?)")
                             .bind(part.key, sum.value())
                             .run();
        if (code != SQLITE_DONE)
            return code;
    }
    return SQLITE_OK;
}

Error checkSeal(sqlite3 *database, Sealed sealed, const QString &path)
{
    const auto version = integerOf(database, "PRAGMA user_version");
    const auto ends = integerOf(
        database, "SELECT sum(iif(key = 'finished', 1, 2)) FROM session WHERE key IN ('finished',"
                  " 'recorder')");
    const Part &part = partOf(sealed);
    const auto seal = sealOf(database, part);
    const bool mustBe = version.value_or(0) >= firstSealedVersion;
    if (!seal && !mustBe)
        return {};
    if (ends == 2 && !seal) // its recorder lives, or broke off
        return {};
    if (ends != 1 || !seal)
        return damage(path, QStringLiteral("it does not say whether it was finished"));
    Sum sum;
    if (const int code = sum.add(database, part); code != SQLITE_DONE)
        return errorOf(database, code, path);
    if (sum.value() == *seal)
        return {};
    return damage(path, QStringLiteral("%1 is not what it was when it was finished")
                            .arg(QString::fromLatin1(part.words)));
}

} // namespace ajar::session
