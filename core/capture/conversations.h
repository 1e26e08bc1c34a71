// SPDX-License-Identifier: MIT
#pragma once

#include "capture/bytestream.h"
#include "capture/observer.h"

#include <map>
#include <memory>

namespace ajar::capture
{

/// Where the connections of a capture go.
class CaptureSink
{
public:
    virtual ~CaptureSink() = default;
    /// A WebSocket connection, whose records follow; returns its number.
    virtual std::uint32_t addConnection(closing::ConnectionInfo info) = 0;
    virtual void take(closing::RecordBatch batch) = 0;
};

/// What a capture holds, counted.
struct CaptureCounts {
    std::uint64_t webSockets = 0;   ///< connections, refused ones too
    std::uint64_t begunBefore = 0;  ///< of those: their opening handshake is not in the capture
    std::uint64_t unfinished = 0;   ///< of those: the capture ends before they do
    std::uint64_t tls = 0;          ///< TCP connections that are encrypted
    std::uint64_t others = 0;       ///< TCP connections that carry something else, or nothing
    std::uint64_t missingBytes = 0; ///< of TCP connections with a WebSocket
    std::uint64_t repeated = 0;     ///< segments of them that only repeated what had come
    std::uint64_t tooMany = 0;      ///< segments of connections beyond those that can be kept
};

/// Sorts TCP segments by their connections, puts each direction together and has it watched. The
/// records of a connection come in their order, at times that never go back. One thread.
class Conversations
{
public:
    /// The most TCP connections that are followed at the same time.
    static constexpr std::size_t mostConnections = 65'536;
    /// The most bytes that wait behind holes, of all connections.
    static constexpr std::size_t mostWaiting = std::size_t{256} << 20;

    explicit Conversations(CaptureSink &sink);
    ~Conversations();

    /// When time 0 was, in nanoseconds since 1970-01-01 UTC.
    void setWallStart(std::int64_t nanoseconds) { m_wallStart = nanoseconds; }
    void add(closing::Time t, const Segment &segment);
    /// The capture is over.
    void finish();

    const CaptureCounts &counts() const { return m_counts; }

private:
    struct Key {
        Endpoint low, high;
        auto operator<=>(const Key &) const = default;
    };
    class Conversation;

    Conversation *find(const Key &key, closing::Time t, const Segment &segment);
    void end(std::map<Key, std::unique_ptr<Conversation>>::iterator one);
    void sweep(closing::Time t);
    void makeRoom();

    CaptureSink &m_sink;
    CaptureCounts m_counts;
    std::map<Key, std::unique_ptr<Conversation>> m_conversations;
    std::int64_t m_wallStart = 0;
    std::size_t m_waiting = 0;    ///< bytes behind holes
    std::size_t m_untilSweep = 0; ///< connections that find no room till those over are dropped
};

} // namespace ajar::capture
