// SPDX-License-Identifier: MIT
#include "head.h"
#include "wire/handshake.h"

using namespace ajar::wire;

/// A server's answer to the opening handshake.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::uint8_t seed = input.byte();
    HandshakeRequest request{.host = "server.example.com",
                             .target = "/chat",
                             .key = "dGhlIHNhbXBsZSBub25jZQ==",
                             .subprotocols = {},
                             .headers = {}};
    if (seed % 2)
        request.subprotocols = {"chat", "superchat"};
    const HttpHeadParser::Limits limits{.bytes = 4096, .fields = 20};
    fuzz::ParsedHead parsed;
    if (!fuzz::sameInAnyChunks(input.rest(), seed, limits, parsed))
        return 0;
    const HttpHead &head = parsed.parser.head();
    const ResponseCheck check = checkResponse(head, request);
    fuzz::require(!responseProblemId(check.problem).empty(), "a problem has an id");
    if (check.problem != ResponseProblem::None)
        return 0;
    fuzz::require(head.status() == 101, "only a 101 opens");
    fuzz::require(head.hasToken("Sec-WebSocket-Accept", acceptFor(request.key)),
                  "only the right Accept opens");
    fuzz::require(check.subprotocol.empty() ||
                      std::ranges::count(request.subprotocols, check.subprotocol) == 1,
                  "only an offered subprotocol is chosen");
    return 0;
}
