// SPDX-License-Identifier: MIT
#include "wire/finding.h"

#include <array>

namespace ajar::wire
{

namespace
{
using enum Level;

// In the order of the enumeration, which the static_assert below holds it to.
constexpr std::array<Rule, findingCount> rules{{
    {Finding::RsvNotNegotiated, "rsv-not-negotiated", "RSV bit without an extension", Must,
     Duty::Both, "RFC 6455 5.2",
     "RSV1, RSV2 and RSV3 are 0 unless an extension was negotiated that gives them a meaning."},
    {Finding::OpcodeReserved, "opcode-reserved", "reserved opcode", Must, Duty::Both,
     "RFC 6455 5.2", "The opcodes 3 to 7 and 11 to 15 are reserved and not sent."},
    {Finding::ControlFragmented, "control-fragmented", "fragmented control frame", Must, Duty::Both,
     "RFC 6455 5.5", "A control frame is not fragmented: it has FIN."},
    {Finding::ControlLength, "control-length", "control frame over 125 bytes", Must, Duty::Both,
     "RFC 6455 5.5", "The payload of a control frame has at most 125 bytes."},
    {Finding::LengthNotMinimal, "length-not-minimal", "length not in its shortest form", Must,
     Duty::Both, "RFC 6455 5.2",
     "The payload length is written in the shortest of its three forms."},
    {Finding::LengthHighBit, "length-high-bit", "top bit of the length set", Must, Duty::Both,
     "RFC 6455 5.2", "The most significant bit of a 64-bit length is 0."},
    {Finding::FrameTooLarge, "frame-too-large", "frame over our limit", Note, Duty::Both,
     "RFC 6455 10.4",
     "A receiver limits the size of a frame; this one is over the limit that is set here."},
    {Finding::ClientUnmasked, "client-unmasked", "client frame without a mask", Must, Duty::Client,
     "RFC 6455 5.1", "A client masks every frame that it sends."},
    {Finding::ServerMasked, "server-masked", "server frame with a mask", Must, Duty::Server,
     "RFC 6455 5.1", "A server masks no frame."},
    {Finding::ContinuationAlone, "continuation-alone", "continuation outside a message", Must,
     Duty::Both, "RFC 6455 5.4",
     "A continuation frame belongs to a message that has begun and not ended."},
    {Finding::MessageInterrupted, "message-interrupted", "new message inside an unfinished one",
     Must, Duty::Both, "RFC 6455 5.4",
     "No new text or binary frame begins while a fragmented message is unfinished."},
    {Finding::TextUtf8, "text-utf8", "text is not UTF-8", Must, Duty::Both, "RFC 6455 8.1",
     "A text message as a whole, over all its fragments, is valid UTF-8."},
    {Finding::MessageTooLarge, "message-too-large", "message over our limit", Note, Duty::Both,
     "RFC 6455 10.4",
     "A receiver limits the size of a message; this one is over the limit that is set here."},
    {Finding::FrameTruncated, "frame-truncated", "frame cut off", Must, Duty::Both, "RFC 6455 5.2",
     "The stream ends at the edge of a frame, not inside it."},
    {Finding::CloseBodyLength, "close-body-length", "Close body of one byte", Must, Duty::Both,
     "RFC 6455 5.5.1", "The body of a Close is empty or has at least the two bytes of a code."},
    {Finding::CloseReasonUtf8, "close-reason-utf8", "Close reason is not UTF-8", Must, Duty::Both,
     "RFC 6455 5.5.1", "The reason of a Close is valid UTF-8."},
    {Finding::CloseCodeNeverSent, "close-code-never-sent", "Close code that is never sent", Must,
     Duty::Both, "RFC 6455 7.4.1",
     "1005, 1006 and 1015 only tell an application what was missing; no Close frame carries them."},
    {Finding::CloseCodeBelow1000, "close-code-below-1000", "Close code below 1000", Must,
     Duty::Both, "RFC 6455 7.4.2", "Close codes below 1000 are not used."},
    {Finding::CloseCodeReserved, "close-code-1004", "reserved Close code", Should, Duty::Both,
     "RFC 6455 7.4.1", "Close code 1004 is reserved and has no meaning."},
    {Finding::CloseCodeUnassigned, "close-code-unassigned", "unassigned Close code", Must,
     Duty::Both, "RFC 6455 7.4.2",
     "Of the close codes 1000 to 2999 only registered ones are used."},
    {Finding::CloseCodeUndefined, "close-code-5000", "undefined Close code", Should, Duty::Both,
     "RFC 6455 7.4.2", "Close codes of 5000 and above are not defined."},
    {Finding::DataAfterClose, "data-after-close", "data after Close", Must, Duty::Both,
     "RFC 6455 5.5.1",
     "After its own Close an endpoint sends no text, binary or continuation frame."},
    {Finding::CloseTwice, "close-twice", "second Close", Should, Duty::Both, "RFC 6455 5.5.1",
     "An endpoint sends one Close; of two only the first counts."},
    {Finding::CloseReasonLength, "close-reason-length", "Close reason over 123 bytes", Must,
     Duty::Both, "RFC 6455 5.5",
     "The reason of a Close has at most 123 bytes, since its body has at most 125."},
    {Finding::CloseCode1010Server, "close-code-1010-server", "1010 from a server", Should,
     Duty::Server, "RFC 6455 7.4.1",
     "1010 is for a client that misses an extension; a server fails the handshake instead."},
    {Finding::CloseInsideMessage, "close-inside-message", "Close inside a message", Note,
     Duty::Both, "RFC 6455 5.4",
     "A Close in the middle of one's own fragmented message leaves the message unfinished."},
    {Finding::MaskPredictable, "mask-predictable", "predictable masking key", Should, Duty::Client,
     "RFC 6455 5.3", "The masking key of each frame is fresh and can't be predicted."},
    {Finding::PongPayload, "pong-payload", "Pong that repeats no Ping", Must, Duty::Both,
     "RFC 6455 5.5.3",
     "A Pong repeats the payload of a Ping; one that answers none is legal and unsolicited."},
    {Finding::FragmentsEmpty, "fragments-empty", "empty or countless fragments", Note, Duty::Both,
     "RFC 6455 5.4", "Fragments without payload, or very many of them, cost more than they carry."},
    {Finding::ProcessingAfterFail, "processing-after-fail", "answer after failing the connection",
     Must, Duty::Both, "RFC 6455 7.1.7",
     "Once an endpoint has failed the connection, it answers nothing any more."},
    {Finding::DeflateRsv1Place, "deflate-rsv1-place", "RSV1 in the wrong place", Must, Duty::Both,
     "RFC 7692 6.1",
     "RSV1 marks a compressed message on its first frame only, never on continuation or control "
     "frames."},
    {Finding::DeflateInflates, "deflate-inflates", "payload does not inflate", Must, Duty::Both,
     "RFC 7692 7.2.2",
     "The payload of a compressed message, with 00 00 ff ff appended, is valid DEFLATE."},
    {Finding::DeflateNoTakeover, "deflate-no-takeover", "context taken over against the agreement",
     Must, Duty::Both, "RFC 7692 7.1.1",
     "Where no context takeover was agreed, each message inflates with an empty window."},
    {Finding::DeflateWindow, "deflate-window", "window bits out of what was agreed", Must,
     Duty::Both, "RFC 7692 7.1.2",
     "Window bits are 8 to 15 and within what was offered; client_max_window_bits is only answered "
     "if it was offered."},
    {Finding::DeflateParameters, "deflate-parameters", "unfit permessage-deflate parameters", Must,
     Duty::Server, "RFC 7692 7.1",
     "The answer to permessage-deflate has only parameters that are known and fit the offer, each "
     "once."},
    {Finding::DeflateBomb, "deflate-bomb", "inflated size over our limit", Should, Duty::Both,
     "RFC 7692 8",
     "A receiver limits the inflated size of a message; this one is over the limit that is set "
     "here."},
    {Finding::CloseUnanswered, "close-unanswered", "Close left unanswered", Must, Duty::Both,
     "RFC 6455 5.5.1", "An endpoint that receives a Close and has sent none answers with a Close."},
    {Finding::CloseAnswerDelay, "close-answer-delay", "Close answered late", Note, Duty::Both,
     "RFC 6455 5.5.1",
     "A Close is answered as soon as practical; only the message under way may be ended first."},
    {Finding::CloseAnswerCode, "close-answer-code", "Close answered with another code", Note,
     Duty::Both, "RFC 6455 5.5.1", "The answer to a Close usually repeats its code."},
    {Finding::ServerClosesTcp, "server-closes-tcp", "server does not end TCP", Must, Duty::Server,
     "RFC 6455 7.1.1", "After both Close frames the server ends TCP at once."},
    {Finding::ClientWaitsForFin, "client-waits-for-fin", "client did not wait for FIN", Should,
     Duty::Client, "RFC 6455 7.1.1",
     "After both Close frames the client waits for the server to end TCP."},
    {Finding::TcpLeftOpen, "tcp-left-open", "TCP left open", Must, Duty::Both, "RFC 6455 5.5.1",
     "After both Close frames TCP is ended."},
    {Finding::FinBeforeClose, "fin-before-close", "TCP ended before Close", Must, Duty::Both,
     "RFC 6455 7.1.2",
     "Closing begins with a Close frame; TCP that ends before it is an abnormal end (1006)."},
    {Finding::FailWithoutClose, "fail-without-close", "failed without a Close", Should, Duty::Both,
     "RFC 6455 7.1.7",
     "An endpoint that fails an established connection sends a Close with a fitting code first."},
    {Finding::ResetInsteadOfFin, "reset-instead-of-fin", "RST instead of FIN", Should, Duty::Both,
     "RFC 6455 7.1.1",
     "TCP ends with FIN in each direction, over TLS after close_notify; a reset can destroy what "
     "was on its way."},
    {Finding::PingAfterOwnClose, "ping-after-own-close", "Ping unanswered after own Close", Strict,
     Duty::Both, "RFC 6455 5.5.2",
     "An endpoint that has sent its Close and received none still answers a Ping."},
    {Finding::SimultaneousClose, "simultaneous-close", "both closed at once", Note, Duty::Both,
     "RFC 6455 5.5.1",
     "Both ends sent Close before either arrived; each end reports the code of the other."},
    {Finding::CodeReported, "code-reported", "reported code", Note, Duty::Both, "RFC 6455 7.1.5",
     "An application is told the code of the first Close received; 1005 if it was empty, 1006 if "
     "none came."},
    {Finding::ReconnectBackoff, "reconnect-backoff", "reconnected without waiting", Should,
     Duty::Client, "RFC 6455 7.2.3",
     "After an abnormal end a client waits a random 0 to 5 s before it connects again, and longer "
     "each further time."},
    {Finding::PingUnanswered, "ping-unanswered", "Ping left unanswered", Must, Duty::Both,
     "RFC 6455 5.5.2", "A Ping is answered with a Pong unless a Close was already received."},
    {Finding::RequestLine, "request-line", "request line of the opening handshake", Must,
     Duty::Client, "RFC 6455 4.1", "The opening request is a GET of HTTP/1.1 or later."},
    {Finding::RequestHeaders, "request-headers", "headers of the opening request", Must,
     Duty::Client, "RFC 6455 4.1",
     "The request has Host, Upgrade with websocket, Connection with Upgrade, and "
     "Sec-WebSocket-Version 13."},
    {Finding::KeyLength, "key-length", "Sec-WebSocket-Key of wrong length", Must, Duty::Client,
     "RFC 6455 4.1", "Sec-WebSocket-Key is 16 random bytes in base64, fresh for each connection."},
    {Finding::SubprotocolOffer, "subprotocol-offer", "unfit offer of subprotocols", Must,
     Duty::Client, "RFC 6455 4.1", "Offered subprotocols are tokens, not empty, each once."},
    {Finding::DataBeforeAnswer, "data-before-answer", "data before the answer", Must, Duty::Client,
     "RFC 6455 4.1", "A client sends no frame before the server's answer has come."},
    {Finding::ResponseStatus, "response-status", "answer other than 101", Must, Duty::Server,
     "RFC 6455 4.2.2",
     "The answer is 101 with Upgrade and Connection; with any other status no frames follow."},
    {Finding::ResponseAccept, "response-accept", "wrong Sec-WebSocket-Accept", Must, Duty::Server,
     "RFC 6455 4.2.2",
     "Sec-WebSocket-Accept is base64 of SHA-1 of the key and the protocol's GUID."},
    {Finding::SubprotocolChosen, "subprotocol-chosen", "subprotocol that was not offered", Must,
     Duty::Server, "RFC 6455 4.2.2",
     "At most one subprotocol is chosen, out of those that were offered."},
    {Finding::ExtensionChosen, "extension-chosen", "extension that was not offered", Must,
     Duty::Server, "RFC 6455 4.2.2", "Only extensions that were offered are chosen."},
    {Finding::VersionAnswer, "version-answer", "version refused the wrong way", Must, Duty::Server,
     "RFC 6455 4.4",
     "A version that the server does not speak is answered with 426 and the versions that it "
     "does."},
}};

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (static_cast<std::size_t>(rules[i].finding) != i)
            return false;
    }
    return true;
}
static_assert(inOrder());

constexpr std::array<std::string_view, 4> levelNames{"MUST", "SHOULD", "note", "strict"};
constexpr std::array<std::string_view, 3> dutyNames{"client", "server", "both"};
} // namespace

const Rule &ruleOf(Finding finding)
{
    return rules[static_cast<std::size_t>(finding)];
}

std::string_view name(Level level)
{
    return levelNames[static_cast<std::size_t>(level)];
}

std::string_view name(Duty duty)
{
    return dutyNames[static_cast<std::size_t>(duty)];
}

std::string_view findingId(Finding finding)
{
    return ruleOf(finding).id;
}

std::optional<Finding> findingFromId(std::string_view id)
{
    for (const Rule &rule : rules) {
        if (rule.id == id)
            return rule.finding;
    }
    return std::nullopt;
}

std::string_view findingSection(Finding finding)
{
    return ruleOf(finding).section;
}

} // namespace ajar::wire
