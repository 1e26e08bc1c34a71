// SPDX-License-Identifier: MIT
#include "stories.h"

namespace ajar::closing::test
{

namespace
{

Verdict judged(Story &story)
{
    return story.tcp(Event::FinReceived).tcp(Event::FinSent).verdict(someKnowledge());
}

FrameRecord held(wire::Opcode opcode)
{
    FrameRecord frame;
    frame.direction = Direction::Sent;
    frame.header.opcode = opcode;
    frame.disposition = Disposition::Held;
    return frame;
}

} // namespace

std::vector<NamedStory> trafficStories()
{
    return {
        {"Pings of both sides are answered",
         [] {
             Story story;
             story.at(1).opens().sendsPing("a").at(1.3).receivesPong("a").at(1.4).sendsPing("b");
             story.at(1.5).receives(std::string(2000, 'x')).receivesPong("b");
             return judged(story.receivesPing("c").sendsPong("c").at(1.6));
         }},
        {"our Pings are not answered by a server that goes on sending",
         [] {
             Story story;
             story.at(1).opens().sendsPing("a").at(1.2).sendsPing("b").at(1.4).receives("x");
             return judged(story.at(1.5));
         }},
        {"our Pings are not answered by a server that is silent",
         [] {
             Story story;
             story.at(1).opens().receives("x");
             for (int i = 0; i < 10; ++i)
                 story.at(1.1 + i * 0.01).sendsPing("p" + std::to_string(i));
             return judged(story.at(1.5));
         }},
        {"we withhold the Pong",
         [] {
             Story story;
             story.at(1).opens().receivesPing("a").frame(held(wire::Opcode::Pong), "a");
             return judged(story.at(1.5));
         }},
        {"data after either Close",
         [] {
             Story story;
             story.at(1).opens().at(1.1).receivesClose(1000).sends("one").sends("two");
             story.receives("late").sendsClose(1000).sends("too late").receives("still");
             return judged(story.at(1.15));
         }},
        {"data after a Close in a record with gaps",
         [] {
             Story story;
             story.at(1)
                 .opens()
                 .event(Event::Gap)
                 .sendsClose(1000)
                 .receives("x")
                 .receivesClose(1000);
             return judged(story);
         }},
        {"illegal codes and broken rules",
         [] {
             Story story;
             FrameRecord frame;
             frame.header.opcode = wire::Opcode::Close;
             frame.findings.add(wire::Finding::CloseCodeNeverSent);
             frame.findings.add(wire::Finding::DataAfterClose);
             story.at(1).opens().frame(frame, closeBody(1006));
             story.event(Event::Finding, {{"finding", std::string("client-waits-for-fin")},
                                          {"text", std::string("it came at once")}});
             story.event(Event::ProtocolFailed,
                         {{"findings", std::string("close-code-never-sent")}});
             return judged(story.at(1.1));
         }},
        {"more broken rules than a page holds",
         [] {
             Story story;
             FrameRecord frame;
             frame.findings.add(wire::Finding::ServerMasked);
             story.at(1).opens();
             for (int i = 0; i < 12; ++i)
                 story.frame(frame, "x");
             return judged(story);
         }},
    };
}

std::vector<NamedStory> liveStories()
{
    const auto both = [](const std::string &name, const std::function<void(Story &)> &tell,
                         std::vector<NamedStory> &stories) {
        for (const bool live : {true, false}) {
            stories.push_back({name + (live ? ", now" : ", where the record ends"), [=] {
                                   Story story;
                                   tell(story);
                                   return story.verdict(someKnowledge(),
                                                        live ? std::optional(20.0) : std::nullopt);
                               }});
        }
    };
    std::vector<NamedStory> stories;
    both(
        "connecting", [](Story &story) { story.at(3).event(Event::TcpConnected); }, stories);
    both(
        "open", [](Story &story) { story.at(1).opens().at(2).sends("a"); }, stories);
    both(
        "open with a Ping under way",
        [](Story &story) { story.at(1).opens().at(2).sendsPing("a"); }, stories);
    both(
        "open with a Pong withheld",
        [](Story &story) {
            story.at(1).opens().receivesPing("a").frame(held(wire::Opcode::Pong), "a");
        },
        stories);
    both(
        "half-closed by us",
        [](Story &story) { story.at(1).opens().at(8).sendsClose(1000).starts(Timer::Close, 30); },
        stories);
    both(
        "half-closed by the server, our Close withheld",
        [](Story &story) {
            story.at(1).opens().at(8).receivesClose(1001).frame(held(wire::Opcode::Close),
                                                                closeBody(1001));
        },
        stories);
    both(
        "half-closed by the server, our Close never made",
        [](Story &story) { story.at(1).opens().at(8).receivesClose(1001); }, stories);
    both(
        "half-closed by the server, our Close dropped",
        [](Story &story) {
            FrameRecord dropped = held(wire::Opcode::Close);
            story.at(1).opens().at(8).receivesClose(1001).frame(dropped, closeBody(1001));
            dropped.disposition = Disposition::Dropped;
            dropped.ref = 2;
            story.at(9).frame(dropped, closeBody(1001));
        },
        stories);
    both(
        "closed by both sides with TCP up",
        [](Story &story) {
            story.at(1).opens().at(8).receivesClose(1001).sendsClose(1001).starts(Timer::Close, 5);
        },
        stories);
    return stories;
}

} // namespace ajar::closing::test
