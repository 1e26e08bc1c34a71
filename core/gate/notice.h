// SPDX-License-Identifier: MIT
#pragma once

#include "closing/closemonitor.h"
#include "gate/tls.h"
#include "wire/frame.h"

#include <string>
#include <variant>
#include <vector>

/// What a gate tells its owner: facts of low rate, as values, in batches. Frames are not among
/// them; they go to the record sink.
namespace ajar::gate
{

struct StateNotice {
    closing::StateChange change;
};
struct CloseFrameNotice {
    closing::Direction direction;
    closing::CloseSeen close;
};
struct PingNotice {
    std::vector<std::uint8_t> payload;
};
struct PongNotice {
    std::vector<std::uint8_t> payload;
    closing::Time roundTrip; ///< nanoseconds; -1 when it answers no Ping of ours
};
struct HeldNotice {
    std::uint64_t number;
    closing::Direction direction;
    wire::Opcode opcode;
    std::vector<std::uint8_t> payload; ///< inflated
};
struct ResolvedNotice {
    std::uint64_t number;
    bool released;
};
struct TcpNotice {
    closing::TcpState tcp;
};
struct TimerNotice {
    closing::Timer timer;
    bool started;           ///< else ended
    bool expired;           ///< else cancelled
    closing::Time duration; ///< nanoseconds, when started
};
struct TlsNotice {
    TlsInfo info;
    bool established; ///< else its handshake has failed
};
struct OpenedNotice {
    std::string subprotocol;
};
struct RefusedNotice {
    std::string kind; ///< a stable id, e.g. "dns", "connect", "status"
    std::string text; ///< one sentence
    int status = 0;
    std::string head;
    std::string body;
    std::string location = {}; ///< of a redirection: the URL that it leads to
};
struct EndedNotice {
    closing::Outcome outcome;
};

using Notice =
    std::variant<StateNotice, CloseFrameNotice, PingNotice, PongNotice, HeldNotice, ResolvedNotice,
                 TcpNotice, TimerNotice, TlsNotice, OpenedNotice, RefusedNotice, EndedNotice>;

} // namespace ajar::gate
