// SPDX-License-Identifier: MIT
#include "gate/policy.h"

namespace ajar::gate
{

std::string describe(std::chrono::nanoseconds timeout)
{
    using namespace std::chrono;
    if (timeout.count() <= 0)
        return "off";
    if (timeout % minutes(1) == nanoseconds(0))
        return std::to_string(duration_cast<minutes>(timeout).count()) + "m";
    if (timeout % seconds(1) == nanoseconds(0))
        return std::to_string(duration_cast<seconds>(timeout).count()) + "s";
    const auto whole = duration_cast<milliseconds>(timeout);
    std::string text = std::to_string(whole.count());
    if (const auto rest = (timeout - whole).count(); rest > 0) {
        const std::string digits = std::to_string(1'000'000 + rest).substr(1);
        text += "." + digits.substr(0, digits.find_last_not_of('0') + 1);
    }
    return text + "ms";
}

std::string describe(const Reply &reply)
{
    switch (reply.mode) {
    case Reply::Mode::Auto:
        return "auto";
    case Reply::Mode::Hold:
        return "hold";
    case Reply::Mode::Delay:
        return describe(reply.delay);
    case Reply::Mode::Other:
        return reply.payload.empty() ? std::to_string(reply.code) : "another payload";
    case Reply::Mode::Never:
        break;
    }
    return "never";
}

std::string describe(TcpEndPolicy policy)
{
    switch (policy) {
    case TcpEndPolicy::Auto:
        return "auto";
    case TcpEndPolicy::Fin:
        return "fin";
    case TcpEndPolicy::Never:
        break;
    }
    return "never";
}

std::vector<std::pair<std::string, std::string>> changes(const Policy &before, const Policy &after)
{
    std::vector<std::pair<std::string, std::string>> list;
    const auto note = [&](const char *what, const auto &from, const auto &to, auto words) {
        if (!(from == to))
            list.emplace_back(what, words(to));
    };
    const auto described = [](const auto &value) { return describe(value); };
    const auto onOff = [](bool on) { return std::string(on ? "on" : "off"); };
    note("reply-close", before.replyClose, after.replyClose, described);
    note("reply-ping", before.replyPing, after.replyPing, described);
    note("tcp-end", before.tcpEnd, after.tcpEnd, described);
    note("hold-sent", before.holdSent, after.holdSent, onOff);
    note("hold-received", before.holdReceived, after.holdReceived, onOff);
    note("compress-sent", before.compressSent, after.compressSent, onOff);
    note("lenient", before.lenient, after.lenient, onOff);
    note("strict", before.strict, after.strict, onOff);
    const Timeouts &from = before.timeouts;
    const Timeouts &to = after.timeouts;
    note("handshake-timeout", from.handshake, to.handshake, described);
    note("close-timeout", from.close, to.close, described);
    note("ping-interval", from.pingInterval, to.pingInterval, described);
    note("pong-timeout", from.pong, to.pong, described);
    note("idle-timeout", from.idle, to.idle, described);
    return list;
}

} // namespace ajar::gate
