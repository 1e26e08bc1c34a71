// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"
#include "session/reader.h"

#include <cstdint>
#include <optional>

namespace ajar::session
{

constexpr int connectionShift = 40; ///< id = connection << 40 | seq
constexpr std::int64_t maxSeq = (std::int64_t{1} << connectionShift) - 1;
/// The place behind a connection's last record is a number too.
constexpr std::uint32_t maxConnection = (1U << (63 - connectionShift)) - 2;

/// JSON of a state, event or outcome that is longer than this is not ours: readers leave it unread.
constexpr std::size_t longestDetails = 4194304;

constexpr std::int64_t recordId(std::uint32_t connection, std::uint64_t seq)
{
    return static_cast<std::int64_t>(std::uint64_t{connection} << connectionShift | seq);
}

/// One row of the table `record`, column by column; the payload is not owned.
struct StoredRow {
    std::int64_t id = 0;
    std::int64_t kind = 0;
    std::int64_t t = 0;
    std::int64_t n =
        0; ///< the frame's number; of other records the number of the last frame before
    std::int64_t bits = 0;
    std::optional<std::int64_t> length; ///< the declared length if it is not the payload's size
    std::optional<std::int64_t> mask;   ///< the key, first byte highest
    std::optional<std::int64_t> ref;
    std::optional<std::int64_t> findings;
    std::optional<std::int64_t> inflated; ///< bytes; nullopt: not compressed
    std::int64_t crc = 0;
    const char *payload = nullptr;
    std::size_t payloadSize = 0;
    bool chunked = false; ///< `payload` is NULL and stands in the table `chunk`
};

/// What the column `bits` packs; the published layout is in schema.cpp.
struct PackedBits {
    bool fin = true;
    std::uint8_t rsv = 0;
    std::uint8_t opcode = 0;
    bool masked = false;
    std::uint8_t lengthForm = 0;
    closing::Direction direction = closing::Direction::Sent;
    closing::Leg leg = closing::Leg::Peer;
    closing::Disposition disposition = closing::Disposition::Passed;
    bool chunked = false;
};
std::int64_t packBits(const PackedBits &bits);
/// nullopt if a bit or a value is set that has no meaning.
std::optional<PackedBits> unpackBits(std::int64_t bits);

/// CRC-32 as in zlib and gzip.
std::uint32_t checksum(const void *data, std::size_t size);
/// The checksum of two pieces together, from that of each.
std::uint32_t combineChecksums(std::uint32_t first, std::uint32_t second, std::size_t secondSize);
/// The CRC-32 of the columns before `crc`: id, kind, t, n and bits, each as eight bytes, lowest
/// first; a byte with the bits 1, 2, 4, 8, 16 for those of length, mask, ref, findings, inflated
/// that are not NULL; and these, as eight bytes each.
std::uint32_t columnsChecksum(const StoredRow &row);
/// The value of the column `crc`: the columns' checksum in the low 32 bits, the payload's in the
/// high ones.
std::int64_t rowChecksum(const StoredRow &row, std::uint32_t payloadChecksum);

/// Fills a frame's columns except id and crc.
StoredRow frameRow(const closing::FrameRecord &frame);
/// Fills `row` from the columns of a frame; false if a value is not what it must be.
bool decodeFrame(const StoredRow &stored, Row &row);

} // namespace ajar::session
