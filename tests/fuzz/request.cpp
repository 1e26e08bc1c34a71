// SPDX-License-Identifier: MIT
#include "head.h"
#include "wire/handshake.h"

using namespace ajar::wire;

/// A client's opening handshake, as a server would take it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::uint8_t seed = input.byte();
    const HttpHeadParser::Limits limits{.bytes = 4096, .fields = 20};
    fuzz::ParsedHead parsed;
    if (!fuzz::sameInAnyChunks(input.rest(), seed, limits, parsed))
        return 0;
    const HttpHead &head = parsed.parser.head();
    const RequestProblem problem = checkRequest(head);
    fuzz::require(!requestProblemId(problem).empty(), "a problem has an id");
    if (problem != RequestProblem::None)
        return 0;
    fuzz::require(!requestTarget(head).empty(), "a request has a target");
    const std::string response = buildResponse(head.field("Sec-WebSocket-Key").value_or(""), "");
    const Bytes bytes(reinterpret_cast<const std::uint8_t *>(response.data()), response.size());
    const fuzz::ParsedHead answer = fuzz::parseHead(bytes, 0, {});
    fuzz::require(answer.status == HttpHeadParser::Status::Done, "our answer is a head");
    fuzz::require(answer.parser.head().status() == 101, "our answer is a 101");
    HandshakeRequest request;
    request.key = std::string(head.field("Sec-WebSocket-Key").value_or(""));
    fuzz::require(checkResponse(answer.parser.head(), request).problem == ResponseProblem::None,
                  "our answer opens the connection");
    return 0;
}
