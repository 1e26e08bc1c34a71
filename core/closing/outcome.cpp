// SPDX-License-Identifier: MIT
#include "closing/outcome.h"

#include "closing/names.h"

namespace ajar::closing
{

namespace
{

/// "received 1001 (going away), then sent 1001 (going away)".
std::string closeStory(const Outcome &outcome)
{
    const std::string sent = outcome.sent ? "sent " + describeCode(outcome.sent->code) : "";
    const std::string received =
        outcome.received ? "received " + describeCode(outcome.received->code) : "";
    if (outcome.sent && outcome.received)
        return outcome.firstClose == Side::Us ? sent + ", then " + received
                                              : received + ", then " + sent;
    if (outcome.received)
        return received + ", never answered";
    if (outcome.sent)
        return sent + ", never answered by the peer";
    return "no Close frame in either direction";
}

std::string_view timerWords(Timer timer)
{
    switch (timer) {
    case Timer::Handshake:
        return "handshake timeout";
    case Timer::Close:
        return "close timeout";
    case Timer::Pong:
        return "Pong timeout";
    case Timer::Idle:
        return "idle timeout";
    case Timer::PingInterval:
    case Timer::ReplyClose:
    case Timer::ReplyPing:
        break;
    }
    return "timer";
}

std::string tcpStory(const Outcome &outcome)
{
    if (!outcome.tcpEnd)
        return {};
    if (*outcome.tcpEnd == TcpEnd::Silence)
        return "the network fell silent and TCP was given up";
    const std::string how = *outcome.tcpEnd == TcpEnd::Fin ? "FIN" : "RST";
    if (outcome.tcpEndedBy == Side::Peer)
        return "the peer ended TCP with " + how;
    if (outcome.timedOut == Timer::Close)
        return "we gave up after the " + std::string(timerWords(Timer::Close)) + " and reset TCP";
    return "we ended TCP with " + how;
}

} // namespace

std::uint16_t reportedCode(const Outcome &outcome)
{
    if (!outcome.received)
        return 1006;
    return outcome.received->code.value_or(1005);
}

std::string summary(const Outcome &outcome)
{
    if (outcome.state == LinkState::Refused) {
        const std::string why =
            outcome.problem.empty() ? "TCP ended before the answer" : outcome.problem;
        return "refused: " + why;
    }
    std::string text = closeStory(outcome);
    if (outcome.timedOut && *outcome.timedOut != Timer::Close)
        text.append("; our ").append(timerWords(*outcome.timedOut)).append(" had expired");
    if (const std::string tcp = tcpStory(outcome); !tcp.empty())
        text.append("; ").append(tcp);
    return text;
}

} // namespace ajar::closing
