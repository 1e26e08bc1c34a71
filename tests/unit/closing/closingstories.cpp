// SPDX-License-Identifier: MIT
#include "stories.h"

namespace ajar::closing::test
{

namespace
{

FrameRecord heldClose(Disposition disposition, std::uint64_t ref = 0)
{
    FrameRecord frame;
    frame.direction = Direction::Sent;
    frame.header.opcode = wire::Opcode::Close;
    frame.disposition = disposition;
    frame.ref = ref;
    return frame;
}

Verdict judged(const Story &story)
{
    return story.verdict(someKnowledge());
}

} // namespace

std::vector<NamedStory> closingStories()
{
    return {
        {"the server closes first and is answered at once",
         [] {
             return judged(Story()
                               .at(1)
                               .opens()
                               .at(4)
                               .receivesClose(1001, "restart")
                               .sendsClose(1001, "restart")
                               .at(4.0002)
                               .tcp(Event::FinReceived)
                               .tcp(Event::FinSent));
         }},
        {"we close first, the client ends TCP a little later",
         [] {
             return judged(Story("server")
                               .at(1)
                               .opens()
                               .at(2)
                               .sendsClose(1000)
                               .at(2.4)
                               .receivesClose(1000)
                               .tcp(Event::FinSent)
                               .at(2.5)
                               .tcp(Event::FinReceived));
         }},
        {"an empty Close is answered with an empty one",
         [] {
             return judged(Story()
                               .at(1)
                               .opens()
                               .at(2)
                               .sendsClose({})
                               .at(2.001)
                               .receivesClose({})
                               .tcp(Event::FinReceived)
                               .tcp(Event::FinSent));
         }},
        {"both are half-closed for a while, TCP stays up for a second",
         [] {
             return judged(
                 Story().at(1).opens().at(2).sendsClose(1000).at(5).receivesClose(1000).at(6).tcp(
                     Event::ResetReceived));
         }},
        {"our reply is withheld and the server gives up after 30 s",
         [] {
             return judged(Story()
                               .at(1)
                               .opens()
                               .at(2)
                               .receivesClose(1001)
                               .frame(heldClose(Disposition::Held), closeBody(1001))
                               .at(32)
                               .tcp(Event::FinReceived)
                               .frame(heldClose(Disposition::Dropped, 2), closeBody(1001))
                               .tcp(Event::FinSent));
         }},
        {"the same, and a header names the library",
         [] {
             return judged(Story()
                               .at(1)
                               .opens("Server: Heron/2\r\n")
                               .at(2)
                               .receivesClose(1001)
                               .at(32.2)
                               .tcp(Event::ResetReceived));
         }},
        {"the server gives up after a time that fits one library",
         [] {
             return judged(Story().at(1).opens().at(2).receivesClose(1001).at(12.01).tcp(
                 Event::ResetReceived));
         }},
        {"the server gives up after a time that fits none",
         [] {
             return judged(
                 Story().at(1).opens().at(2).receivesClose(1001).at(9).tcp(Event::ResetReceived));
         }},
        {"the server does not wait for an answer",
         [] {
             return judged(Story().at(1).opens().at(2).receivesClose(1001).at(2.01).tcp(
                 Event::ResetReceived));
         }},
        {"the client gives up on the application in a server link",
         [] {
             return judged(Story("server").at(1).opens().at(2).receivesClose(1001).at(32).tcp(
                 Event::ResetReceived));
         }},
        {"our Close is held, then released, and the server does not answer",
         [] {
             return judged(Story()
                               .at(1)
                               .opens()
                               .at(2)
                               .frame(heldClose(Disposition::Held), closeBody(1000))
                               .at(3)
                               .frame(heldClose(Disposition::Released, 1), closeBody(1000))
                               .at(4)
                               .tcp(Event::FinReceived)
                               .tcp(Event::FinSent));
         }},
        {"the server never answers and our close timeout runs out",
         [] {
             return judged(Story()
                               .at(1)
                               .opens()
                               .at(2)
                               .sendsClose(1000, "done")
                               .starts(Timer::Close, 30)
                               .at(32)
                               .expires(Timer::Close)
                               .tcp(Event::ResetSent));
         }},
        {"both have closed and the server leaves TCP open",
         [] {
             return judged(Story()
                               .at(1)
                               .opens()
                               .at(2)
                               .sendsClose(1000)
                               .starts(Timer::Close, 30)
                               .at(2.1)
                               .receivesClose(1000)
                               .at(32)
                               .expires(Timer::Close)
                               .tcp(Event::ResetSent));
         }},
        {"both have closed, we ended TCP and the client did not",
         [] {
             return judged(Story("server")
                               .at(1)
                               .opens()
                               .at(2)
                               .receivesClose(1000)
                               .sendsClose(1000)
                               .starts(Timer::Close, 30)
                               .tcp(Event::FinSent)
                               .at(32)
                               .expires(Timer::Close)
                               .tcp(Event::ResetSent));
         }},
        {"we reset TCP without answering, though our close timeout had run out before",
         [] {
             return judged(Story()
                               .at(1)
                               .opens()
                               .starts(Timer::Close, 1)
                               .at(2)
                               .expires(Timer::Close)
                               .at(3)
                               .receivesClose(1000)
                               .at(4)
                               .tcp(Event::ResetSent));
         }},
        {"our Close is still held when the server closes",
         [] {
             return judged(Story()
                               .at(1)
                               .opens()
                               .at(2)
                               .frame(heldClose(Disposition::Held), closeBody(1000))
                               .at(3)
                               .receivesClose(1001)
                               .at(4)
                               .frame(heldClose(Disposition::Released, 1), closeBody(1000))
                               .tcp(Event::ResetReceived));
         }},
        {"closed without a sign of TCP's end",
         [] {
             Story story;
             story.at(1).opens().receivesClose(1000).sendsClose(1000);
             story.builder().add(
                 StateRecord{2 * second, LinkState::Closed, LinkState::CloseExchanged});
             return judged(story);
         }},
        {"in a proxy the application never answers",
         [] {
             return judged(Story("proxy")
                               .at(1)
                               .opens()
                               .at(2)
                               .receivesClose(1001)
                               .at(12)
                               .tcp(Event::FinReceived)
                               .tcp(Event::FinSent));
         }},
    };
}

std::vector<NamedStory> codeStories()
{
    const auto answered = [](const char *kind, std::optional<std::uint16_t> first,
                             std::optional<std::uint16_t> second, bool weAreFirst) {
        Story story(kind);
        story.at(1).opens().at(2);
        if (weAreFirst)
            story.sendsClose(first).at(2.02).receivesClose(second);
        else
            story.receivesClose(first).at(2.02).sendsClose(second);
        return judged(story.tcp(Event::FinReceived).tcp(Event::FinSent));
    };
    const auto closedWith = [](std::uint16_t code, const char *reason, const char *url,
                               const char *fields) {
        Story story("client", url);
        story.at(1).opens(fields).at(2).receivesClose(code, reason).sendsClose(code, reason);
        return judged(story.tcp(Event::FinReceived).tcp(Event::FinSent));
    };
    return {
        {"the server answers 1012 with 1002", [=] { return answered("client", 1012, 1002, true); }},
        {"the client answers 1012 with 1002", [=] { return answered("server", 1012, 1002, true); }},
        {"the client answers an empty Close with 1000",
         [=] { return answered("server", {}, 1000, true); }},
        {"the server answers with a code that no library would choose for this one",
         [=] { return answered("client", 1012, 4001, true); }},
        {"the server answers with a code that no library would choose",
         [=] { return answered("client", 1000, 4001, true); }},
        {"the server answers 1000 with an empty Close",
         [=] { return answered("client", 1000, {}, true); }},
        {"we answer with another code", [=] { return answered("client", 1012, 1002, false); }},
        {"the application behind a proxy answers with another code",
         [=] { return answered("proxy", 1012, 1002, false); }},
        {"a private code of a server that is known by its host",
         [=] { return closedWith(4000, "", "wss://user@eu.FERRY.test:8443/x", ""); }},
        {"a private code of a subprotocol that is known",
         [=] {
             return closedWith(4000, "", "ws://a.test?", "Sec-WebSocket-Protocol: ferry.v1\r\n");
         }},
        {"a private code that means something to many products",
         [=] { return closedWith(4000, "", "no url", ""); }},
        {"a reason that gives a library away",
         [=] { return closedWith(1011, "no grain", "ws://a.test/", ""); }},
        {"in a proxy the application's reason gives its library away",
         [] {
             return judged(Story("proxy")
                               .at(1)
                               .opens()
                               .at(2)
                               .sendsClose(1011, "no grain")
                               .at(3)
                               .receivesClose(1011)
                               .tcp(Event::FinReceived)
                               .tcp(Event::FinSent));
         }},
        {"a header says how the server's library closes",
         [=] { return closedWith(1000, "", "ws://a.test/", "Server: heron\r\n"); }},
    };
}

} // namespace ajar::closing::test
