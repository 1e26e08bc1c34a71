// SPDX-License-Identifier: MIT
#pragma once

#include "session/mark.h"
#include "session/pageimages.h"
#include "session/rowcodec.h"
#include "session/sessionfile.h"

#include <map>
#include <set>

namespace ajar::session
{

/// Where a row stands.
struct RowPlace {
    std::int64_t id = 0;
    std::uint32_t image = 0;
    std::uint32_t offset = 0;
    std::int64_t part = 0; ///< of a chunk; of a context 1 for received
};

/// The rows of a session that stand in page images, wherever they are, by what they look like and
/// what their checksums say.
class FoundRows
{
public:
    explicit FoundRows(const PageImages &images)
        : m_images(images)
    {
    }

    /// Looks at one image.
    void look(std::uint32_t image);
    /// Behind the last image.
    void sort();

    const std::vector<RowPlace> &records() const { return m_records; } ///< by id; some twice
    const std::map<std::uint32_t, NewConnection> &connections() const { return m_connections; }
    /// The user's name for the session, which has no checksum; empty if none is found.
    const QByteArray &name() const { return m_name; }
    /// What a person has put on a record, if its checksum holds.
    const Mark *mark(std::int64_t id) const;

    /// A row whose columns' checksum holds; its payload is in `payload`, as far as it is there.
    struct Record {
        StoredRow row;
        std::string payload;
        bool whole = false; ///< the payload's checksum holds too
    };
    Record record(const RowPlace &place);
    /// The inflate windows before a record, by direction: 1 for received.
    std::map<bool, std::string> contexts(std::int64_t id);

    /// Pages of the file that are neither a table's nor an index's, nor part of a row that was
    /// read, and those that have fewer sound rows than they say.
    std::uint64_t damagedPages() const;

private:
    bool take(std::uint32_t image, const LeafCell &cell);
    bool takeRecord(std::uint32_t image, const LeafCell &cell);
    bool takePiece(std::uint32_t image, const LeafCell &cell);
    bool takeConnection(std::uint32_t image, const LeafCell &cell);
    void takeName(std::uint32_t image, PageBytes record);
    bool takeMark(std::uint32_t image, const LeafCell &cell);
    /// The bytes of a record from `at` on, at most `size`; fewer if a page is not there.
    std::string bytes(const LeafCell &cell, std::uint64_t at, std::uint64_t size, bool onlyFile);
    std::optional<LeafCell> cellAt(const RowPlace &place) const;
    void readChunks(Record &record);
    /// The bytes of a chunk or context whose checksum holds; nullopt if it does not.
    std::optional<std::string> piece(const RowPlace &place, std::uint32_t &crc);
    /// The sound pieces of a record with that number, each once: of 0 and 1 there may be a chunk
    /// and a context.
    std::vector<std::pair<std::string, std::uint32_t>> pieces(std::int64_t id, std::int64_t part);

    const PageImages &m_images;
    std::vector<RowPlace> m_records;
    std::vector<RowPlace> m_pieces; ///< chunks and contexts look the same
    std::map<std::uint32_t, NewConnection> m_connections;
    std::map<std::int64_t, Mark> m_marks;
    QByteArray m_name;
    bool m_nameIsCurrent = false;
    std::set<std::uint32_t> m_known; ///< pages that hold something
    std::set<std::uint32_t> m_hurt;  ///< pages with rows that are not sound
};

} // namespace ajar::session
