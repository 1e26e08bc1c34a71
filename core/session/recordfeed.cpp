// SPDX-License-Identifier: MIT
#include "session/recordfeed.h"

#include <sqlite3.h>

#include <algorithm>
#include <new>

namespace ajar::session
{

namespace
{

struct Table : sqlite3_vtab {
    RecordFeed *feed = nullptr;
};

struct Cursor : sqlite3_vtab_cursor {
    const StoredRow *row = nullptr;
    const StoredRow *end = nullptr;
    std::int64_t *lastId = nullptr;
};

Cursor &of(sqlite3_vtab_cursor *cursor)
{
    return *static_cast<Cursor *>(cursor);
}

int connect(sqlite3 *database, void *feed, int, const char *const *, sqlite3_vtab **table, char **)
{
    const int code = sqlite3_declare_vtab(
        database, "CREATE TABLE feed(id, kind, t, n, bits, length, mask, ref, findings, inflated,"
                  " crc, payload)");
    if (code != SQLITE_OK)
        return code;
    auto *made = new (std::nothrow) Table;
    if (!made)
        return SQLITE_NOMEM;
    made->feed = static_cast<RecordFeed *>(feed);
    *table = made;
    return SQLITE_OK;
}

int disconnect(sqlite3_vtab *table)
{
    delete static_cast<Table *>(table);
    return SQLITE_OK;
}

int bestIndex(sqlite3_vtab *, sqlite3_index_info *info)
{
    info->estimatedCost = 1;
    return SQLITE_OK;
}

int open(sqlite3_vtab *, sqlite3_vtab_cursor **cursor)
{
    *cursor = new (std::nothrow) Cursor;
    return *cursor ? SQLITE_OK : SQLITE_NOMEM;
}

int close(sqlite3_vtab_cursor *cursor)
{
    delete static_cast<Cursor *>(cursor);
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor *cursor, int, const char *, int, sqlite3_value **)
{
    RecordFeed &feed = *static_cast<const Table *>(cursor->pVtab)->feed;
    of(cursor).row = feed.rows.data();
    of(cursor).end = feed.rows.data() + feed.rows.size();
    of(cursor).lastId = &feed.lastId;
    return SQLITE_OK;
}

int next(sqlite3_vtab_cursor *cursor)
{
    Cursor &it = of(cursor);
    *it.lastId = std::max(*it.lastId, it.row->id);
    ++it.row;
    return SQLITE_OK;
}

int atEnd(sqlite3_vtab_cursor *cursor)
{
    return of(cursor).row == of(cursor).end;
}

void give(sqlite3_context *context, const std::optional<std::int64_t> &value)
{
    if (value)
        sqlite3_result_int64(context, *value);
}

void givePayload(sqlite3_context *context, const StoredRow &row)
{
    if (row.chunked)
        return;
    const char *data = row.payload ? row.payload : "";
    if (row.kind == static_cast<int>(Kind::Data) || row.kind == static_cast<int>(Kind::Control) ||
        row.kind == static_cast<int>(Kind::Opaque))
        sqlite3_result_blob64(context, data, row.payloadSize, SQLITE_STATIC);
    else
        sqlite3_result_text64(context, data, row.payloadSize, SQLITE_STATIC, SQLITE_UTF8);
}

int column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int index)
{
    const StoredRow &row = *of(cursor).row;
    switch (index) {
    case 0:
        if (row.id != *of(cursor).lastId + 1)
            sqlite3_result_int64(context, row.id);
        break;
    case 1:
        sqlite3_result_int64(context, row.kind);
        break;
    case 2:
        sqlite3_result_int64(context, row.t);
        break;
    case 3:
        sqlite3_result_int64(context, row.n);
        break;
    case 4:
        sqlite3_result_int64(context, row.bits);
        break;
    case 5:
        give(context, row.length);
        break;
    case 6:
        give(context, row.mask);
        break;
    case 7:
        give(context, row.ref);
        break;
    case 8:
        give(context, row.findings);
        break;
    case 9:
        give(context, row.inflated);
        break;
    case 10:
        sqlite3_result_int64(context, row.crc);
        break;
    case 11:
        givePayload(context, row);
        break;
    }
    return SQLITE_OK;
}

int rowId(sqlite3_vtab_cursor *cursor, sqlite3_int64 *id)
{
    *id = of(cursor).row->id;
    return SQLITE_OK;
}

/// How many rows at the beginning have none of the columns that are mostly NULL.
std::size_t plainOnes(std::span<const StoredRow> rows)
{
    const auto end = std::ranges::find_if(rows, [](const StoredRow &row) {
        return row.length || row.mask || row.ref || row.findings || row.inflated;
    });
    return static_cast<std::size_t>(end - rows.begin());
}

constexpr sqlite3_module makeModule()
{
    sqlite3_module module{};
    module.xConnect = connect; // no xCreate: it is there without CREATE VIRTUAL TABLE
    module.xBestIndex = bestIndex;
    module.xDisconnect = disconnect;
    module.xOpen = open;
    module.xClose = close;
    module.xFilter = filter;
    module.xNext = next;
    module.xEof = atEnd;
    module.xColumn = column;
    module.xRowid = rowId;
    return module;
}
constexpr sqlite3_module feedModule = makeModule();

} // namespace

int RecordFeed::registerWith(sqlite3 *database)
{
    return sqlite3_create_module_v2(database, "feed", &feedModule, this, nullptr);
}

RowRun nextRun(std::span<const StoredRow> rows)
{
    constexpr std::size_t worthAStatement = 16;
    const std::size_t plain = plainOnes(rows);
    if (plain >= worthAStatement || plain == rows.size())
        return {rows.first(plain), true};
    std::size_t size = plain;
    while (size < rows.size()) {
        ++size; // it is not plain
        const std::size_t behind = plainOnes(rows.subspan(size));
        if (behind >= worthAStatement)
            break;
        size += behind;
    }
    return {rows.first(size), false};
}

} // namespace ajar::session
