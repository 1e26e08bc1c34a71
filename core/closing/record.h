// SPDX-License-Identifier: MIT
#pragma once

#include "closing/outcome.h"
#include "closing/state.h"
#include "wire/frame.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ajar::closing
{

/// The leg that a frame passed: to the peer, or (in proxy links) to the application.
enum class Leg : std::uint8_t { Peer, Endpoint };

/// What the gate did with a frame. A held frame is recorded when it was made or came; its release,
/// drop or edit is a record of its own, which names it in `ref` and carries the time of the act.
enum class Disposition : std::uint8_t { Passed, Held, Released, Dropped, Injected, Edited };

/// Whether a record stands for a frame on the wire of its leg: of a frame that is held on its way
/// out the record that lets it go, of one that came and is held the record of its coming.
constexpr bool onTheWire(Direction direction, Disposition disposition)
{
    if (direction == Direction::Received)
        return disposition == Disposition::Passed || disposition == Disposition::Held;
    return disposition != Disposition::Held && disposition != Disposition::Dropped;
}

enum class Event : std::uint8_t {
    TcpConnecting,
    TcpConnected,
    TlsEstablished,
    TlsFailed,
    HandshakeRequest,
    HandshakeResponse,
    HandshakeFailed,
    FinReceived,
    FinSent,
    ResetReceived,
    ResetSent,
    TcpFailed,
    CloseNotifyReceived,
    CloseNotifySent,
    TimerStarted,
    TimerExpired,
    TimerCancelled,
    PolicyChanged,
    ProtocolFailed, ///< we fail the connection as RFC 6455 7.1.7 demands
    FramingLost,
    FrameTruncated,
    SendRefused, ///< the user asked to send what can't be sent any more
    LimitReached,
    Gap,
    Finding, ///< a rule broken by the connection as a whole, or the details of a frame's finding
    TlsTruncated,   ///< FIN without close_notify before it
    ProxyConnected, ///< the way out leads through a proxy
    Redirected,     ///< the server's answer named another URL, which is followed
};
constexpr int eventCount = static_cast<int>(Event::Redirected) + 1;

struct AttributeGroup;
/// A group is several values of one thing, such as one certificate of a chain.
using AttributeValue =
    std::variant<std::string, std::int64_t, double, bool, std::vector<AttributeGroup>>;
using Attributes = std::vector<std::pair<std::string, AttributeValue>>;
struct AttributeGroup {
    Attributes members;
    bool operator==(const AttributeGroup &other) const;
};

struct FrameRecord {
    Time t = 0;
    std::uint64_t number = 0; ///< 1, 2, 3… in its connection
    std::uint64_t ref = 0;    ///< the held frame that this record releases, drops or edits; else 0
    wire::FrameHeader header;
    wire::FindingSet findings;
    Direction direction = Direction::Received;
    Leg leg = Leg::Peer;
    Disposition disposition = Disposition::Passed;
    std::size_t payloadOffset = 0; ///< into RecordBatch::payloads; unmasked bytes
    std::size_t payloadSize = 0;
    /// Bytes that this frame adds to its message once inflated (RFC 7692); nullopt: not compressed.
    std::optional<std::uint64_t> inflated;
};

struct StateRecord {
    Time t = 0;
    LinkState state = LinkState::Connecting;
    LinkState previous = LinkState::Connecting;
};

struct EventRecord {
    Time t = 0;
    Event event = Event::TcpConnected;
    Attributes attributes;
};

struct OutcomeRecord {
    Time t = 0;
    Outcome outcome;
};

/// Bytes that came after framing was lost; `offset` and `size` point into RecordBatch::payloads.
struct OpaqueRecord {
    Time t = 0;
    Direction direction = Direction::Received;
    std::size_t payloadOffset = 0;
    std::size_t payloadSize = 0;
};

/// The inflate window at the start of the next message of this direction (RFC 7692 7.2): readers
/// begin there. It takes no place among the other records.
struct ContextRecord {
    Time t = 0;
    Direction direction = Direction::Received;
    std::size_t payloadOffset = 0;
    std::size_t payloadSize = 0;
};

using Record =
    std::variant<FrameRecord, StateRecord, EventRecord, OutcomeRecord, OpaqueRecord, ContextRecord>;

Time timeOf(const Record &record);

/// Records of one connection in their order, with their payloads in one piece: what goes from the
/// network thread to the recorder.
struct RecordBatch {
    std::uint32_t connection = 0;
    bool urgent = false; ///< commit at once: a state changed, or something ended
    std::vector<Record> records;
    std::vector<std::uint8_t> payloads;

    bool empty() const { return records.empty(); }
    /// About what the batch costs in memory, in bytes.
    std::size_t weight() const { return payloads.size() + records.size() * sizeof(Record); }
    wire::Bytes payload(const FrameRecord &frame) const
    {
        return wire::Bytes(payloads).subspan(frame.payloadOffset, frame.payloadSize);
    }
    wire::Bytes payload(const ContextRecord &context) const
    {
        return wire::Bytes(payloads).subspan(context.payloadOffset, context.payloadSize);
    }
    wire::Bytes payload(const OpaqueRecord &opaque) const
    {
        return wire::Bytes(payloads).subspan(opaque.payloadOffset, opaque.payloadSize);
    }
};

/// What is known of a connection when it begins.
struct ConnectionInfo {
    std::string kind = "client"; ///< "client", "proxy", "server"
    std::string url;
    Time t = 0;                       ///< when it began, on the session's clock
    std::int64_t wallNanoseconds = 0; ///< the same moment since 1970-01-01 UTC
    Attributes options;               ///< what the user chose, e.g. insecure=true, ca=…
};

/// Where records go. All functions may be called from any thread.
class RecordSink
{
public:
    virtual ~RecordSink() = default;

    /// The moment at which the session's clock was 0.
    virtual std::chrono::steady_clock::time_point start() const = 0;

    /// Registers a connection and returns its number in the session: 1, 2, 3…
    virtual std::uint32_t addConnection(const ConnectionInfo &info) = 0;

    /// Always takes the batch. False when the queue is over its bound: stop reading sockets and ask
    /// whenRoom(). Batches of one connection keep their order.
    [[nodiscard]] virtual bool submit(RecordBatch batch) = 0;

    /// Calls back once, on any thread, as soon as the queue has room (at once if it has).
    virtual void whenRoom(std::function<void()> call) = 0;
};

} // namespace ajar::closing
