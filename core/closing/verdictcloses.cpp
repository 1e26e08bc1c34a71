// SPDX-License-Identifier: MIT
#include "closing/case.h"
#include "closing/names.h"

#include <algorithm>

// Who closed first, how it was answered, and what the codes say.
namespace ajar::closing
{

namespace
{

constexpr std::size_t mostProducts = 3;

Side other(Side side)
{
    return side == Side::Us ? Side::Peer : Side::Us;
}

/// True if a library may stand at that end of this connection.
bool mayBe(const Case &c, const Library &library, Side side)
{
    const bool isServer = (side == Side::Us) == c.weAreServer();
    return isServer ? library.server : library.client;
}

void sayNoClose(Case &c)
{
    if (c.tcpEnd || c.account.ended)
        c.say("no-close", Confidence::Fact, "neither side sent a Close frame");
    else
        c.say("open", Confidence::Fact,
              joined({"the connection ", c.live ? "has been" : "was", " open for ",
                      span(c.end - *c.account.opened), " and nobody ", c.live ? "has" : "had",
                      " sent a Close", c.live ? "" : " when the record ends"}));
}

/// Whose code changes a side of this connection could make; what we do we know.
std::vector<std::string> changersOf(const Case &c, Side side, const CloseMark &first,
                                    const CloseMark &second)
{
    std::vector<std::string> names;
    for (const Library &library : c.knowledge.libraries) {
        const bool changes = std::ranges::any_of(library.changes, [&](const CodeChange &change) {
            const std::uint16_t code = first.code.value_or(0);
            return change.first <= code && code <= change.last &&
                   change.answer == second.code.value_or(0);
        });
        if (changes && mayBe(c, library, side))
            names.push_back(library.name);
    }
    return names;
}

/// Both ends may close before either has heard of it: only the codes can hint at that.
void sayAnswer(Case &c, const CloseMark &first, const CloseMark &second)
{
    const Side answering = other(*c.firstClose);
    const Time after = second.frame.t - first.frame.t;
    std::string clause =
        joined({c.subject(answering), " answered ",
                after < 1000 ? "at once" : span(after) + " later", " with ", closeText(second)});
    if (second.code == first.code)
        clause += ", the same code";
    c.say("close-answer", Confidence::Fact, std::move(clause), {second.frame.number});
    if (second.code == first.code)
        return;
    c.say(
        "close-code-changed", Confidence::Fact,
        joined({codeText(first.code), " became ", codeText(second.code), ": ", c.subject(answering),
                " answered with another code than had come; repeating it is usual "
                "(RFC 6455 5.5.1)"}),
        {first.frame.number, second.frame.number});
    if (c.isAjar(answering))
        return;
    const auto names = changersOf(c, answering, first, second);
    if (names.empty())
        c.say("close-at-once", Confidence::Possible,
              "it could also be that both sides closed at once, each before it had the other's "
              "Close");
    else
        c.say("close-code-library", names.size() == 1 ? Confidence::Likely : Confidence::Possible,
              joined({"that looks like ", listed(names, ", ", " or "), ", known to do so"}));
}

bool knownBy(const Case &c, const CodeMeaning &row)
{
    const std::string host = hostOf(c.account.url);
    const bool byHost = std::ranges::any_of(
        row.hosts, [&](const std::string &name) { return host.ends_with(name); });
    return byHost || std::ranges::any_of(row.subprotocols, [&](const std::string &name) {
               return containsIgnoringCase(c.account.handshake.response, name);
           });
}

std::string_view reconnectText(std::optional<bool> reconnect)
{
    if (!reconnect)
        return "";
    return *reconnect ? " (connecting again can help)" : " (connecting again unchanged won't help)";
}

std::string meaningText(const CodeMeaning &row)
{
    return joined({"“", row.meaning, "” to ", row.product, reconnectText(row.reconnect)});
}

void sayMeaning(Case &c, const CloseMark &close)
{
    const CodeMeaning *standard = nullptr;
    const CodeMeaning *known = nullptr;
    std::vector<std::string> products;
    for (const CodeMeaning &row : c.knowledge.codes) {
        if (row.code != close.code)
            continue;
        if (row.product.empty())
            standard = &row;
        else if (knownBy(c, row))
            known = &row;
        else if (products.size() < mostProducts)
            products.push_back(meaningText(row));
    }
    const std::vector<std::uint64_t> frames{close.frame.number};
    if (standard)
        c.say("close-meaning", Confidence::Fact,
              joined({std::to_string(standard->code), " means: ", standard->meaning,
                      reconnectText(standard->reconnect)}),
              frames);
    if (known)
        c.say("close-product", Confidence::Likely,
              joined({std::to_string(known->code), " is ", meaningText(*known)}), frames);
    else if (!products.empty())
        c.say("close-product", Confidence::Possible,
              joined({"the code's meaning depends on the product: ", listed(products, "; ", "; ")}),
              frames);
}

void saySigns(Case &c, const CloseMark &close, Side side)
{
    for (const Library &library : c.knowledge.libraries) {
        for (const CloseSign &sign : library.signs) {
            if (sign.code == close.code && sign.reason == close.reason && mayBe(c, library, side))
                c.say("close-sign", Confidence::Likely,
                      joined({closeText(close), " looks like ", library.name, ": ", sign.meaning}),
                      {close.frame.number});
        }
    }
}

/// What the far end's library waits for, if the time fits one.
void sayGiveUp(Case &c, Time waited)
{
    constexpr Time tolerance = 500'000'000;
    constexpr Time atOnce = 100'000'000;
    std::vector<std::string> names;
    const Library *witnessed = nullptr;
    for (const Library &library : c.knowledge.libraries) {
        if (!library.givesUp || !mayBe(c, library, Side::Peer))
            continue;
        const Time off = std::abs(waited - *library.givesUp);
        if (off >= (*library.givesUp == 0 ? atOnce : tolerance))
            continue;
        names.push_back(library.name);
        if (c.witnessOf(library.name))
            witnessed = &library;
    }
    std::string clause =
        waited < atOnce
            ? joined({c.parties.they, " did not wait for an answer to its Close"})
            : joined({c.parties.they, " gave up ", span(waited), " after its Close, unanswered"});
    c.say("gave-up", Confidence::Fact, std::move(clause), {c.received->frame.number});
    if (witnessed)
        c.say("gave-up-library", Confidence::Likely,
              joined({"that is how ", witnessed->name, " behaves, and the answer's ",
                      c.witnessOf(witnessed->name)->header, " header names it"}));
    else if (!names.empty())
        c.say("gave-up-library", names.size() == 1 ? Confidence::Likely : Confidence::Possible,
              "that looks like " + listed(names, ", ", " or "));
}

void sayWithheld(Case &c)
{
    const auto &held = c.account.withheldClose;
    if (!held)
        return;
    const Time until = held->until.value_or(c.end);
    const std::string_view what = c.received && c.received->frame.number < held->made.number
                                      ? " answer was made "
                                      : " Close was made ";
    const std::string when = held->until
                                 ? joined({"withheld for ", span(until - held->made.t),
                                           held->dropped ? ", then dropped" : ""})
                                 : joined({"has been withheld for ", span(until - held->made.t)});
    c.say("close-withheld", Confidence::Fact,
          joined({c.parties.our, what, "at ", clock(held->made.t), " and ", when}),
          {held->made.number});
}

void sayState(Case &c, LinkState state, std::string_view words, std::string_view why)
{
    constexpr Time notable = 50'000'000;
    const auto duration = c.timeIn(state);
    if (!duration)
        return;
    const bool lasts = c.account.state() == state;
    if (*duration < notable && !lasts)
        return;
    std::vector<std::uint64_t> frames;
    for (const CloseMark *close : {c.sent, c.received})
        frames.push_back(close ? close->frame.number : 0);
    std::ranges::sort(frames);
    c.say(std::string(name(state)), Confidence::Fact,
          joined({"the connection ", lasts && c.live ? "has been " : "was ", words, " for ",
                  span(*duration), lasts && !c.live ? " when the record ends" : "", ": ", why}),
          std::move(frames));
}

} // namespace

void sayCloses(Case &c)
{
    if (!c.firstClose)
        return sayNoClose(c);
    const CloseMark &first = *c.close(*c.firstClose);
    const CloseMark *second = c.close(other(*c.firstClose));
    c.say("first-close", Confidence::Fact,
          joined({c.subject(*c.firstClose), " closed first: ", closeText(first), " at ",
                  clock(first.frame.t)}),
          {first.frame.number});
    if (second)
        sayAnswer(c, first, *second);
}

void sayCodes(Case &c)
{
    if (!c.firstClose)
        return;
    sayMeaning(c, *c.close(*c.firstClose));
    if (c.sent && !c.isAjar(Side::Us))
        saySigns(c, *c.sent, Side::Us);
    if (c.received)
        saySigns(c, *c.received, Side::Peer);
}

void sayHalfClosed(Case &c)
{
    sayState(c, LinkState::HalfClosedLocal, "half-closed (local)",
             joined({c.parties.our, " Close was out and ", c.parties.they, " had sent none"}));
    sayState(c, LinkState::HalfClosedRemote, "half-closed (remote)",
             joined({c.parties.their, " Close had come and no answer was out"}));
    sayState(c, LinkState::CloseExchanged, "closed by both sides",
             "both Close frames were out and TCP was still up");
    sayWithheld(c);
    const bool unanswered = c.received && !c.sent;
    const bool byPeer = c.tcpEnd && c.tcpEnd->by == Side::Peer;
    if (unanswered && byPeer)
        sayGiveUp(c, c.tcpEnd->t - c.received->frame.t);
    const TimerMark &timer = c.account.timer(Timer::Close);
    if (timer.expired)
        c.say("close-timeout", Confidence::Fact,
              joined({"Ajar's close timeout of ", span(timer.duration),
                      " ran out: Ajar gave up and reset TCP"}));
    else if (c.live && timer.running)
        c.say("close-timeout", Confidence::Fact,
              joined({"Ajar's close timeout of ", span(timer.duration), " ends it in ",
                      span(std::max<Time>(timer.started + timer.duration - c.end, 0))}));
}

} // namespace ajar::closing
