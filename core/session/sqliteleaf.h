// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

/// The parts of SQLite's file format that rows stand in (https://sqlite.org/fileformat2.html), read
/// without trust in anything around them.
namespace ajar::session
{

using PageBytes = std::span<const std::uint8_t>;

/// A row in a leaf page of a table.
struct LeafCell {
    std::size_t begin = 0; ///< in the page
    std::size_t end = 0;
    std::int64_t rowid = 0;
    std::uint64_t size = 0;     ///< of the whole record
    PageBytes local;            ///< what of the record stands in the page
    std::uint32_t overflow = 0; ///< the page with what follows; 0: none
};

/// The cell at `begin`, if one can stand there.
std::optional<LeafCell> leafCell(PageBytes page, std::size_t begin);

/// All cells that a page may have: those that its pointers name, and those that lie side by side
/// with the ones that `isGood` accepts, in case a pointer is wrong. `headerAt` is 100 in page 1.
/// The type and the count in the page's header may be wrong too. A cell may come twice.
void eachLeafCell(PageBytes page, std::size_t headerAt,
                  const std::function<bool(const LeafCell &)> &isGood);

/// The records of a leaf page of an index, or of a table without row numbers, that its pointers
/// name and that stand in the page as a whole. `headerAt` as above.
void eachIndexRecord(PageBytes page, std::size_t headerAt,
                     const std::function<void(PageBytes)> &take);

/// A value of a record; text and blobs point into it.
struct RecordValue {
    enum Type : std::uint8_t { Null, Integer, Real, Text, Blob };
    Type type = Null;
    std::int64_t integer = 0;
    std::uint64_t size = 0; ///< of a text or blob, whole
    std::uint64_t at = 0;   ///< where in the record it begins
};

/// The values of a record, of which only a beginning may be there: the numbers must be in it.
/// nullopt if it is none or has not `count` values.
std::optional<std::vector<RecordValue>> recordValues(PageBytes beginning, std::uint64_t size,
                                                     std::size_t count);
/// How many values a record has; 0 if it is none.
std::size_t valueCount(PageBytes beginning);

} // namespace ajar::session
