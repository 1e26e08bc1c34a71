// SPDX-License-Identifier: MIT
#include "closing/case.h"

#include "wire/httphead.h"

#include <algorithm>
#include <utility>

namespace ajar::closing
{

namespace
{

Parties partiesOf(std::string_view kind)
{
    if (kind == "proxy")
        return {"the application", "the application's", "the server", "the server's"};
    if (kind == "server")
        return {"we", "our", "the client", "the client's"};
    return {"we", "our", "the server", "the server's"};
}

/// When the connection ended, or where what is known of it ends.
Time endOf(const Account &account, std::optional<Time> now)
{
    return account.ended ? *account.ended : now.value_or(account.last);
}

const CloseMark *closeIn(const Lane &lane)
{
    return lane.close ? &*lane.close : nullptr;
}

std::optional<Side> firstOf(const CloseMark *sent, const CloseMark *received)
{
    if (!sent && !received)
        return std::nullopt;
    const bool ours = !received || (sent && sent->frame.number < received->frame.number);
    return ours ? Side::Us : Side::Peer;
}

std::optional<TcpEnding> firstEnding(const TcpMarks &marks)
{
    std::optional<TcpEnding> first;
    const auto look = [&](std::optional<Time> t, TcpEnd how, std::optional<Side> by) {
        if (t && (!first || *t < first->t))
            first = TcpEnding{*t, how, by};
    };
    look(marks.finReceived, TcpEnd::Fin, Side::Peer);
    look(marks.resetReceived, TcpEnd::Reset, Side::Peer);
    look(marks.finSent, TcpEnd::Fin, Side::Us);
    look(marks.resetSent, TcpEnd::Reset, Side::Us);
    look(marks.failed, TcpEnd::Silence, std::nullopt);
    return first;
}

std::vector<std::pair<const HeaderWitness *, std::string>>
witnessesIn(const std::string &response, const std::vector<HeaderWitness> &known)
{
    wire::HttpHeadParser parser;
    std::size_t consumed = 0;
    parser.feed({reinterpret_cast<const std::uint8_t *>(response.data()), response.size()},
                consumed);
    std::vector<std::pair<const HeaderWitness *, std::string>> found;
    for (const wire::HeaderField &field : parser.head().fields) {
        for (const HeaderWitness &witness : known) {
            if (wire::equalsIgnoringCase(field.name, witness.header) &&
                containsIgnoringCase(field.value, witness.contains))
                found.emplace_back(&witness, field.value);
        }
    }
    return found;
}

} // namespace

Case::Case(const Account &theAccount, const Knowledge &theKnowledge, std::optional<Time> now)
    : account(theAccount)
    , knowledge(theKnowledge)
    , parties(partiesOf(theAccount.kind))
    , live(!theAccount.ended && now)
    , end(endOf(theAccount, now))
    , sent(closeIn(theAccount.lane(Direction::Sent)))
    , received(closeIn(theAccount.lane(Direction::Received)))
    , firstClose(firstOf(sent, received))
    , tcpEnd(firstEnding(theAccount.tcp))
    , witnesses(witnessesIn(theAccount.handshake.response, theKnowledge.witnesses))
{
    if (firstClose)
        sign = EndSign{close(*firstClose)->frame.t, How::Close, firstClose};
    else if (tcpEnd)
        sign = EndSign{tcpEnd->t, static_cast<How>(static_cast<int>(tcpEnd->how) + 1), tcpEnd->by};
}

const HeaderWitness *Case::witnessOf(std::string_view product) const
{
    const auto found = std::ranges::find_if(
        witnesses, [&](const auto &witness) { return witness.first->product == product; });
    return found == witnesses.end() ? nullptr : found->first;
}

std::optional<Time> Case::timeIn(LinkState state) const
{
    std::optional<Time> sum;
    const auto &states = account.states;
    for (std::size_t i = 0; i < states.size(); ++i) {
        if (states[i].state == state)
            sum = sum.value_or(0) + (i + 1 < states.size() ? states[i + 1].t : end) - states[i].t;
    }
    return sum;
}

std::optional<Time> Case::since(LinkState state) const
{
    const auto &states = account.states;
    const auto found = std::find_if(states.rbegin(), states.rend(),
                                    [&](const StateRecord &one) { return one.state == state; });
    return found == states.rend() ? std::nullopt : std::optional(found->t);
}

Time Case::silence(Direction direction) const
{
    const auto &last = account.lane(direction).lastOpen;
    return sign->t - std::min(last ? last->t : *account.opened, sign->t);
}

void Case::say(std::string id, Confidence confidence, std::string clause,
               std::vector<std::uint64_t> frames)
{
    std::erase(frames, 0);
    sentences.push_back(
        {std::move(id), confidence, opening(std::move(clause)) + ".", std::move(frames)});
}

} // namespace ajar::closing
