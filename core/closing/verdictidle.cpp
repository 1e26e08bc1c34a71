// SPDX-License-Identifier: MIT
#include "closing/idlematch.h"

#include <algorithm>

// Silence before the end, and whose limit it fits.
namespace ajar::closing
{

namespace
{

constexpr Time second = 1'000'000'000;
constexpr std::size_t mostRivals = 5;

Silences silencesBefore(const Case &c)
{
    const bool server = c.weAreServer();
    return {.client = c.silence(server ? Direction::Received : Direction::Sent),
            .server = c.silence(server ? Direction::Sent : Direction::Received),
            .lifetime = c.sign->t - *c.account.opened};
}

std::string limitText(const IdleLimit &limit)
{
    std::string text = limit.product + "'s " + span(limit.limit);
    if (!limit.setting.empty())
        text += " (" + limit.setting + ")";
    return text;
}

std::string rivalsText(const std::vector<IdleMatch> &matches)
{
    std::vector<std::string> names;
    for (std::size_t i = 1; i < matches.size() && i <= mostRivals; ++i)
        names.push_back(matches[i].limit->product + " " + span(matches[i].limit->limit));
    std::string text = listed(names, ", ", ", ");
    if (matches.size() > mostRivals + 1)
        text += joined({" and ", std::to_string(matches.size() - mostRivals - 1), " more"});
    return text;
}

void sayMatches(Case &c, const std::vector<IdleMatch> &matches, std::string id,
                std::string_view words)
{
    const IdleMatch &best = matches.front();
    std::string clause = joined({words, limitText(*best.limit)});
    if (best.witness)
        clause +=
            joined({"; the answer's ", best.witness->header, " header says ", best.limit->product});
    if (const std::string rivals = rivalsText(matches); !rivals.empty())
        clause += joined({"; also: ", rivals});
    c.say(std::move(id), best.witness ? Confidence::Likely : Confidence::Possible,
          std::move(clause));
}

/// A Ping often enough to fit twice into the limit, in round figures.
Time pingInterval(Time limit)
{
    constexpr Time step = 5 * second;
    const Time wanted = limit / 12 * 5;
    return wanted < step ? std::max(wanted / second, Time{1}) * second : wanted / step * step;
}

void sayAdvice(Case &c, const IdleLimit &limit)
{
    c.say("ping-advice", Confidence::Likely,
          joined({"a Ping every ", span(pingInterval(limit.limit)),
                  " from either side would keep it open: its Pong is traffic of the other side"}));
}

void saySilences(Case &c)
{
    const auto &sent = c.account.lane(Direction::Sent).lastOpen;
    const auto &received = c.account.lane(Direction::Received).lastOpen;
    const Time ours = c.silence(Direction::Sent);
    const Time theirs = c.silence(Direction::Received);
    c.say("idle", Confidence::Fact,
          joined({"when the end began ", c.parties.we, " had been silent for ", span(ours), " and ",
                  c.parties.they, " for ", span(theirs)}),
          {sent ? sent->number : 0, received ? received->number : 0});
}

/// Something in between forgot the connection while it was idle: the first frame after that meets
/// silence, or RST.
void saySilentDrop(Case &c)
{
    const auto &woke = c.account.sentSinceReceived;
    if (!woke)
        return;
    const auto &last = c.account.lane(Direction::Received).last;
    const Time gap = woke->t - (last ? last->t : *c.account.opened);
    const auto matches = silentDrops(c, gap);
    if (matches.empty())
        return;
    std::vector<std::string> names;
    for (const IdleMatch &match : matches)
        names.push_back(match.limit->product + " " + span(match.limit->limit));
    c.say("silent-drop", Confidence::Possible,
          joined({"before ", c.parties.our, " next frame nothing had passed for ", span(gap),
                  ": consistent with something in between that forgets idle connections without a "
                  "word (",
                  listed(names, ", ", ", "), ")"}),
          {woke->number});
    sayAdvice(c, *matches.back().limit);
}

} // namespace

void sayIdle(Case &c)
{
    if (!c.sign || c.sign->by == Side::Us)
        return;
    if (c.sign->how == How::Silence)
        return saySilentDrop(c);
    const Silences silences = silencesBefore(c);
    // People pause before they close.
    const Time notable = c.sign->how == How::Close ? 5 * second : second;
    if (std::max(silences.client, silences.server) >= notable)
        saySilences(c);
    const auto idle = idleMatches(c, silences, c.sign->how, false);
    if (!idle.empty()) {
        sayMatches(c, idle, "idle-limit", "consistent with ");
        sayAdvice(c, *idle.front().limit);
    }
    const auto lifetime = idleMatches(c, silences, c.sign->how, true);
    if (!lifetime.empty())
        sayMatches(c, lifetime, "lifetime-limit",
                   joined({"it had been open for ", span(silences.lifetime),
                           ": consistent with the longest life that ", "some platforms allow: "}));
    if (c.sign->how == How::Reset && idle.empty())
        saySilentDrop(c);
}

} // namespace ajar::closing
