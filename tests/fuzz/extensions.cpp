// SPDX-License-Identifier: MIT
#include "fuzz.h"
#include "wire/deflateparameters.h"
#include "wire/extension.h"

using namespace ajar::wire;

/// Sec-WebSocket-Extensions, as an offer and as an answer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::uint8_t choice = input.byte();
    const std::string field(fuzz::text(input.rest()));
    if (const auto extensions = parseExtensions(field)) {
        fuzz::require(!extensions->empty(), "a list has something in it");
        fuzz::require(parseExtensions(extensionsText(*extensions)) == extensions,
                      "what is written is read again");
        for (const Extension &extension : *extensions) {
            fuzz::require(isToken(extension.name), "a name is a token");
            if (const auto offer = offerFrom(extension))
                fuzz::require(parseExtensions(offerText(*offer)).has_value(), "an offer is a list");
        }
    }
    DeflateOffer limits;
    limits.serverNoContextTakeover = choice & 1;
    limits.clientNoContextTakeover = choice & 2;
    if (choice & 4)
        limits.serverMaxWindowBits = static_cast<std::uint8_t>(8 + (choice >> 4 & 7));
    const std::string request = offerText(limits);
    const DeflateAnswer answer = checkDeflateAnswer(field, request);
    fuzz::require(answer.findings.bits() >> findingCount == 0, "only known findings");
    fuzz::require(!answer.parameters || answer.problem.empty(), "agreed or failed, not both");
    if (answer.parameters) {
        fuzz::require(answer.parameters->serverMaxWindowBits >= 8 &&
                          answer.parameters->serverMaxWindowBits <= 15 &&
                          answer.parameters->clientMaxWindowBits >= 8 &&
                          answer.parameters->clientMaxWindowBits <= 15,
                      "8 to 15 bits");
    }
    std::string response;
    if (const auto agreed = acceptDeflate(field, limits, response)) {
        const DeflateAnswer mirrored = checkDeflateAnswer(response, field);
        fuzz::require(mirrored.problem.empty(), "our answer suits the offer");
        fuzz::require(mirrored.parameters == agreed, "both ends agree on the same");
    }
    return 0;
}
