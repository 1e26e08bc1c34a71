// SPDX-License-Identifier: MIT
#pragma once

#include "closing/findingnote.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace ajar::closing
{

/// The rules of the closing handshake and of the end of TCP (RFC 6455 5.5.1, 7.1). "At once" is a
/// second.
class CloseRules
{
public:
    explicit CloseRules(wire::Role role)
        : m_role(role)
    {
    }

    /// A frame on the wire.
    void add(const FrameRecord &frame, wire::Bytes payload, std::vector<FindingNote> &found);
    void add(const EventRecord &event, std::vector<FindingNote> &found);
    void add(const StateRecord &state, std::vector<FindingNote> &found);

private:
    /// The first Close of a direction.
    struct SeenClose {
        Time t = 0;
        std::uint64_t number = 0;
        std::optional<std::uint16_t> code;
        std::string reason; ///< bytes as they came
        bool fails = false; ///< its code says that its sender fails the connection
    };
    struct Lane {
        std::optional<SeenClose> close;
        std::optional<Time> end;            ///< of TCP in this direction
        std::uint64_t dataBeforeAnswer = 0; ///< data frames after the other's Close, before ours
        bool insideMessage = false;
        bool endsMessage = false; ///< the message under way when the other's Close passed
        std::uint64_t broken = 0; ///< the first frame that breaks a MUST; 0: none
        wire::Finding broke = wire::Finding::RsvNotNegotiated;
        bool blamed = false; ///< for leaving a Close unanswered
    };

    void onData(const FrameRecord &frame);
    void onClose(const FrameRecord &frame, wire::Bytes payload, std::vector<FindingNote> &found);
    void onAnswer(Direction direction, const SeenClose &answer, std::vector<FindingNote> &found);
    void onTcpEnd(Direction direction, bool reset, Time t, std::vector<FindingNote> &found);
    void onEndWithoutClose(Direction direction, bool reset, Time t,
                           std::vector<FindingNote> &found);
    void onEndAfterExchange(Direction direction, Time t, std::vector<FindingNote> &found);
    void onCloseTimeout(Time t, std::vector<FindingNote> &found);
    void onEnd(Time t, std::vector<FindingNote> &found);
    void blame(Direction silent, Time t, std::string text, std::vector<FindingNote> &found);

    Lane &lane(Direction direction) { return m_lanes[static_cast<std::size_t>(direction)]; }
    bool exchanged() const { return m_lanes[0].close && m_lanes[1].close; }
    Direction of(wire::Role role) const
    {
        return role == m_role ? Direction::Sent : Direction::Received;
    }
    /// When the second Close passed.
    Time exchangedAt() const { return std::max(m_lanes[0].close->t, m_lanes[1].close->t); }

    wire::Role m_role;
    std::array<Lane, 2> m_lanes; ///< by Direction
    Time m_roundTrip = 0;        ///< of TCP's own handshake; 0: unknown
    bool m_opened = false;
    bool m_failed = false; ///< we have failed the connection
    bool m_gaveUp = false; ///< a timer of ours ended it
    bool m_silent = false; ///< TCP failed without a word
};

} // namespace ajar::closing
