// SPDX-License-Identifier: MIT
#pragma once

#include "wire/deflateparameters.h"
#include "wire/httphead.h"

#include <array>

namespace ajar::wire
{

/// What a client's opening handshake asks for (RFC 6455 4.1).
struct HandshakeRequest {
    std::string host;   ///< Host field: name, with port unless it is the scheme's own
    std::string target; ///< path and query, at least "/"
    std::string key;    ///< Sec-WebSocket-Key: base64 of 16 random bytes
    std::vector<std::string> subprotocols;
    std::optional<DeflateOffer> deflate = std::nullopt; ///< what is offered of RFC 7692
    std::vector<HeaderField>
        headers; ///< the user's own; one that repeats a standard field replaces it
};

/// Base64 of 16 bytes from the caller's random source.
std::string encodeKey(const std::array<std::uint8_t, 16> &nonce);

/// The request's bytes: "GET target HTTP/1.1" … empty line. CR and LF in values are dropped.
std::string buildRequest(const HandshakeRequest &request);

/// Sec-WebSocket-Accept for a key (RFC 6455 4.2.2): base64 of SHA-1 of key and GUID.
std::string acceptFor(std::string_view key);

/// Why a response does not open a WebSocket (RFC 6455 4.1).
enum class ResponseProblem : std::uint8_t {
    None,
    Status,     ///< a status other than 101: plain HTTP, no frames follow
    Upgrade,    ///< no "Upgrade: websocket"
    Connection, ///< no "Connection: Upgrade"
    AcceptMissing,
    AcceptWrong,
    Subprotocol, ///< one that was not offered, or more than one
    Extension,   ///< one that was not offered, or with parameters that can't be agreed to
};
/// A stable id, e.g. "accept-wrong".
std::string_view responseProblemId(ResponseProblem problem);

struct ResponseCheck {
    ResponseProblem problem = ResponseProblem::None;
    std::string
        expected; ///< what should have stood there (the right Accept, the offer), if that helps
    std::string found;                                       ///< what stood there
    std::string subprotocol;                                 ///< the one chosen; empty if none
    std::optional<DeflateParameters> deflate = std::nullopt; ///< what was agreed of RFC 7692
};

/// Checks a complete response head against the request that it answers.
ResponseCheck checkResponse(const HttpHead &response, const HandshakeRequest &request);

/// Why a request does not ask for a WebSocket (RFC 6455 4.2.1).
enum class RequestProblem : std::uint8_t {
    None,
    RequestLine,
    Host,
    Upgrade,
    Connection,
    Version,
    Key
};
std::string_view requestProblemId(RequestProblem problem);

RequestProblem checkRequest(const HttpHead &request);

/// All that the request breaks: request-line, request-headers, key-length, subprotocol-offer.
FindingSet requestFindings(const HttpHead &request);
/// All that the answer breaks, whatever its status: response-status, response-accept,
/// subprotocol-chosen, extension-chosen, deflate-*, version-answer. Both heads as they were sent.
FindingSet responseFindings(const HttpHead &response, const HttpHead &request);

/// The target of a request's start line "GET /path HTTP/1.1"; empty if it is none.
std::string requestTarget(const HttpHead &request);

/// The tokens of a comma-separated field, over all its appearances.
std::vector<std::string> fieldTokens(const HttpHead &head, std::string_view name);

/// The 101 response's bytes; without the Sec-WebSocket-Protocol field if `subprotocol` is empty.
std::string buildResponse(std::string_view key, std::string_view subprotocol,
                          const std::vector<HeaderField> &headers = {});

} // namespace ajar::wire
