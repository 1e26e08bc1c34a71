// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"
#include "closing/state.h"
#include "wire/opcode.h"

#include <string>
#include <string_view>

/// The words that files, exports and the command line use for each value. They are stable.
namespace ajar::closing
{

std::string_view name(LinkState state);         ///< "half-closed-remote"
std::string_view name(Direction direction);     ///< "sent", "received"
std::string_view name(Side side);               ///< "us", "peer"
std::string_view name(TcpEnd end);              ///< "fin", "reset", "silence"
std::string_view name(Timer timer);             ///< "close", "ping-interval"
std::string_view name(Leg leg);                 ///< "peer", "endpoint"
std::string_view name(Disposition disposition); ///< "passed", "held"
std::string_view name(Event event);             ///< "fin-received"
std::string name(wire::Opcode opcode);          ///< "text", "reserved-3"

std::optional<LinkState> linkStateFromName(std::string_view text);
std::optional<Event> eventFromName(std::string_view text);
std::optional<Direction> directionFromName(std::string_view text);
std::optional<Leg> legFromName(std::string_view text);
std::optional<Disposition> dispositionFromName(std::string_view text);
std::optional<wire::Opcode> opcodeFromName(std::string_view text);

/// "1001 (going away)", "4000"; "an empty Close" without a code.
std::string describeCode(std::optional<std::uint16_t> code);

/// A duration in plain figures: "92 µs", "12.4 s", "3 min 41 s".
std::string describeDuration(Time duration);

} // namespace ajar::closing
