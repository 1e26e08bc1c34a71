// SPDX-License-Identifier: MIT
#pragma once

#include "closing/findingnote.h"
#include "closing/record.h"

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace ajar::closing
{

struct FrameMark {
    Time t = 0;
    std::uint64_t number = 0;
};

/// The first Close of a direction as it stood on the wire.
struct CloseMark {
    FrameMark frame;
    std::optional<std::uint16_t> code;
    std::string reason; ///< bytes as they came
};

struct PingMark {
    FrameMark ping;
    std::string payload;
    std::optional<FrameMark> pong;
    /// What the answering end sent between the Ping and its Pong.
    std::uint64_t framesBefore = 0;
    std::uint64_t bytesBefore = 0;
};

/// Data frames that followed something.
struct Trail {
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0;
    std::uint64_t first = 0; ///< frame number
};

/// What went one way over the wire.
struct Lane {
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0; ///< with frame headers
    std::optional<FrameMark> last;
    std::optional<FrameMark> lastOpen; ///< the last one before any Close of either direction
    std::optional<CloseMark> close;
    Trail afterOwnClose;   ///< against RFC 6455 5.5.1
    Trail afterOtherClose; ///< in the half-closed state, which is allowed
    std::uint64_t pings = 0;
    std::optional<PingMark> lastAnswered;
    Time slowest = 0;                ///< the longest round trip of a Ping
    std::deque<PingMark> unanswered; ///< Pings without a Pong, the latest 64
};

struct TimerMark {
    Time started = 0;
    Time duration = 0;
    bool running = false;
    std::optional<Time> expired;
};

/// When each sign of TCP's end was seen first.
struct TcpMarks {
    std::optional<Time> finSent, finReceived, resetSent, resetReceived, failed;
    std::optional<Time> closeNotifySent, closeNotifyReceived;
};

/// A Close of ours that was not let out at once.
struct WithheldClose {
    FrameMark made;
    std::optional<Time> until; ///< when it went out or was dropped
    bool dropped = false;
};

struct HandshakeMarks {
    bool tcpConnected = false;
    bool tls = false;
    std::string response; ///< the head of the answer
    std::string failure; ///< the kind of HandshakeFailed: "dns", "status"…; empty: it did not fail
    std::string problem; ///< one clause
    int status = 0;
};

/// What the records of one connection say about its life and its end: enough for a verdict, of
/// bounded size.
struct Account {
    std::string kind = "client";
    std::string url;
    Time start = 0;
    Time last = 0; ///< the latest record's
    std::optional<Time> opened;
    std::optional<Time> ended; ///< by its outcome; nullopt: it goes on, or its record broke off
    std::vector<StateRecord> states;
    std::array<Lane, 2> lanes; ///< by Direction
    TcpMarks tcp;
    std::array<TimerMark, 7> timers; ///< by Timer
    HandshakeMarks handshake;
    std::optional<WithheldClose> withheldClose;
    std::uint64_t withheldPongs = 0;            ///< that have not gone out
    std::optional<FrameMark> sentSinceReceived; ///< our first frame after the peer's last one
    std::vector<FindingNote> findings;          ///< the first 64
    std::uint64_t findingCount = 0;
    std::string failedFor; ///< the findings for which we failed the connection
    std::uint64_t truncatedBytes = 0;
    std::optional<std::int64_t> unacknowledged; ///< bytes of ours, when TCP failed
    std::string tcpProblem;
    bool incomplete = false; ///< records are missing, or were left out because there are too many

    const Lane &lane(Direction direction) const
    {
        return lanes[static_cast<std::size_t>(direction)];
    }
    const TimerMark &timer(Timer timer) const { return timers[static_cast<std::size_t>(timer)]; }
    LinkState state() const { return states.empty() ? LinkState::Connecting : states.back().state; }
};

/// Makes an account from the records of one connection in their order, those of data frames at the
/// cost of a few additions. Any thread, one at a time.
class AccountBuilder
{
public:
    AccountBuilder() = default;
    AccountBuilder(std::string kind, std::string url, Time start);

    /// Of the payload only that of control frames is looked at.
    void add(const FrameRecord &frame, wire::Bytes payload);
    void add(const OpaqueRecord &opaque);
    void add(const StateRecord &state);
    void add(const EventRecord &event);
    void add(const OutcomeRecord &outcome);

    const Account &account() const { return m_account; }
    Account &account() { return m_account; }

private:
    Lane &lane(Direction direction) { return m_account.lanes[static_cast<std::size_t>(direction)]; }
    void touch(Direction direction, FrameMark mark, std::uint64_t bytes, bool isClose);
    void noteHolding(const FrameRecord &frame);
    void noteFindings(const FrameRecord &frame);
    void note(FindingNote finding);
    void onPing(const FrameRecord &frame, wire::Bytes payload);
    void onPong(const FrameRecord &frame, wire::Bytes payload);
    void onData(const FrameRecord &frame);
    void onTimer(const EventRecord &event);
    void onHandshake(const EventRecord &event);
    void onTcp(const EventRecord &event);
    void onFinding(const EventRecord &event);

    Account m_account;
};

} // namespace ajar::closing
