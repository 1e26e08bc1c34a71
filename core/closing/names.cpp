// SPDX-License-Identifier: MIT
#include "closing/names.h"

#include "wire/closebody.h"

#include <array>
#include <cstdio>

namespace ajar::closing
{

namespace
{

template<typename Enum, std::size_t N>
std::string_view nameIn(const std::array<std::string_view, N> &names, Enum value)
{
    const auto index = static_cast<std::size_t>(value);
    return index < N ? names[index] : std::string_view("unknown");
}

template<typename Enum, std::size_t N>
std::optional<Enum> valueIn(const std::array<std::string_view, N> &names, std::string_view text)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (names[i] == text)
            return static_cast<Enum>(i);
    }
    return std::nullopt;
}

constexpr std::array<std::string_view, linkStateCount> stateNames{
    "connecting",      "open",   "half-closed-local", "half-closed-remote",
    "close-exchanged", "closed", "aborted",           "refused"};
constexpr std::array<std::string_view, 2> directionNames{"sent", "received"};
constexpr std::array<std::string_view, 2> sideNames{"us", "peer"};
constexpr std::array<std::string_view, 3> tcpEndNames{"fin", "reset", "silence"};
constexpr std::array<std::string_view, 7> timerNames{
    "handshake", "close", "ping-interval", "pong", "idle", "reply-close", "reply-ping"};
constexpr std::array<std::string_view, 2> legNames{"peer", "endpoint"};
constexpr std::array<std::string_view, 6> dispositionNames{"passed",  "held",     "released",
                                                           "dropped", "injected", "edited"};
constexpr std::array<std::string_view, eventCount> eventNames{"tcp-connecting",
                                                              "tcp-connected",
                                                              "tls-established",
                                                              "tls-failed",
                                                              "handshake-request",
                                                              "handshake-response",
                                                              "handshake-failed",
                                                              "fin-received",
                                                              "fin-sent",
                                                              "reset-received",
                                                              "reset-sent",
                                                              "tcp-failed",
                                                              "close-notify-received",
                                                              "close-notify-sent",
                                                              "timer-started",
                                                              "timer-expired",
                                                              "timer-cancelled",
                                                              "policy-changed",
                                                              "protocol-failed",
                                                              "framing-lost",
                                                              "frame-truncated",
                                                              "send-refused",
                                                              "limit-reached",
                                                              "gap",
                                                              "finding",
                                                              "tls-truncated",
                                                              "proxy-connected",
                                                              "redirected"};

} // namespace

std::string_view name(LinkState state)
{
    return nameIn(stateNames, state);
}

std::string_view name(Direction direction)
{
    return nameIn(directionNames, direction);
}

std::string_view name(Side side)
{
    return nameIn(sideNames, side);
}

std::string_view name(TcpEnd end)
{
    return nameIn(tcpEndNames, end);
}

std::string_view name(Timer timer)
{
    return nameIn(timerNames, timer);
}

std::string_view name(Leg leg)
{
    return nameIn(legNames, leg);
}

std::string_view name(Disposition disposition)
{
    return nameIn(dispositionNames, disposition);
}

std::string_view name(Event event)
{
    return nameIn(eventNames, event);
}

std::string name(wire::Opcode opcode)
{
    switch (opcode) {
    case wire::Opcode::Continuation:
        return "continuation";
    case wire::Opcode::Text:
        return "text";
    case wire::Opcode::Binary:
        return "binary";
    case wire::Opcode::Close:
        return "close";
    case wire::Opcode::Ping:
        return "ping";
    case wire::Opcode::Pong:
        return "pong";
    }
    return "reserved-" + std::to_string(static_cast<int>(opcode));
}

std::optional<LinkState> linkStateFromName(std::string_view text)
{
    return valueIn<LinkState>(stateNames, text);
}

std::optional<Event> eventFromName(std::string_view text)
{
    return valueIn<Event>(eventNames, text);
}

std::optional<Direction> directionFromName(std::string_view text)
{
    return valueIn<Direction>(directionNames, text);
}

std::optional<Leg> legFromName(std::string_view text)
{
    return valueIn<Leg>(legNames, text);
}

std::optional<Disposition> dispositionFromName(std::string_view text)
{
    return valueIn<Disposition>(dispositionNames, text);
}

std::optional<wire::Opcode> opcodeFromName(std::string_view text)
{
    for (int i = 0; i < 16; ++i) {
        if (name(wire::Opcode(i)) == text)
            return wire::Opcode(i);
    }
    return std::nullopt;
}

std::string describeCode(std::optional<std::uint16_t> code)
{
    if (!code)
        return "an empty Close";
    std::string text = std::to_string(*code);
    if (const auto known = wire::closeCodeName(*code); !known.empty())
        text.append(" (").append(known).append(")");
    return text;
}

std::string describeDuration(Time duration)
{
    std::array<char, 48> text{};
    const double seconds = static_cast<double>(duration) / 1e9;
    // Each limit is where rounding would reach the next unit.
    if (duration < 999'500)
        std::snprintf(text.data(), text.size(), "%.0f µs", seconds * 1e6);
    else if (duration < 999'500'000)
        std::snprintf(text.data(), text.size(), "%.3g ms", seconds * 1e3);
    else if (seconds < 59.95)
        std::snprintf(text.data(), text.size(), "%.1f s", seconds);
    else if (seconds < 3599.5) {
        const int whole = static_cast<int>(seconds + 0.5);
        std::snprintf(text.data(), text.size(), "%d min %02d s", whole / 60, whole % 60);
    } else {
        const auto minutes = static_cast<long long>(seconds / 60 + 0.5);
        std::snprintf(text.data(), text.size(), "%lld h %02lld min", minutes / 60, minutes % 60);
    }
    return text.data();
}

} // namespace ajar::closing
