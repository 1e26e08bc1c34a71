// SPDX-License-Identifier: MIT
#include "session/sqliteleaf.h"

#include <algorithm>

namespace ajar::session
{

namespace
{

constexpr std::size_t leafHeader = 8;
constexpr std::uint64_t longestRecord = std::uint64_t{1} << 27;
constexpr std::size_t mostColumns = 64;

std::size_t number16(PageBytes page, std::size_t at)
{
    return static_cast<std::size_t>(page[at]) << 8 | page[at + 1];
}

/// SQLite's integers of one to nine bytes; moves `at` behind it.
std::optional<std::uint64_t> variableInteger(PageBytes bytes, std::size_t &at)
{
    std::uint64_t value = 0;
    for (int i = 0; i < 9; ++i) {
        if (at >= bytes.size())
            return std::nullopt;
        const std::uint8_t byte = bytes[at++];
        if (i == 8)
            return value << 8 | byte;
        value = value << 7 | (byte & 0x7F);
        if (byte < 0x80)
            return value;
    }
    return std::nullopt;
}

/// How much of a record of `size` bytes stands in a page (1.6, B-tree pages).
std::uint64_t localSize(std::uint64_t size, std::uint64_t usable)
{
    if (size <= usable - 35)
        return size;
    const std::uint64_t least = (usable - 12) * 32 / 255 - 23;
    const std::uint64_t wanted = least + (size - least) % (usable - 4);
    return wanted <= usable - 35 ? wanted : least;
}

std::int64_t signedInteger(PageBytes bytes)
{
    std::uint64_t value = bytes.empty() || bytes[0] < 0x80 ? 0 : ~std::uint64_t{0};
    for (const std::uint8_t byte : bytes)
        value = value << 8 | byte;
    return static_cast<std::int64_t>(value);
}

std::uint64_t sizeOfInteger(std::uint64_t serialType)
{
    constexpr std::uint64_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    return sizes[serialType];
}

/// The serial types of a record's header; `at` is then where the values begin.
std::optional<std::vector<std::uint64_t>> serialTypes(PageBytes beginning, std::size_t &at)
{
    at = 0;
    const auto headerSize = variableInteger(beginning, at);
    if (!headerSize || *headerSize < at || *headerSize > beginning.size())
        return std::nullopt;
    std::vector<std::uint64_t> types;
    while (at < *headerSize) {
        const auto type = variableInteger(beginning.first(*headerSize), at);
        if (!type || *type == 10 || *type == 11 || types.size() == mostColumns)
            return std::nullopt;
        types.push_back(*type);
    }
    return types;
}

} // namespace

std::optional<LeafCell> leafCell(PageBytes page, std::size_t begin)
{
    LeafCell cell;
    cell.begin = begin;
    std::size_t at = begin;
    const auto size = variableInteger(page, at);
    const auto rowid = size ? variableInteger(page, at) : std::nullopt;
    if (!rowid || *size == 0 || *size > longestRecord)
        return std::nullopt;
    const auto local = static_cast<std::size_t>(localSize(*size, page.size()));
    const std::size_t pointer = local < *size ? 4 : 0;
    if (local + pointer > page.size() - at)
        return std::nullopt;
    cell.rowid = static_cast<std::int64_t>(*rowid);
    cell.size = *size;
    cell.local = page.subspan(at, local);
    cell.end = at + local + pointer;
    for (std::size_t i = 0; i < pointer; ++i)
        cell.overflow = cell.overflow << 8 | page[at + local + i];
    return cell;
}

void eachLeafCell(PageBytes page, std::size_t headerAt,
                  const std::function<bool(const LeafCell &)> &isGood)
{
    const std::size_t pointers = headerAt + leafHeader;
    if (page.size() < pointers + 2)
        return;
    const std::size_t count = number16(page, headerAt + 3);
    std::size_t lowest = page.size(); // the pointers end before the first cell
    std::vector<std::size_t> ends;
    std::vector<std::size_t> begins;
    const auto tryAt = [&](std::size_t begin) {
        const auto cell = leafCell(page, begin);
        if (!cell || !isGood(*cell))
            return false;
        lowest = std::min(lowest, begin);
        begins.push_back(begin);
        ends.push_back(cell->end);
        return true;
    };
    for (std::size_t i = 0; pointers + 2 * i + 2 <= lowest; ++i) {
        const std::size_t begin = number16(page, pointers + 2 * i);
        const bool possible = begin >= pointers && begin < page.size();
        if (i >= count && !possible)
            break;
        if (possible)
            tryAt(begin);
    }
    const std::size_t contentAt = number16(page, headerAt + 5);
    if (contentAt >= pointers && contentAt < page.size())
        ends.push_back(contentAt);
    std::ranges::sort(begins);
    for (std::size_t i = 0; i < ends.size(); ++i) { // it grows
        if (ends[i] < page.size() && !std::ranges::binary_search(begins, ends[i]) && tryAt(ends[i]))
            std::ranges::sort(begins);
    }
}

void eachIndexRecord(PageBytes page, std::size_t headerAt,
                     const std::function<void(PageBytes)> &take)
{
    const std::size_t pointers = headerAt + leafHeader;
    if (page.size() < pointers)
        return;
    const std::size_t count = std::min(number16(page, headerAt + 3), (page.size() - pointers) / 2);
    for (std::size_t i = 0; i < count; ++i) {
        std::size_t at = number16(page, pointers + 2 * i);
        const auto size = variableInteger(page, at);
        if (size && at <= page.size() && *size <= page.size() - at)
            take(page.subspan(at, static_cast<std::size_t>(*size)));
    }
}

std::size_t valueCount(PageBytes beginning)
{
    std::size_t at = 0;
    const auto types = serialTypes(beginning, at);
    return types ? types->size() : 0;
}

std::optional<std::vector<RecordValue>> recordValues(PageBytes beginning, std::uint64_t size,
                                                     std::size_t count)
{
    std::size_t headerEnd = 0;
    const auto types = serialTypes(beginning, headerEnd);
    if (!types || types->size() != count)
        return std::nullopt;
    std::vector<RecordValue> values;
    std::uint64_t at = headerEnd;
    for (const std::uint64_t type : *types) {
        RecordValue value;
        value.at = at;
        if (type >= 12) {
            value.type = type % 2 ? RecordValue::Text : RecordValue::Blob;
            value.size = (type - 12) / 2;
        } else if (type > 0) {
            value.type = type == 7 ? RecordValue::Real : RecordValue::Integer;
            const std::uint64_t width = sizeOfInteger(type);
            if (at + width > beginning.size())
                return std::nullopt;
            value.integer = type >= 8 ? static_cast<std::int64_t>(type - 8)
                                      : signedInteger(beginning.subspan(at, width));
            at += width;
        }
        if (value.size > size || at + value.size > size)
            return std::nullopt;
        at += value.size;
        values.push_back(value);
    }
    return at == size ? std::optional(std::move(values)) : std::nullopt;
}

} // namespace ajar::session
