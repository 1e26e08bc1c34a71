// SPDX-License-Identifier: MIT
#pragma once

#include "session/recorder.h"
#include "session/rowcodec.h"

#include <map>
#include <unordered_map>
#include <vector>

namespace ajar::session
{

constexpr closing::Time rateSlot = 100'000'000; ///< nanoseconds

/// A row of the table `chunk`; the bytes are not owned.
struct StoredChunk {
    std::int64_t id = 0;
    std::int64_t part = 0;
    std::uint32_t crc = 0;
    const char *bytes = nullptr;
    std::size_t size = 0;
};

/// A row of the table `context`; the bytes are not owned.
struct StoredContext {
    std::int64_t id = 0;
    bool received = true;
    std::uint32_t crc = 0;
    const char *bytes = nullptr;
    std::size_t size = 0;
};

/// A row of the table `rate`, to be added to what stands there.
struct RateSums {
    std::int64_t sentFrames = 0, sentBytes = 0, receivedFrames = 0, receivedBytes = 0;
};
using RateKey = std::pair<std::uint32_t, std::int64_t>; ///< connection, slot

/// Turns records into rows, numbers them, and keeps what they point to alive until they are
/// written. It knows no database.
class Encoder
{
public:
    explicit Encoder(std::size_t chunkBytes)
        : m_chunkBytes(chunkBytes)
    {
    }

    void add(closing::RecordBatch batch);
    /// A state, event or outcome whose JSON is there already.
    void addDetails(std::uint32_t connection, Kind kind, closing::Time t, QByteArray json);
    /// The last row added was damaged where it comes from: its checksum shall not fit here either,
    /// and its number says nothing about the rows behind it.
    void markLastAsDamaged();
    /// Forgets rows that are written; the numbers go on.
    void clear();

    const std::vector<StoredRow> &rows() const { return m_rows; }
    const std::vector<StoredChunk> &chunks() const { return m_chunks; }
    const std::vector<StoredContext> &contexts() const { return m_contexts; }
    const std::map<RateKey, RateSums> &rates() const { return m_rates; }
    /// The rows by connection.
    std::vector<Recorded> added() const;

private:
    struct Numbers {
        std::uint64_t seq = 0;
        std::uint64_t committedSeq = 0;
        std::int64_t lastFrame = 0;
        std::int64_t frameBefore = 0; ///< lastFrame as it was before the last row
    };

    StoredRow encode(const closing::RecordBatch &batch, const closing::Record &record,
                     std::uint32_t connection);
    void count(const closing::FrameRecord &frame, std::uint32_t connection);
    void finish(StoredRow &row, Numbers &numbers, std::uint32_t connection);
    /// Makes the chunks of a payload and returns its checksum.
    std::uint32_t split(const StoredRow &row);

    std::size_t m_chunkBytes;
    std::unordered_map<std::uint32_t, Numbers> m_numbers;
    std::vector<closing::RecordBatch> m_batches;
    std::vector<QByteArray> m_details;
    std::vector<StoredRow> m_rows;
    std::vector<StoredChunk> m_chunks;
    std::vector<StoredContext> m_contexts;
    std::map<RateKey, RateSums> m_rates;
    RateKey m_lastRate{};
    RateSums *m_lastSums = nullptr;
};

} // namespace ajar::session
