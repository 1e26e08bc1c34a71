// SPDX-License-Identifier: MIT
#include "wire/answertext.h"

namespace ajar::wire
{

namespace
{

constexpr std::size_t maxShown = 200;

/// What the fields of an answer that is not 101 add to its status.
std::string statusHint(const HttpHead &head)
{
    const auto quoted = [&head](std::string_view name) {
        return "\"" + std::string(head.field(name).value_or("").substr(0, maxShown)) + "\"";
    };
    if (head.status() == 401 && head.field("WWW-Authenticate"))
        return "; it asks for credentials: " + quoted("WWW-Authenticate");
    if (head.status() == 426 && head.field("Sec-WebSocket-Version"))
        return "; it speaks these versions of WebSocket: " + quoted("Sec-WebSocket-Version");
    return {};
}

} // namespace

std::string responseText(const ResponseCheck &check, const HttpHead &head)
{
    using Problem = ResponseProblem;
    switch (check.problem) {
    case Problem::Status:
        return "the server answered \"" + head.startLine + "\" instead of 101 Switching Protocols" +
               statusHint(head);
    case Problem::Upgrade:
        return "the server's 101 has no \"Upgrade: websocket\"";
    case Problem::Connection:
        return "the server's 101 has no \"Connection: Upgrade\"";
    case Problem::AcceptMissing:
        return "the server's 101 has no Sec-WebSocket-Accept";
    case Problem::AcceptWrong:
        return "Sec-WebSocket-Accept is wrong: \"" + check.found + "\" came, \"" + check.expected +
               "\" was due";
    case Problem::Subprotocol:
        return "the server chose the subprotocol \"" + check.found + "\", which was not offered";
    case Problem::Extension:
        // A name is one that was not offered, a sentence says what else is wrong.
        return isToken(check.found)
                   ? "the server chose the extension \"" + check.found + "\", which was not offered"
                   : check.found;
    case Problem::None:
        break;
    }
    return {};
}

std::string guessText(std::string_view bytes)
{
    const auto at = [bytes](std::size_t i) {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0u;
    };
    // RFC 8446 5.1: an alert or a handshake record
    if ((at(0) == 0x15 || at(0) == 0x16) && at(1) == 3)
        return "; it looks like TLS: perhaps wss:// is meant";
    // RFC 9113 3.4: a server begins with SETTINGS
    if (bytes.size() >= 9 && at(0) == 0 && at(1) == 0 && at(3) == 4 && at(5) == 0)
        return "; it looks like HTTP/2, which this server perhaps speaks alone";
    if (bytes.starts_with("SSH-"))
        return "; it looks like SSH";
    return {};
}

} // namespace ajar::wire
