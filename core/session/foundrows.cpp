// SPDX-License-Identifier: MIT
#include "session/foundrows.h"

#include "session/sessionname.h"

#include <QJsonDocument>

#include <algorithm>

namespace ajar::session
{

namespace
{

constexpr std::size_t recordColumns = 12;
constexpr std::size_t pieceColumns = 4; ///< and as many of a mark
constexpr std::size_t connectionColumns = 6;
constexpr std::size_t firstHeader = 100;
constexpr std::uint64_t longestPiece = std::uint64_t{64} << 20;
constexpr std::uint64_t largestContext = 32768; ///< an inflate window (RFC 7692 7.1.2.1)

using Type = RecordValue::Type;

bool isTablePage(std::uint8_t type)
{
    return type == 13 || type == 5;
}

bool isIndexPage(std::uint8_t type)
{
    return type == 10 || type == 2;
}

std::optional<std::int64_t> optionalInteger(const RecordValue &value)
{
    return value.type == Type::Integer ? std::optional(value.integer) : std::nullopt;
}

std::size_t rowCount(PageBytes page, std::size_t headerAt)
{
    return page.size() < headerAt + 5
               ? 0
               : static_cast<std::size_t>(page[headerAt + 3]) << 8 | page[headerAt + 4];
}

/// Such as the schema's own, or one that a later version has.
bool isOfAnotherTable(const LeafCell &cell)
{
    const std::size_t count = valueCount(cell.local);
    return count > 0 && count != recordColumns && recordValues(cell.local, cell.size, count);
}

/// The columns of `record`; nullopt if their checksum does not hold.
std::optional<StoredRow> storedRow(std::int64_t id, const std::vector<RecordValue> &values)
{
    const auto is = [&](std::size_t i, Type type) { return values[i].type == type; };
    for (const std::size_t i : {1, 2, 3, 4, 10}) {
        if (!is(i, Type::Integer))
            return std::nullopt;
    }
    StoredRow row;
    row.id = id;
    row.kind = values[1].integer;
    row.t = values[2].integer;
    row.n = values[3].integer;
    row.bits = values[4].integer;
    row.length = optionalInteger(values[5]);
    row.mask = optionalInteger(values[6]);
    row.ref = optionalInteger(values[7]);
    row.findings = optionalInteger(values[8]);
    row.inflated = optionalInteger(values[9]);
    row.crc = values[10].integer;
    row.payloadSize = static_cast<std::size_t>(values[11].size);
    row.chunked = is(11, Type::Null);
    const bool sane = id > 0 && row.kind >= 0 && row.kind <= static_cast<int>(Kind::Opaque) &&
                      static_cast<std::uint32_t>(row.crc) == columnsChecksum(row);
    return sane ? std::optional(row) : std::nullopt;
}

} // namespace

void FoundRows::look(std::uint32_t image)
{
    const PageBytes page = m_images.image(image);
    const std::size_t headerAt = m_images.pageNumber(image) == 1 ? firstHeader : 0;
    if (page.size() <= headerAt)
        return;
    const std::uint8_t type = page[headerAt];
    const std::uint32_t number = m_images.pageNumber(image);
    if (isIndexPage(type) || isTablePage(type))
        m_known.insert(number);
    constexpr std::uint8_t indexLeaf = 10;
    if (type == indexLeaf)
        eachIndexRecord(page, headerAt, [&](PageBytes record) { takeName(image, record); });
    // A page of a long row begins with the number of the next one, below 2^24 in any file of ours.
    if (type == 0 || isIndexPage(type))
        return;
    std::set<std::size_t> sound;
    eachLeafCell(page, headerAt, [&](const LeafCell &cell) {
        const bool taken = take(image, cell);
        if (taken || isOfAnotherTable(cell))
            sound.insert(cell.begin);
        return taken;
    });
    if (!sound.empty())
        m_known.insert(number);
    if (type == 13 && rowCount(page, headerAt) > sound.size() && !m_images.isSuperseded(image))
        m_hurt.insert(number);
}

bool FoundRows::take(std::uint32_t image, const LeafCell &cell)
{
    switch (valueCount(cell.local)) {
    case recordColumns:
        return takeRecord(image, cell);
    case pieceColumns:
        return takePiece(image, cell) || takeMark(image, cell);
    case connectionColumns:
        return takeConnection(image, cell);
    default:
        return false;
    }
}

bool FoundRows::takeRecord(std::uint32_t image, const LeafCell &cell)
{
    const auto values = recordValues(cell.local, cell.size, recordColumns);
    if (!values || !storedRow(cell.rowid, *values))
        return false;
    m_records.push_back({cell.rowid, image, static_cast<std::uint32_t>(cell.begin), 0});
    return true;
}

bool FoundRows::takePiece(std::uint32_t image, const LeafCell &cell)
{
    const auto values = recordValues(cell.local, cell.size, pieceColumns);
    if (!values || (*values)[0].type != Type::Integer || (*values)[1].type != Type::Integer ||
        (*values)[2].type != Type::Integer || (*values)[3].type != Type::Blob ||
        (*values)[3].size > longestPiece)
        return false;
    m_pieces.push_back({(*values)[0].integer, image, static_cast<std::uint32_t>(cell.begin),
                        (*values)[1].integer});
    return true;
}

/// A connection's row has no checksum, so it must look like one in every column.
bool FoundRows::takeConnection(std::uint32_t image, const LeafCell &cell)
{
    constexpr std::uint64_t longestRow = std::uint64_t{4} << 20;
    const auto values = recordValues(cell.local, cell.size, connectionColumns);
    if (!values || cell.rowid < 1 || cell.rowid > maxConnection || cell.size > longestRow)
        return false;
    const auto is = [&](std::size_t i, Type type) { return (*values)[i].type == type; };
    if (!is(0, Type::Null) || !is(1, Type::Text) || !is(2, Type::Text) || !is(3, Type::Integer) ||
        !is(4, Type::Integer) || !is(5, Type::Text))
        return false;
    const auto text = [&](std::size_t i) {
        return bytes(cell, (*values)[i].at, (*values)[i].size, false);
    };
    NewConnection connection;
    connection.id = static_cast<std::uint32_t>(cell.rowid);
    connection.info.kind = text(1);
    connection.info.url = text(2);
    connection.info.t = (*values)[3].integer;
    connection.info.wallNanoseconds = (*values)[4].integer;
    connection.options = QByteArray::fromStdString(text(5));
    if (!QJsonDocument::fromJson(connection.options).isObject())
        return false;
    if (!m_images.isSuperseded(image))
        m_connections.insert_or_assign(connection.id, connection);
    else
        m_connections.emplace(connection.id, connection);
    return true;
}

void FoundRows::takeName(std::uint32_t image, PageBytes record)
{
    constexpr std::string_view key = "name";
    const auto values = recordValues(record, record.size(), 2);
    if (!values || (*values)[0].type != Type::Text || (*values)[1].type != Type::Text ||
        (*values)[1].size > static_cast<std::uint64_t>(longestStoredName))
        return;
    const auto text = [&](std::size_t i) {
        return QByteArray(reinterpret_cast<const char *>(record.data()) + (*values)[i].at,
                          static_cast<qsizetype>((*values)[i].size));
    };
    const QByteArray name = text(1);
    const bool current = !m_images.isSuperseded(image);
    if (text(0) != QByteArrayView(key.data(), static_cast<qsizetype>(key.size())) ||
        (m_nameIsCurrent && !current) || QString::fromUtf8(name).toUtf8() != name)
        return;
    m_name = name;
    m_nameIsCurrent = current;
}

bool FoundRows::takeMark(std::uint32_t image, const LeafCell &cell)
{
    constexpr std::uint64_t besidesTheNote = 64;
    // The checksum stands behind the note, of which a part may be in other pages.
    std::string whole;
    PageBytes beginning = cell.local;
    if (cell.overflow != 0) {
        // A row of another table has no NULL there, and would be fetched in vain.
        if (cell.size > static_cast<std::uint64_t>(longestNote) + besidesTheNote ||
            beginning.size() < 2 || beginning[1] != 0)
            return false;
        whole = bytes(cell, 0, cell.size, false);
        beginning = {reinterpret_cast<const std::uint8_t *>(whole.data()), whole.size()};
    }
    const auto values = recordValues(beginning, cell.size, pieceColumns);
    if (!values || (*values)[0].type != Type::Null || (*values)[1].type != Type::Integer ||
        (*values)[2].type != Type::Text || (*values)[3].type != Type::Integer ||
        (*values)[2].size > static_cast<std::uint64_t>(longestNote))
        return false;
    const std::int64_t colour = (*values)[1].integer;
    if (colour < 0 || colour >= static_cast<std::int64_t>(markColourNames.size()))
        return false;
    Mark mark{.colour = static_cast<MarkColour>(colour), .note = {}};
    mark.note = QByteArray::fromStdString(bytes(cell, (*values)[2].at, (*values)[2].size, false));
    if ((*values)[3].integer != markChecksum(cell.rowid, mark))
        return false;
    if (!m_images.isSuperseded(image))
        m_marks.insert_or_assign(cell.rowid, std::move(mark));
    else
        m_marks.emplace(cell.rowid, std::move(mark));
    return true;
}

const Mark *FoundRows::mark(std::int64_t id) const
{
    const auto found = m_marks.find(id);
    return found == m_marks.end() ? nullptr : &found->second;
}

void FoundRows::sort()
{
    const auto order = [](const RowPlace &left, const RowPlace &right) {
        return std::tie(left.id, left.part, left.image, left.offset) <
               std::tie(right.id, right.part, right.image, right.offset);
    };
    const auto same = [](const RowPlace &left, const RowPlace &right) {
        return left.id == right.id && left.image == right.image && left.offset == right.offset;
    };
    for (std::vector<RowPlace> *places : {&m_records, &m_pieces}) {
        std::ranges::sort(*places, order);
        places->erase(std::unique(places->begin(), places->end(), same), places->end());
    }
}

std::optional<LeafCell> FoundRows::cellAt(const RowPlace &place) const
{
    return leafCell(m_images.image(place.image), place.offset);
}

std::string FoundRows::bytes(const LeafCell &cell, std::uint64_t at, std::uint64_t size,
                             bool onlyFile)
{
    std::string out;
    std::uint64_t begin = 0; // of the part, in the record
    PageBytes part = cell.local;
    std::uint32_t next = cell.overflow;
    for (;;) {
        const std::uint64_t from = std::max(at, begin);
        const std::uint64_t to = std::min(at + size, begin + part.size());
        if (from < to)
            out.append(reinterpret_cast<const char *>(part.data()) + (from - begin),
                       static_cast<std::size_t>(to - from));
        begin += part.size();
        if (begin >= at + size || begin >= cell.size || next == 0)
            return out;
        const PageBytes page = m_images.page(next, onlyFile);
        if (page.empty())
            return out;
        m_known.insert(next);
        next = 0;
        for (std::size_t i = 0; i < 4; ++i)
            next = next << 8 | page[i];
        part = page.subspan(4); // at least one byte each time, so it ends
    }
}

FoundRows::Record FoundRows::record(const RowPlace &place)
{
    Record record;
    const auto cell = cellAt(place);
    const auto values = cell ? recordValues(cell->local, cell->size, recordColumns) : std::nullopt;
    const auto row = values ? storedRow(cell->rowid, *values) : std::nullopt;
    if (!row)
        return record;
    record.row = *row;
    const auto crc = static_cast<std::uint32_t>(static_cast<std::uint64_t>(row->crc) >> 32);
    if (row->chunked) {
        readChunks(record);
        return record;
    }
    for (const bool onlyFile : {false, true}) {
        std::string payload = bytes(*cell, (*values)[11].at, (*values)[11].size, onlyFile);
        record.whole =
            payload.size() == (*values)[11].size && checksum(payload.data(), payload.size()) == crc;
        if (record.whole || !onlyFile)
            record.payload = std::move(payload);
        if (record.whole)
            break;
    }
    return record;
}

std::optional<std::string> FoundRows::piece(const RowPlace &place, std::uint32_t &crc)
{
    const auto cell = cellAt(place);
    const auto values = cell ? recordValues(cell->local, cell->size, pieceColumns) : std::nullopt;
    if (!values)
        return std::nullopt;
    crc = static_cast<std::uint32_t>((*values)[2].integer);
    for (const bool onlyFile : {false, true}) {
        std::string piece = bytes(*cell, (*values)[3].at, (*values)[3].size, onlyFile);
        if (piece.size() == (*values)[3].size && checksum(piece.data(), piece.size()) == crc)
            return piece;
    }
    return std::nullopt;
}

std::vector<std::pair<std::string, std::uint32_t>> FoundRows::pieces(std::int64_t id,
                                                                     std::int64_t part)
{
    constexpr std::size_t most = 2;
    std::vector<std::pair<std::string, std::uint32_t>> found;
    auto place =
        std::ranges::lower_bound(m_pieces, std::pair(id, part), {},
                                 [](const RowPlace &one) { return std::pair(one.id, one.part); });
    for (; place != m_pieces.end() && place->id == id && place->part == part; ++place) {
        std::uint32_t crc = 0;
        auto bytes = piece(*place, crc);
        const auto isSame = [crc](const auto &other) { return other.second == crc; };
        if (bytes && std::ranges::none_of(found, isSame))
            found.emplace_back(std::move(*bytes), crc);
        if (found.size() == (part <= 1 ? most : 1))
            break;
    }
    return found;
}

void FoundRows::readChunks(Record &record)
{
    const auto wanted =
        static_cast<std::uint32_t>(static_cast<std::uint64_t>(record.row.crc) >> 32);
    const std::int64_t id = record.row.id;
    std::string rest;
    std::uint32_t restChecksum = 0;
    for (std::int64_t part = 2;; ++part) {
        const auto found = pieces(id, part);
        if (found.empty())
            break;
        rest += found.front().first;
        restChecksum =
            combineChecksums(restChecksum, found.front().second, found.front().first.size());
    }
    const auto firsts = pieces(id, 0);
    auto seconds = pieces(id, 1);
    const bool hasSecond = !seconds.empty();
    seconds.emplace_back(); // a payload may have one chunk, beside a context
    for (const auto &[first, firstChecksum] : firsts) {
        for (const auto &[second, secondChecksum] : seconds) {
            const std::uint32_t both =
                combineChecksums(firstChecksum, secondChecksum, second.size());
            record.whole = combineChecksums(both, restChecksum, rest.size()) == wanted;
            if (!record.whole)
                continue;
            record.payload = first + second + rest;
            return;
        }
    }
    // What stands before the first chunk that is lost.
    if (!firsts.empty())
        record.payload = firsts.front().first + seconds.front().first + (hasSecond ? rest : "");
}

std::map<bool, std::string> FoundRows::contexts(std::int64_t id)
{
    std::map<bool, std::string> found;
    auto place = std::ranges::lower_bound(m_pieces, id, {}, &RowPlace::id);
    for (; place != m_pieces.end() && place->id == id && place->part <= 1; ++place) {
        std::uint32_t crc = 0;
        auto bytes = piece(*place, crc);
        if (bytes && bytes->size() <= largestContext && place->part >= 0)
            found.insert_or_assign(place->part == 1, std::move(*bytes));
    }
    return found;
}

std::uint64_t FoundRows::damagedPages() const
{
    std::uint64_t unknown = 0;
    for (std::uint32_t number = 2; number <= m_images.filePages(); ++number)
        unknown += m_known.contains(number) ? 0 : 1;
    const std::uint64_t free = m_images.freePages();
    return (unknown > free ? unknown - free : 0) + m_hurt.size();
}

} // namespace ajar::session
