// SPDX-License-Identifier: MIT
#pragma once

#include "closing/verdict.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

/// What the parts of a verdict share. Not for others.
namespace ajar::closing
{

/// The two ends in words: a developer knows "the server", not "the peer".
struct Parties {
    std::string_view we, our;     ///< "we", "our"; "the application", "the application's"
    std::string_view they, their; ///< "the server", "the server's"
};

/// The first sign of the end: the first Close, or that of TCP's end if there was none.
struct EndSign {
    Time t = 0;
    How how = How::Close;
    std::optional<Side> by; ///< nullopt: silence
};

/// What a record says about an end of TCP; `by` is nullopt if nobody ended it but silence did.
struct TcpEnding {
    Time t = 0;
    TcpEnd how = TcpEnd::Fin;
    std::optional<Side> by;
};

/// An account with what follows from it at once. It refers to the account and the knowledge.
class Case
{
public:
    Case(const Account &account, const Knowledge &knowledge, std::optional<Time> now);

    const Account &account;
    const Knowledge &knowledge;
    Parties parties;
    bool live;             ///< it goes on
    Time end;              ///< of the connection; now; or where its record breaks off
    const CloseMark *sent; ///< our Close on the wire; null if none
    const CloseMark *received;
    std::optional<Side> firstClose;
    std::optional<TcpEnding> tcpEnd;
    std::optional<EndSign> sign;
    std::vector<std::pair<const HeaderWitness *, std::string>> witnesses; ///< and the field's value

    /// In a proxy link our side is the application's; elsewhere it is Ajar itself.
    bool isAjar(Side side) const { return side == Side::Us && account.kind != "proxy"; }
    bool weAreServer() const { return account.kind == "server"; }
    std::string_view subject(Side side) const
    {
        return side == Side::Us ? parties.we : parties.they;
    }
    std::string_view owner(Side side) const
    {
        return side == Side::Us ? parties.our : parties.their;
    }
    const CloseMark *close(Side side) const { return side == Side::Us ? sent : received; }
    const HeaderWitness *witnessOf(std::string_view product) const;
    /// How long a state lasted; nullopt if it was never entered.
    std::optional<Time> timeIn(LinkState state) const;
    std::optional<Time> since(LinkState state) const; ///< when it was entered last
    /// How long a direction had been silent when the end began; there must be a sign of it.
    Time silence(Direction direction) const;
    bool timedOut(Timer timer) const { return account.timer(timer).expired.has_value(); }

    void say(std::string id, Confidence confidence, std::string clause,
             std::vector<std::uint64_t> frames = {});
    std::vector<Sentence> sentences;
};

// The parts of a verdict, in the order in which they speak.
void sayRefused(Case &c);
void sayCloses(Case &c);
void sayCodes(Case &c);
void sayHalfClosed(Case &c);
void sayTcpEnd(Case &c);
void sayMissing(Case &c);
void sayIdle(Case &c);
void sayPings(Case &c);
void sayData(Case &c);
void sayReported(Case &c);
std::string headlineOf(const Case &c);

// Words.
std::string joined(std::initializer_list<std::string_view> parts);
std::string opening(std::string text); ///< with a capital letter
std::string span(Time duration);       ///< "60.0 s", also beyond a minute
std::string clock(Time t);             ///< a moment of the session: "4.012 s"
std::string bytesText(std::uint64_t bytes);
std::string counted(std::uint64_t number, std::string_view one, std::string_view many);
std::string closeText(std::optional<std::uint16_t> code, const std::string &reason);
std::string closeText(const CloseMark &close);
std::string codeText(std::optional<std::uint16_t> code); ///< "1001 (going away)", "no code"
/// "nginx, HAProxy or Caddy".
std::string listed(const std::vector<std::string> &names, std::string_view between,
                   std::string_view last);
std::string_view howText(TcpEnd how); ///< "FIN"
bool containsIgnoringCase(std::string_view text, std::string_view part);
/// The host of a URL without its port; empty if there is none.
std::string hostOf(std::string_view url);

} // namespace ajar::closing
