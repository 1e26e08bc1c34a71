// SPDX-License-Identifier: MIT
#include "closing/case.h"
#include "closing/names.h"

#include <algorithm>

// One line for a list of connections, or the top of a page.
namespace ajar::closing
{

namespace
{

std::string liveHeadline(const Case &c)
{
    const LinkState state = c.account.state();
    const Time duration = c.end - c.since(state).value_or(c.account.start);
    std::string_view words = "Connecting";
    std::string more;
    if (state == LinkState::Open) {
        words = "Open";
    } else if (state == LinkState::HalfClosedLocal) {
        words = "Half-closed (local)";
        more = joined({"; ", c.parties.they, c.live ? " has" : " had", " not answered ",
                       c.parties.our, " Close"});
    } else if (state == LinkState::HalfClosedRemote) {
        words = "Half-closed (remote)";
        const auto &held = c.account.withheldClose;
        more = joined({"; ", c.parties.our,
                       held && !held->until
                           ? (c.live ? " Close is withheld" : " Close was withheld")
                           : (c.live ? " Close has not gone out" : " Close had not gone out")});
    } else if (state == LinkState::CloseExchanged) {
        words = "Closed by both sides";
        more = c.live ? ", TCP is still up" : ", TCP still up";
    }
    return joined(
        {words, " for ", span(duration), more, c.live ? "." : "; there the record ends."});
}

std::string endedBy(const Case &c)
{
    if (!c.tcpEnd)
        return "the connection ended";
    if (!c.tcpEnd->by)
        return "the network fell silent";
    return joined({c.subject(*c.tcpEnd->by), " ended TCP with ", howText(c.tcpEnd->how)});
}

std::string closedHeadline(const Case &c)
{
    const CloseMark &first = *c.close(*c.firstClose);
    const std::string what =
        joined({c.subject(*c.firstClose), " closed first with ", closeText(first)});
    if (c.timedOut(Timer::Close))
        return joined({"Closed by both sides (", what, "), but ", c.parties.they,
                       " left TCP open: Ajar reset it after ",
                       span(c.account.timer(Timer::Close).duration), "."});
    if (c.tcpEnd && c.tcpEnd->how == TcpEnd::Reset)
        return joined({"Closed by both sides (", what, "), then ", endedBy(c), "."});
    return joined({"Closed cleanly: ", what, "."});
}

std::string abortedHeadline(const Case &c)
{
    if (c.timedOut(Timer::Close) && c.sent)
        return joined({"Aborted: ", c.parties.they, " never answered ", c.parties.our, " ",
                       closeText(*c.sent), "; Ajar gave up after ",
                       span(c.account.timer(Timer::Close).duration), "."});
    if (c.firstClose) {
        const CloseMark &only = *c.close(*c.firstClose);
        return joined({"Aborted: ", c.subject(*c.firstClose), " sent ", closeText(only),
                       ", got no answer, and after ", span(c.end - only.frame.t), " ", endedBy(c),
                       "."});
    }
    std::string text = joined({"Aborted: ", endedBy(c), ", with no Close on either side"});
    if (c.sign && c.sign->how != How::Silence) {
        const Time silence = std::min(c.silence(Direction::Sent), c.silence(Direction::Received));
        constexpr Time notable = 1'000'000'000;
        if (silence >= notable)
            text += joined({", after ", span(silence), " of silence"});
    }
    return text + ".";
}

} // namespace

std::string headlineOf(const Case &c)
{
    const LinkState state = c.account.state();
    if (state == LinkState::Refused) {
        const std::string &problem = c.account.handshake.problem;
        return joined(
            {"Refused: ", problem.empty() ? "TCP ended before the answer" : problem, "."});
    }
    if (!isFinal(state))
        return liveHeadline(c);
    if (!c.account.opened)
        return joined({opening(std::string(name(state))), "; how it began is not recorded."});
    const bool both = c.sent && c.received;
    return both ? closedHeadline(c) : abortedHeadline(c);
}

} // namespace ajar::closing
