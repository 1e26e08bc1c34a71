// SPDX-License-Identifier: MIT
#include "closing/case.h"
#include "closing/names.h"

#include <algorithm>

// Pings and Pongs, data on the wrong side of a Close, broken rules, and what applications are told.
namespace ajar::closing
{

namespace
{

constexpr std::size_t mostFindings = 8;
constexpr std::size_t mostFrames = 8;

Direction directionOf(Side side)
{
    return side == Side::Us ? Direction::Sent : Direction::Received;
}

std::string idOf(std::string_view what, Side side)
{
    return joined({what, side == Side::Us ? "-ours" : "-theirs"});
}

/// The Pings of one side and what became of them.
void sayPingsOf(Case &c, Side side, std::string_view answering)
{
    const Lane &lane = c.account.lane(directionOf(side));
    if (const auto &last = lane.lastAnswered) {
        std::string clause = joined({c.owner(side), " last answered Ping got its Pong after ",
                                     span(last->pong->t - last->ping.t)});
        if (lane.slowest > last->pong->t - last->ping.t)
            clause += joined({" (the slowest took ", span(lane.slowest), ")"});
        if (last->framesBefore > 0)
            clause +=
                joined({"; ", answering, " sent ", counted(last->framesBefore, "frame", "frames"),
                        " (", bytesText(last->bytesBefore), ") before it"});
        c.say(idOf("ping", side), Confidence::Fact, std::move(clause),
              {last->ping.number, last->pong->number});
    }
    if (lane.unanswered.empty())
        return;
    std::vector<std::uint64_t> frames;
    for (const PingMark &ping : lane.unanswered) {
        if (frames.size() < mostFrames)
            frames.push_back(ping.ping.number);
    }
    const FrameMark &first = lane.unanswered.front().ping;
    std::string clause =
        joined({answering, " left ", counted(lane.unanswered.size(), "Ping", "Pings"),
                " unanswered, the first sent ", span(c.end - first.t),
                c.live ? " ago" : " before the end"});
    const Side other = side == Side::Us ? Side::Peer : Side::Us;
    if (!c.isAjar(other)) {
        const auto &reply = c.account.lane(directionOf(other)).last;
        clause += reply && reply->t > first.t
                      ? ", but went on sending: it was there, only busy or not answering Pings"
                      : ", and sent nothing after that";
    }
    c.say(idOf("ping-unanswered", side), Confidence::Fact, std::move(clause), std::move(frames));
}

/// Data that came after a Close: forbidden after one's own, allowed after the other's.
void sayTrailOf(Case &c, Side side)
{
    const Lane &lane = c.account.lane(directionOf(side));
    const std::string more = c.account.incomplete ? "at least " : "";
    if (const Trail &trail = lane.afterOwnClose; trail.frames > 0)
        c.say(idOf("data-after-own-close", side), Confidence::Fact,
              joined({c.subject(side), " sent ", more,
                      counted(trail.frames, "data frame", "data frames"), " (",
                      bytesText(trail.bytes), ") after ", c.owner(side),
                      " own Close, which RFC 6455 5.5.1 forbids; most libraries drop "
                      "them"}),
              {trail.first});
    if (const Trail &trail = lane.afterOtherClose; trail.frames > 0)
        c.say(idOf("data-after-close", side), Confidence::Fact,
              joined({c.subject(side), " sent ", more,
                      counted(trail.frames, "data frame", "data frames"), " (",
                      bytesText(trail.bytes),
                      ") into the half-closed connection, which is allowed; many libraries drop "
                      "such data unread"}),
              {trail.first});
}

/// Findings whose matter has a sentence of its own.
constexpr wire::FindingSet toldElsewhere = [] {
    using enum wire::Finding;
    wire::FindingSet set;
    for (const wire::Finding finding :
         {DataAfterClose, CloseUnanswered, CloseAnswerCode, CloseAnswerDelay, FinBeforeClose,
          ResetInsteadOfFin, PingUnanswered, TcpLeftOpen, ServerClosesTcp, FrameTruncated,
          CodeReported})
        set.add(finding);
    return set;
}();

void sayFindings(Case &c)
{
    std::size_t said = 0;
    for (const FindingNote &note : c.account.findings) {
        if (toldElsewhere.has(note.finding))
            continue;
        if (++said > mostFindings)
            break;
        const wire::Rule &rule = wire::ruleOf(note.finding);
        const std::string where =
            joined({note.frame ? "frame #" + std::to_string(note.frame) : "the connection",
                    note.direction ? joined({" (", name(*note.direction), ")"}) : ""});
        c.say("rule-broken", Confidence::Fact,
              joined({where, ": ", rule.title, note.text.empty() ? "" : ", " + note.text, " (",
                      rule.section, ")"}),
              {note.frame});
    }
    if (c.account.findingCount > mostFindings)
        c.say("rules-broken", Confidence::Fact,
              joined({std::to_string(c.account.findingCount), " findings in all"}));
}

std::string reportedText(const CloseMark *received)
{
    if (!received)
        return "1006 (no Close came)";
    if (!received->code)
        return "1005 (the Close was empty)";
    return describeCode(received->code) +
           (received->reason.empty() ? "" : " “" + received->reason + "”");
}

} // namespace

void sayPings(Case &c)
{
    sayPingsOf(c, Side::Us, c.parties.they);
    sayPingsOf(c, Side::Peer, c.parties.we);
    if (c.account.withheldPongs > 0)
        c.say("pong-withheld", Confidence::Fact,
              joined({counted(c.account.withheldPongs, "Pong", "Pongs"), " of ", c.parties.our,
                      " side ", c.live ? "is" : "was", " withheld"}));
}

void sayData(Case &c)
{
    sayTrailOf(c, Side::Us);
    sayTrailOf(c, Side::Peer);
    sayFindings(c);
    if (c.account.incomplete)
        c.say("incomplete", Confidence::Fact,
              "the record has gaps or too many frames to look at each, so counts may be too low");
}

void sayReported(Case &c)
{
    if (!c.tcpEnd && !c.account.ended)
        return;
    c.say("reported", Confidence::Fact,
          joined({"by RFC 6455 7.1.5 ",
                  c.isAjar(Side::Us) ? "an application at our end" : "the application", " is told ",
                  reportedText(c.received), ", one at ", c.parties.their, " end ",
                  reportedText(c.sent)}));
    for (const Library &library : c.knowledge.libraries) {
        if (!c.received || !c.sent || !c.witnessOf(library.name))
            continue;
        c.say("library", Confidence::Likely,
              joined({"the answer's ", c.witnessOf(library.name)->header, " header says ",
                      library.name, ", which answers a Close with: ", library.answer,
                      "; ends TCP: ", library.tcpEnd}));
    }
}

} // namespace ajar::closing
