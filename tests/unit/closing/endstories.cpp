// SPDX-License-Identifier: MIT
#include "stories.h"

namespace ajar::closing::test
{

namespace
{

Verdict judged(const Story &story)
{
    return story.verdict(someKnowledge());
}

/// Each side sends once, then nothing until the end.
Verdict idle(double sentAt, double receivedAt, double endAt, Event end, const char *fields = "",
             const char *kind = "client")
{
    Story story(kind);
    story.at(1).opens(fields);
    if (sentAt < receivedAt)
        story.at(sentAt).sends("a").at(receivedAt).receives("b");
    else
        story.at(receivedAt).receives("b").at(sentAt).sends("a");
    return judged(story.at(endAt).tcp(end).tcp(Event::FinSent));
}

Verdict refused(const char *kind, const char *problem, int status = 0, bool connected = true)
{
    Story story;
    if (connected)
        story.event(Event::TcpConnected);
    return judged(story.at(0.25).refused(kind, problem, status));
}

} // namespace

std::vector<NamedStory> endStories()
{
    return {
        {"FIN at once without a Close",
         [] {
             return judged(
                 Story().at(1).opens().at(1.2).tcp(Event::FinReceived).tcp(Event::FinSent));
         }},
        {"FIN after a minute of silence fits six products",
         [] { return idle(2, 3, 63, Event::FinReceived); }},
        {"the same, and a header names one of them",
         [] { return idle(2, 3, 63, Event::FinReceived, "Server: Weir\r\n"); }},
        {"only the client was silent for a minute, and one product counts that",
         [] { return idle(2, 63, 63.1, Event::FinReceived); }},
        {"the same seen from the server's side",
         [] { return idle(63, 2, 63.1, Event::FinReceived, "", "server"); }},
        {"only the server was silent, and one product counts that",
         [] { return idle(92, 2, 92.3, Event::FinReceived); }},
        {"a silence that fits nothing", [] { return idle(2, 3, 33, Event::FinReceived); }},
        {"it ends after a life that a platform allows, though it was busy",
         [] { return idle(300, 300.1, 301, Event::FinReceived, "X-Ferry: 1\r\n"); }},
        {"the server closes after a silence",
         [] {
             return judged(Story()
                               .at(1)
                               .opens()
                               .at(9)
                               .receivesClose(1001)
                               .sendsClose(1001)
                               .tcp(Event::FinReceived)
                               .tcp(Event::FinSent));
         }},
        {"our frame after a long silence meets RST",
         [] {
             return judged(Story().at(1).opens().receives("a").at(400).sends("b").at(400.1).tcp(
                 Event::ResetReceived));
         }},
        {"RST after a silence that fits", [] { return idle(2, 3, 243, Event::ResetReceived); }},
        {"our frame after a long silence meets silence",
         [] {
             return judged(Story().at(1).opens().at(300).sends("a").at(420).tcp(
                 Event::TcpFailed, {{"problem", std::string("no acknowledgement came")},
                                    {"unacknowledged", std::int64_t{1500}}}));
         }},
        {"our frame after a short silence meets silence",
         [] {
             return judged(
                 Story().at(1).opens().receives("a").at(3).sends("b").at(60).tcp(Event::TcpFailed));
         }},
        {"silence that nobody broke",
         [] { return judged(Story().at(1).opens().at(60).tcp(Event::TcpFailed)); }},
        {"we end it ourselves",
         [] {
             return judged(
                 Story().at(1).opens().at(9).tcp(Event::FinSent).at(9.1).tcp(Event::FinReceived));
         }},
        {"no Pong comes in time and nobody answers our Close",
         [] {
             return judged(Story()
                               .at(1)
                               .opens()
                               .at(2)
                               .receives("a")
                               .at(5)
                               .sendsPing("p")
                               .starts(Timer::Pong, 10)
                               .at(15)
                               .expires(Timer::Pong)
                               .sendsClose(1011, "no Pong in time")
                               .at(45)
                               .tcp(Event::ResetSent));
         }},
        {"our idle timeout runs out",
         [] {
             return judged(Story()
                               .at(1)
                               .opens()
                               .starts(Timer::Idle, 5)
                               .at(6)
                               .expires(Timer::Idle)
                               .sendsClose(1001, "idle timeout")
                               .at(6.1)
                               .receivesClose(1001)
                               .tcp(Event::FinReceived)
                               .tcp(Event::FinSent));
         }},
        {"TLS is cut inside a frame",
         [] {
             return judged(Story()
                               .event(Event::TlsEstablished)
                               .at(1)
                               .opens()
                               .at(1.5)
                               .event(Event::FrameTruncated, {{"bytes", std::int64_t{12}}})
                               .tcp(Event::FinReceived)
                               .tcp(Event::FinSent));
         }},
        {"TLS ends as it should",
         [] {
             return judged(Story()
                               .event(Event::TlsEstablished)
                               .at(1)
                               .opens()
                               .at(1.5)
                               .event(Event::CloseNotifyReceived)
                               .tcp(Event::FinReceived)
                               .tcp(Event::FinSent));
         }},
        {"RST over TLS",
         [] {
             return judged(Story()
                               .event(Event::TlsEstablished)
                               .at(1)
                               .opens()
                               .at(1.5)
                               .tcp(Event::ResetReceived));
         }},
        {"aborted without a sign of TCP's end",
         [] {
             Story story;
             story.at(1).opens();
             story.builder().add(StateRecord{2 * second, LinkState::Aborted, LinkState::Open});
             story.builder().add(OutcomeRecord{2 * second, {}});
             return judged(story);
         }},
        {"a record without its beginning",
         [] {
             Story story;
             story.builder().add(StateRecord{2 * second, LinkState::Aborted, LinkState::Open});
             story.builder().add(OutcomeRecord{2 * second, {}});
             return judged(story);
         }},
        {"a record with nothing in it", [] { return verdictOf(Account(), someKnowledge()); }},
        {"the name is not found",
         [] { return refused("dns", "the name \"x\" can't be resolved", 0, false); }},
        {"the handshake is answered with 403",
         [] { return refused("status", "the server answered 403", 403); }},
        {"the handshake is answered with a status that says little",
         [] { return refused("status", "the server answered 418", 418); }},
        {"no answer in time over TCP",
         [] { return refused("timeout", "no complete answer within 10.0 s"); }},
        {"no TCP in time",
         [] { return refused("timeout", "no complete answer within 10.0 s", 0, false); }},
        {"the user gives the attempt up",
         [] { return refused("cancelled", "the attempt was given up by the user"); }},
        {"TCP ends before the answer",
         [] { return judged(Story().at(1).tcp(Event::FinReceived).tcp(Event::FinSent)); }},
    };
}

} // namespace ajar::closing::test
