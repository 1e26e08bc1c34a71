// SPDX-License-Identifier: MIT
#include "closing/case.h"
#include "closing/names.h"

#include <array>
#include <utility>

// Connections that never opened.
namespace ajar::closing
{

namespace
{

using Hint = std::pair<std::string_view, std::string_view>;

constexpr std::array hints{
    Hint{"dns", "the name was not found, so nothing was sent: its spelling, the network's DNS or a "
                "missing VPN are the usual causes"},
    Hint{"connect", "no TCP connection came about: the port may be wrong, the program not running, "
                    "or a firewall in the way"},
    Hint{"tls", "TCP was up but TLS was not: a certificate that is not trusted, TLS versions that "
                "do not meet, or a port that speaks no TLS (ws:// instead of wss://)"},
    Hint{"eof", "TCP ended inside the opening handshake: often a port that expects TLS (wss://), "
                "another protocol, or a program that crashed while it answered"},
    Hint{"not-http", "what came is no HTTP: the port may expect TLS (wss://) or belong to another "
                     "protocol"},
    Hint{"head", "what answers there does not keep to HTTP, or its head is over Ajar's limit"},
    Hint{"proxy", "the way out leads through a proxy, and it made no connection: its address, the "
                  "credentials for it or its rules"},
    Hint{"redirect", "redirections were followed and led to no WebSocket: the last address, or the "
                     "limit of redirections"},
    Hint{"upgrade", "the usual cause is a proxy that does not pass on Upgrade and Connection"},
    Hint{"connection", "the usual cause is a proxy that does not pass on Upgrade and Connection"},
    Hint{"accept-missing", "whatever answered does not know WebSocket's handshake"},
    Hint{"accept-wrong", "whatever answered does not know WebSocket's handshake, or a cache "
                         "repeated an older answer"},
};

constexpr std::array statusHints{
    Hint{"200", "an ordinary page answered: the path may be wrong, or a proxy took Upgrade away"},
    Hint{"301", "the address has moved; browsers do not follow redirects for WebSocket"},
    Hint{"302", "it redirects, perhaps to a login; browsers do not follow that for WebSocket"},
    Hint{"307", "it redirects; browsers do not follow redirects for WebSocket"},
    Hint{"308", "the address has moved; browsers do not follow redirects for WebSocket"},
    Hint{"400", "it did not see a WebSocket handshake: a proxy may have taken Upgrade away"},
    Hint{"401", "it wants credentials that the request did not have"},
    Hint{"403", "it understood the request and said no: often an Origin that is not on its "
                "list, or a token that is no longer valid"},
    Hint{"404", "nothing is served at this path"},
    Hint{"426", "it wants another protocol or version: a proxy may have taken Upgrade away"},
    Hint{"429", "too many connections or attempts: wait before the next one"},
    Hint{"500", "the server failed while it answered: its log knows more"},
    Hint{"502", "a gateway answered: it could not reach the server behind it, or did not "
                "understand its answer"},
    Hint{"503", "overloaded, in maintenance, or no server is left behind the gateway"},
    Hint{"504", "a gateway answered: the server behind it did not, in time"},
};

template<std::size_t N>
std::string_view hintFor(const std::array<Hint, N> &table, std::string_view key)
{
    for (const auto &[name, text] : table) {
        if (name == key)
            return text;
    }
    return {};
}

std::string_view timeoutHint(const HandshakeMarks &marks)
{
    if (!marks.tcpConnected)
        return "not even TCP connected: packets are dropped without a word, as firewalls do";
    return "TCP was up, but no complete answer came: the server may be stuck, or the port may "
           "belong to another protocol";
}

std::string_view hintFor(const HandshakeMarks &marks)
{
    if (marks.failure == "timeout")
        return timeoutHint(marks);
    if (marks.failure == "status")
        return hintFor(statusHints, std::to_string(marks.status));
    return hintFor(hints, marks.failure);
}

} // namespace

void sayRefused(Case &c)
{
    const HandshakeMarks &marks = c.account.handshake;
    const LinkState state = c.account.state();
    if (state != LinkState::Refused && isFinal(state)) {
        c.say("incomplete", Confidence::Fact, "the record does not hold the opening");
        return;
    }
    if (state != LinkState::Refused) {
        c.say("connecting", Confidence::Fact,
              joined({"the opening handshake ", c.live ? "has been" : "was", " under way for ",
                      span(c.end - c.account.start), c.live ? "" : " when the record ends"}));
        return;
    }
    c.say("refused", Confidence::Fact,
          joined({marks.problem.empty() ? "TCP ended before the answer" : marks.problem, ", ",
                  span(c.end - c.account.start), " after the attempt began"}));
    if (const std::string_view hint = hintFor(marks); !hint.empty())
        c.say("refused-cause", Confidence::Possible, std::string(hint));
    if (marks.failure != "cancelled")
        c.say("reported", Confidence::Fact,
              "a browser tells its page 1006 and nothing else here: neither the status nor the "
              "reason");
}

} // namespace ajar::closing
