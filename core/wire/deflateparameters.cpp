// SPDX-License-Identifier: MIT
#include "wire/deflateparameters.h"

#include <algorithm>
#include <vector>

namespace ajar::wire
{

namespace
{

constexpr std::string_view deflateName = "permessage-deflate";
constexpr std::string_view serverNoTakeover = "server_no_context_takeover";
constexpr std::string_view clientNoTakeover = "client_no_context_takeover";
constexpr std::string_view serverBits = "server_max_window_bits";
constexpr std::string_view clientBits = "client_max_window_bits";

/// 8 to 15 without leading zeros (RFC 7692 7.1.2).
std::optional<std::uint8_t> bitsFrom(const std::optional<std::string> &value)
{
    static constexpr std::string_view allowed[] = {"8", "9", "10", "11", "12", "13", "14", "15"};
    for (std::size_t i = 0; i < std::size(allowed); ++i) {
        if (value == allowed[i])
            return static_cast<std::uint8_t>(8 + i);
    }
    return std::nullopt;
}

bool isRepeated(const Extension &extension, const ExtensionParameter &parameter)
{
    return std::ranges::count(extension.parameters, parameter.name, &ExtensionParameter::name) > 1;
}

std::vector<Extension> deflateIn(std::string_view field)
{
    auto extensions = parseExtensions(field).value_or(std::vector<Extension>{});
    std::erase_if(extensions,
                  [](const Extension &extension) { return extension.name != deflateName; });
    return extensions;
}

std::string bitsText(std::uint8_t bits)
{
    return std::to_string(int{bits});
}

/// Fails with a finding and one sentence.
void fail(DeflateAnswer &answer, Finding finding, std::string problem)
{
    answer.findings.add(finding);
    answer.parameters.reset();
    if (answer.problem.empty())
        answer.problem = std::move(problem);
}

void takeBits(DeflateAnswer &answer, const ExtensionParameter &parameter,
              std::optional<std::uint8_t> most, std::uint8_t &bits)
{
    const auto value = bitsFrom(parameter.value);
    if (!value)
        fail(answer, Finding::DeflateWindow,
             "the answer's " + parameter.name + " is \"" + parameter.value.value_or("") +
                 "\", not 8 to 15");
    else if (*value > most.value_or(15))
        fail(answer, Finding::DeflateWindow,
             "the answer's " + parameter.name + " is " + bitsText(*value) + ", over the " +
                 bitsText(*most) + " that were offered");
    else
        bits = *value;
}

/// One answer against one offer.
DeflateAnswer compare(const Extension &chosen, const DeflateOffer &offer)
{
    DeflateAnswer answer;
    DeflateParameters agreed;
    bool serverBitsNamed = false;
    for (const ExtensionParameter &parameter : chosen.parameters) {
        if (isRepeated(chosen, parameter)) {
            fail(answer, Finding::DeflateParameters,
                 "the answer has the parameter " + parameter.name + " twice");
        } else if (parameter.name == serverNoTakeover || parameter.name == clientNoTakeover) {
            (parameter.name == serverNoTakeover ? agreed.serverNoContextTakeover
                                                : agreed.clientNoContextTakeover) = true;
            if (parameter.value)
                fail(answer, Finding::DeflateParameters,
                     "the answer's " + parameter.name + " has a value");
        } else if (parameter.name == serverBits) {
            serverBitsNamed = true;
            takeBits(answer, parameter, offer.serverMaxWindowBits, agreed.serverMaxWindowBits);
        } else if (parameter.name == clientBits && offer.clientMaxWindowBits) {
            takeBits(answer, parameter, offer.clientMaxWindowBitsValue, agreed.clientMaxWindowBits);
        } else if (parameter.name == clientBits) {
            fail(answer, Finding::DeflateWindow,
                 "the answer has client_max_window_bits, which was not offered");
        } else {
            fail(answer, Finding::DeflateParameters,
                 "the answer has the unknown parameter " + parameter.name);
        }
    }
    // A server that accepts these says so (RFC 7692 7.1.1.1, 7.1.2.1); one that does not can still
    // be understood.
    if (offer.serverNoContextTakeover && !agreed.serverNoContextTakeover)
        answer.findings.add(Finding::DeflateParameters);
    if (offer.serverMaxWindowBits && !serverBitsNamed)
        answer.findings.add(Finding::DeflateWindow);
    if (offer.clientMaxWindowBitsValue)
        agreed.clientMaxWindowBits =
            std::min(agreed.clientMaxWindowBits, *offer.clientMaxWindowBitsValue);
    agreed.clientNoContextTakeover |= offer.clientNoContextTakeover;
    if (answer.problem.empty())
        answer.parameters = agreed;
    return answer;
}

} // namespace

std::string offerText(const DeflateOffer &offer)
{
    Extension extension{std::string(deflateName), {}};
    const auto add = [&](std::string_view name, std::optional<std::string> value = std::nullopt) {
        extension.parameters.push_back({std::string(name), std::move(value)});
    };
    if (offer.serverNoContextTakeover)
        add(serverNoTakeover);
    if (offer.clientNoContextTakeover)
        add(clientNoTakeover);
    if (offer.serverMaxWindowBits)
        add(serverBits, bitsText(*offer.serverMaxWindowBits));
    if (offer.clientMaxWindowBitsValue)
        add(clientBits, bitsText(*offer.clientMaxWindowBitsValue));
    else if (offer.clientMaxWindowBits)
        add(clientBits);
    return extensionsText({extension});
}

std::optional<DeflateOffer> offerFrom(const Extension &extension)
{
    DeflateOffer offer;
    offer.clientMaxWindowBits = false;
    for (const ExtensionParameter &parameter : extension.parameters) {
        const auto bits = bitsFrom(parameter.value);
        if (isRepeated(extension, parameter))
            return std::nullopt;
        if (parameter.name == serverNoTakeover && !parameter.value)
            offer.serverNoContextTakeover = true;
        else if (parameter.name == clientNoTakeover && !parameter.value)
            offer.clientNoContextTakeover = true;
        else if (parameter.name == serverBits && bits)
            offer.serverMaxWindowBits = bits;
        else if (parameter.name == clientBits && (bits || !parameter.value))
            offer.clientMaxWindowBits = true, offer.clientMaxWindowBitsValue = bits;
        else
            return std::nullopt;
    }
    return offer;
}

DeflateAnswer checkDeflateAnswer(std::string_view response, std::string_view request)
{
    DeflateAnswer answer;
    if (response.empty())
        return answer;
    if (!parseExtensions(response)) {
        fail(answer, Finding::DeflateParameters,
             "the answer's Sec-WebSocket-Extensions can't be read");
        return answer;
    }
    const std::vector<Extension> chosen = deflateIn(response);
    if (chosen.empty())
        return answer;
    if (chosen.size() > 1) {
        fail(answer, Finding::ExtensionChosen, "the answer has permessage-deflate twice");
        return answer;
    }
    fail(answer, Finding::ExtensionChosen,
         "the server chose permessage-deflate, which was not offered");
    // Of several offers the answer is about the first that it fits (RFC 7692 5).
    for (const Extension &extension : deflateIn(request)) {
        answer = compare(chosen.front(), offerFrom(extension).value_or(DeflateOffer{}));
        if (answer.parameters)
            break;
    }
    return answer;
}

std::optional<DeflateParameters> acceptDeflate(std::string_view request, const DeflateOffer &limits,
                                               std::string &response)
{
    for (const Extension &extension : deflateIn(request)) {
        const auto offer = offerFrom(extension);
        if (!offer)
            continue;
        DeflateParameters agreed;
        agreed.serverNoContextTakeover =
            offer->serverNoContextTakeover || limits.serverNoContextTakeover;
        agreed.clientNoContextTakeover =
            offer->clientNoContextTakeover || limits.clientNoContextTakeover;
        agreed.serverMaxWindowBits = std::min(offer->serverMaxWindowBits.value_or(15),
                                              limits.serverMaxWindowBits.value_or(15));
        if (offer->clientMaxWindowBits)
            agreed.clientMaxWindowBits = std::min(offer->clientMaxWindowBitsValue.value_or(15),
                                                  limits.clientMaxWindowBitsValue.value_or(15));
        DeflateOffer answer{agreed.serverNoContextTakeover, agreed.clientNoContextTakeover,
                            std::nullopt, false, std::nullopt};
        if (offer->serverMaxWindowBits || agreed.serverMaxWindowBits < 15)
            answer.serverMaxWindowBits = agreed.serverMaxWindowBits;
        if (agreed.clientMaxWindowBits < 15)
            answer.clientMaxWindowBitsValue = agreed.clientMaxWindowBits;
        response = offerText(answer);
        return agreed;
    }
    return std::nullopt;
}

} // namespace ajar::wire
