// SPDX-License-Identifier: MIT
#include "closing/case.h"
#include "closing/names.h"

#include <algorithm>

// How TCP ended, and which arrow is missing from the picture.
namespace ajar::closing
{

namespace
{

/// "0.2 ms after both Close frames".
std::string tcpMoment(const Case &c)
{
    if (!c.firstClose)
        return "with no Close before it";
    const CloseMark *last = c.sent && c.received ? (c.firstClose == Side::Us ? c.received : c.sent)
                                                 : c.close(*c.firstClose);
    const std::string_view what = c.sent && c.received ? "both Close frames" : "the only Close";
    const Time after = c.tcpEnd->t - last->frame.t;
    return joined({after < 1000 ? "at once" : span(after), " after ", what});
}

void saySilence(Case &c)
{
    const Account &account = c.account;
    std::string clause = "the network fell silent and TCP was given up";
    if (!account.tcpProblem.empty())
        clause += ": " + account.tcpProblem;
    c.say("tcp-end", Confidence::Fact, std::move(clause));
}

/// Whether the other end was still alive: what it sent last.
void sayLastByte(Case &c)
{
    const bool dead = c.account.tcp.failed || c.timedOut(Timer::Pong);
    if (!dead)
        return;
    const auto &last = c.account.lane(Direction::Received).last;
    std::string clause =
        last ? joined({"the last byte from ", c.parties.they, " had come at ", clock(last->t), ", ",
                       span(c.end - last->t), " before the end"})
             : joined({"nothing had come from ", c.parties.they, " since the opening"});
    if (c.account.unacknowledged)
        clause += joined({"; ", bytesText(static_cast<std::uint64_t>(*c.account.unacknowledged)),
                          " of ", c.parties.our, " bytes were never acknowledged"});
    c.say("last-byte", Confidence::Fact, std::move(clause), {last ? last->number : 0});
}

void sayOwnTimers(Case &c)
{
    const TimerMark &pong = c.account.timer(Timer::Pong);
    if (pong.expired)
        c.say("pong-timeout", Confidence::Fact,
              joined({"no Pong came within Ajar's Pong timeout of ", span(pong.duration)}));
    const TimerMark &idle = c.account.timer(Timer::Idle);
    if (idle.expired)
        c.say("idle-timeout", Confidence::Fact,
              joined({"Ajar's idle timeout of ", span(idle.duration), " ran out"}));
}

void sayCut(Case &c)
{
    const TcpMarks &tcp = c.account.tcp;
    if (c.account.truncatedBytes > 0)
        c.say("frame-truncated", Confidence::Fact,
              joined({"TCP ended inside a frame: ", bytesText(c.account.truncatedBytes),
                      " of it had come"}));
    // What is read after close_notify does not count (RFC 8446 6.1).
    if (c.account.handshake.tls && tcp.finReceived && !tcp.closeNotifyReceived)
        c.say("tls-truncated", Confidence::Fact,
              joined({c.parties.they, " ended TCP without TLS's close_notify (RFC 8446 6.1): "
                                      "whether it meant to end here can't be told from a cut"}));
}

} // namespace

void sayTcpEnd(Case &c)
{
    sayOwnTimers(c);
    if (c.tcpEnd && c.tcpEnd->by) {
        const bool mayBeBetween = !c.firstClose && c.tcpEnd->by == Side::Peer;
        c.say(
            "tcp-end", Confidence::Fact,
            joined({c.subject(*c.tcpEnd->by), " ended TCP with ", howText(c.tcpEnd->how), ", ",
                    tcpMoment(c),
                    mayBeBetween ? "; or something in between did, which TCP does not tell" : ""}));
        if (c.tcpEnd->how == TcpEnd::Reset && c.tcpEnd->by == Side::Peer && !c.firstClose)
            c.say("reset-cause", Confidence::Possible,
                  joined({"RST comes from a program that closed its socket before it had read all, "
                          "or crashed, or from something in between that forgot the connection: ",
                          "what was on its way is lost"}));
    } else if (c.tcpEnd) {
        saySilence(c);
    }
    if (!c.account.failedFor.empty())
        c.say("protocol-failed", Confidence::Fact,
              joined({c.parties.we,
                      " failed the connection (RFC 6455 7.1.7) for: ", c.account.failedFor}));
    sayLastByte(c);
    sayCut(c);
}

void sayMissing(Case &c)
{
    if (!c.tcpEnd)
        return;
    if (c.received && !c.sent)
        c.say("missing", Confidence::Fact,
              joined({"missing: ", c.parties.our, " answer to ", c.parties.their,
                      " Close; whoever receives a Close answers it (RFC 6455 5.5.1)"}),
              {c.received->frame.number});
    else if (c.sent && !c.received)
        c.say("missing", Confidence::Fact,
              joined({"missing: ", c.parties.their, " answer to ", c.parties.our,
                      " Close; whoever receives a Close answers it (RFC 6455 5.5.1)"}),
              {c.sent->frame.number});
    else if (!c.firstClose)
        c.say("missing", Confidence::Fact,
              "missing: both Close frames; TCP ends only after them, all else is an abnormal end "
              "(RFC 6455 7.1.1, 7.1.5)");
    else if (c.timedOut(Timer::Close))
        c.say("missing", Confidence::Fact,
              joined({"missing: ", c.parties.their, " FIN; ",
                      c.weAreServer() ? "the client ends its direction once the server has"
                                      : "after both Close frames the server ends TCP at once",
                      " (RFC 6455 7.1.1)"}));
}

} // namespace ajar::closing
