// SPDX-License-Identifier: MIT
#pragma once

#include "closing/closemonitor.h"
#include "closing/journal.h"
#include "gate/notice.h"
#include "gate/policy.h"
#include "gate/timers.h"
#include "wire/compressedstream.h"
#include "wire/deflater.h"
#include "wire/framecheck.h"
#include "wire/framedecoder.h"
#include "wire/rawframe.h"

#include <array>
#include <deque>
#include <functional>
#include <string_view>

namespace ajar::gate
{

/// What a gate that ends a WebSocket connection itself (client and server links) does about frames,
/// the end of TCP, timers and its user's wishes. It has no socket and no clock: facts and times go
/// in, and bytes, records, notices and wishes for the socket come out. One thread.
class GateLogic
{
public:
    using MaskKey = std::array<std::uint8_t, 4>;
    struct Options {
        wire::Role role = wire::Role::Client; ///< ours
        Limits limits;
        bool record = true;               ///< keep records for a sink
        std::function<MaskKey()> maskKey; ///< needed in the client role
    };

    /// What the socket's owner is to do, in this order; taken and cleared by takeWishes().
    struct Wishes {
        bool fin = false;         ///< end our direction of TCP, once all bytes are written
        bool closeNotify = false; ///< over TLS: the same for TLS alone; TCP stays up
        bool reset = false;       ///< RST, now
        bool abandon = false;     ///< the opening handshake has timed out: give up connecting
    };

    GateLogic(Options options, Policy policy, closing::Time start);

    // The opening handshake, which the owner conducts.
    void connecting(closing::Time t); ///< starts the handshake timer
    /// `deflate`: what was agreed about permessage-deflate; nullopt: no compression.
    void opened(closing::Time t, const std::string &subprotocol,
                const std::optional<wire::DeflateParameters> &deflate = std::nullopt);
    void refused(closing::Time t, RefusedNotice notice);

    // What the wire shows.
    void received(closing::Time t, wire::Bytes bytes);
    void finReceived(closing::Time t);
    void resetReceived(closing::Time t);
    void silence(closing::Time t, std::string_view problem); ///< TCP failed without a word
    void finSent(closing::Time t);   ///< a FIN that was wished for, or needed, has gone out
    void resetSent(closing::Time t); ///< the same for RST
    void closeNotify(closing::Time t, closing::Direction direction);

    // What the user wants.
    void sendData(closing::Time t, wire::Opcode opcode, wire::Bytes payload, bool fin = true);
    void sendPing(closing::Time t, wire::Bytes payload);
    void sendClose(closing::Time t, std::optional<std::uint16_t> code, std::string_view reason);
    /// A frame as the user has written it, rules or not; nothing is held back or put right. What
    /// it breaks is found like a peer's faults. Its payload is in it, also if it names a file.
    void sendRaw(closing::Time t, const wire::RawFrame &raw);
    void release(closing::Time t, std::uint64_t number);
    void drop(closing::Time t, std::uint64_t number);
    /// Lets a held frame go with another payload (inflated, for a compressed one).
    void edit(closing::Time t, std::uint64_t number, wire::Bytes payload);
    void fin(closing::Time t);
    void reset(closing::Time t);
    void setPolicy(closing::Time t, Policy policy);

    /// The next moment at which tick() must be called; nullopt when no timer runs.
    std::optional<closing::Time> deadline() const { return m_timers.next(); }
    void tick(closing::Time t);

    // What comes out; each take empties its container.
    std::vector<std::uint8_t> &toPeer() { return m_toPeer; }
    std::vector<Notice> takeNotices();
    Wishes takeWishes();
    closing::Journal &journal() { return m_journal; }

    /// Complete, valid messages for the endpoint, as single unmasked frames; filled only while
    /// wanted. Turned on inside a message, it begins with the next one.
    void wantMessages(bool on);
    std::vector<std::uint8_t> &toEndpoint() { return m_toEndpoint; }

    /// How much waits for a peer that does not read, in bytes. Over the limit its Pings get no
    /// Pongs: a flood of them must not fill our memory, and RFC 6455 5.5.3 asks for a Pong for the
    /// latest only.
    void setQueued(closing::Time t, std::size_t bytes);
    bool congested() const { return m_congested; }
    /// Payload bytes of the frames that are held.
    std::size_t heldBytes() const { return m_heldBytes; }
    /// Too much is held, this direction's frames among it: nothing more should come from there.
    bool heldTooMuch(closing::Direction direction) const;
    const Limits &limits() const { return m_options.limits; }

    const closing::CloseMonitor &monitor() const { return m_monitor; }
    const Policy &policy() const { return m_policy; }
    bool ended() const { return closing::isFinal(m_monitor.state()); }

private:
    struct Held {
        std::uint64_t number;
        closing::Direction direction;
        wire::Opcode opcode;
        bool fin;
        std::vector<std::uint8_t> payload; ///< inflated
        wire::FindingSet findings;
        std::optional<closing::Time> due; ///< a delayed Pong's moment
    };
    /// A frame that came, as far as something is to be done about it.
    struct Arrived {
        wire::Opcode opcode;
        bool fin;
        wire::Bytes payload; ///< inflated
        wire::FindingSet findings;
    };
    struct OwnPing {
        std::vector<std::uint8_t> payload;
        closing::Time t;
    };

    void agreeOnDeflate(const wire::DeflateParameters &agreed);
    void onFrame(closing::Time t, const wire::FrameView &frame);
    bool countFragments(const wire::FrameHeader &header);
    void reportFaults(closing::Time t, const wire::FrameView &view,
                      const wire::CompressedStream::Part &part, std::uint64_t number,
                      bool tooManyFragments);
    void tellDetails(closing::Time t, closing::Direction direction, std::uint64_t number,
                     std::string_view inflateProblem, std::optional<std::uint64_t> textFault);
    void onArrived(closing::Time t, const Arrived &frame);
    void onPing(closing::Time t, wire::Bytes payload);
    void onPong(closing::Time t, wire::Bytes payload);
    bool onClose(closing::Time t, const Arrived &frame);
    void replyToClose(closing::Time t, wire::Bytes payload, wire::FindingSet findings);
    void onMessagePart(const Arrived &frame);
    void failConnection(closing::Time t, std::uint16_t code, const std::string &why);
    void onExpired(closing::Time t, closing::Timer timer);
    void giveUp(closing::Time t, closing::Timer timer, std::uint16_t code, std::string_view reason);

    void sendOrHold(closing::Time t, wire::Opcode opcode, wire::Bytes payload, bool fin = true);
    void send(closing::Time t, wire::Opcode opcode, wire::Bytes payload, bool fin = true,
              closing::Disposition disposition = closing::Disposition::Passed,
              std::uint64_t ref = 0);
    /// Encodes, checks and records a frame that goes out as it stands.
    void put(closing::Time t, closing::FrameRecord record, wire::Bytes payload);
    void afterSending(closing::Time t, const wire::FrameHeader &header, wire::Bytes payload);
    void hold(closing::Time t, wire::Opcode opcode, wire::Bytes payload, bool fin = true,
              std::optional<closing::Time> due = std::nullopt);
    bool roomToHold(closing::Time t);
    void keep(closing::Time t, Held held);
    void resolve(closing::Time t, std::deque<Held>::iterator held, closing::Disposition how);
    void resolveReceived(closing::Time t, const Held &frame, closing::Disposition how);
    bool canSend(closing::Time t, wire::Opcode opcode);
    void refuseToSend(closing::Time t, std::string_view what, std::string_view why);
    void noteCloseSent(closing::Time t, closing::CloseSeen close);
    void afterExchange(closing::Time t);
    void answerFin(closing::Time t);
    void answerCloseNotify(closing::Time t);
    bool sendingEnded() const { return m_finWished || m_notifyWished; }

    void startTimer(closing::Time t, closing::Timer timer, std::chrono::nanoseconds duration);
    void stopTimer(closing::Time t, closing::Timer timer);
    void adjustTimer(closing::Time t, closing::Timer timer, std::chrono::nanoseconds duration,
                     bool startIfIdle);
    void armDelayedPongs(closing::Time t);
    void touch(closing::Time t) { m_lastActivity = t; }

    void enter(const std::optional<closing::StateChange> &change);
    void observeTcp(closing::Fact fact, closing::Time t);
    void finish(closing::Time t);
    std::deque<Held>::iterator heldReply(wire::Opcode opcode);

    Options m_options;
    Policy m_policy;
    closing::CloseMonitor m_monitor;
    closing::Journal m_journal;
    wire::FrameDecoder m_decoder;
    wire::FrameCheck m_sentCheck; ///< our own frames break rules too, if the user wants it
    std::optional<wire::CompressedStream> m_receivedStream;
    std::optional<wire::CompressedStream> m_sentStream;
    std::optional<wire::Deflater> m_deflater;
    std::vector<std::uint8_t> m_deflated;
    Timers m_timers;
    std::deque<Held> m_held;
    std::size_t m_heldBytes = 0;
    std::array<std::size_t, 2> m_heldOf{}; ///< frames, by direction
    bool m_toldHeldFrames = false;         ///< so that each hit of a limit is one event
    bool m_toldHeldBytes = false;
    std::deque<OwnPing> m_ownPings;
    std::vector<std::uint8_t> m_toPeer;
    std::vector<std::uint8_t> m_toEndpoint;
    std::vector<std::uint8_t> m_message; ///< fragments of a message for the endpoint
    wire::Opcode m_messageOpcode = wire::Opcode::Text;
    std::vector<Notice> m_notices;
    Wishes m_wishes;
    closing::Time m_lastActivity = 0;
    std::uint64_t m_pingCounter = 0;
    std::uint64_t m_fragments = 0;   ///< of the message that comes
    std::uint64_t m_pongsQueued = 0; ///< since all was with the kernel
    bool m_wantMessages = false;
    bool m_collecting = false; ///< m_message holds the message under way
    bool m_congested = false;
    bool m_pongSkipped = false; ///< since the queue was last empty
    bool m_compressing = false; ///< the message that we send
    bool m_failed = false;      ///< we have failed the connection: answer nothing any more
    bool m_finWished = false;
    bool m_notifyWished = false;
    bool m_finPending = false; ///< the peer's FIN waits for a delayed reply of ours
};

} // namespace ajar::gate
