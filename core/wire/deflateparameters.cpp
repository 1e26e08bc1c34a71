// SPDX-License-Identifier: MIT
#include "wire/deflateparameters.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace ajar::wire
{

namespace
{

constexpr std::string_view deflateName = "permessage-deflate";

enum Name : std::size_t { ServerNoTakeover, ClientNoTakeover, ServerBits, ClientBits, Unknown };
constexpr std::array<std::string_view, Unknown> names = {
    "server_no_context_takeover",
    "client_no_context_takeover",
    "server_max_window_bits",
    "client_max_window_bits",
};

/// What stands in one offer or one answer. Its faults are worded as an answer's.
struct Reading {
    std::array<bool, Unknown> present{};
    std::array<std::optional<std::uint8_t>, Unknown> bits;
    FindingSet findings;
    std::string problem; ///< the first one
};

void fail(Reading &reading, Finding finding, std::string problem)
{
    reading.findings.add(finding);
    if (reading.problem.empty())
        reading.problem = std::move(problem);
}

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

enum class Kind : std::uint8_t { Offer, Answer };

void readParameter(const ExtensionParameter &parameter, Kind kind, Reading &reading)
{
    const auto name = static_cast<std::size_t>(std::ranges::find(names, parameter.name) - //
                                               names.begin());
    if (name == Unknown)
        return fail(reading, Finding::DeflateParameters,
                    "the answer has the unknown parameter " + parameter.name);
    if (reading.present[name])
        return fail(reading, Finding::DeflateParameters,
                    "the answer has the parameter " + parameter.name + " twice");
    reading.present[name] = true;
    if (name == ServerNoTakeover || name == ClientNoTakeover) {
        if (parameter.value)
            fail(reading, Finding::DeflateParameters,
                 "the answer's " + parameter.name + " has a value");
        return;
    }
    reading.bits[name] = bitsFrom(parameter.value);
    const bool mayBeBare = kind == Kind::Offer && name == ClientBits;
    if (!reading.bits[name] && (parameter.value || !mayBeBare))
        fail(reading, Finding::DeflateWindow,
             "the answer's " + parameter.name + " is \"" + parameter.value.value_or("") +
                 "\", not 8 to 15");
}

Reading read(const Extension &extension, Kind kind)
{
    Reading reading;
    for (const ExtensionParameter &parameter : extension.parameters)
        readParameter(parameter, kind, reading);
    return reading;
}

std::optional<DeflateOffer> offerOf(const Reading &reading)
{
    if (!reading.problem.empty())
        return std::nullopt;
    return DeflateOffer{reading.present[ServerNoTakeover], reading.present[ClientNoTakeover],
                        reading.bits[ServerBits], reading.present[ClientBits],
                        reading.bits[ClientBits]};
}

/// The answer's bits are within what was offered, if both say any.
void limitBits(Reading &answer, Name name, std::optional<std::uint8_t> most)
{
    if (answer.bits[name] > most && most)
        fail(answer, Finding::DeflateWindow,
             "the answer's " + std::string(names[name]) + " is " + bitsText(*answer.bits[name]) +
                 ", over the " + bitsText(*most) + " that were offered");
}

/// One answer, as it was read, against one offer.
DeflateAnswer compare(Reading answer, const DeflateOffer &offer)
{
    limitBits(answer, ServerBits, offer.serverMaxWindowBits);
    limitBits(answer, ClientBits, offer.clientMaxWindowBitsValue);
    if (answer.present[ClientBits] && !offer.clientMaxWindowBits)
        fail(answer, Finding::DeflateWindow,
             "the answer has client_max_window_bits, which was not offered");
    // A server that accepts these says so (RFC 7692 7.1.1.1, 7.1.2.1); one that does not can still
    // be understood.
    if (offer.serverNoContextTakeover && !answer.present[ServerNoTakeover])
        answer.findings.add(Finding::DeflateParameters);
    if (offer.serverMaxWindowBits && !answer.present[ServerBits])
        answer.findings.add(Finding::DeflateWindow);
    if (!answer.problem.empty())
        return {std::nullopt, answer.findings, std::move(answer.problem)};
    DeflateParameters agreed;
    agreed.serverNoContextTakeover = answer.present[ServerNoTakeover];
    agreed.clientNoContextTakeover =
        answer.present[ClientNoTakeover] || offer.clientNoContextTakeover;
    agreed.serverMaxWindowBits = answer.bits[ServerBits].value_or(15);
    agreed.clientMaxWindowBits =
        std::min(answer.bits[ClientBits].value_or(15), offer.clientMaxWindowBitsValue.value_or(15));
    return {agreed, answer.findings, {}};
}

} // namespace

std::string offerText(const DeflateOffer &offer)
{
    Extension extension{std::string(deflateName), {}};
    const auto add = [&](std::string_view name, std::optional<std::string> value = std::nullopt) {
        extension.parameters.push_back({std::string(name), std::move(value)});
    };
    if (offer.serverNoContextTakeover)
        add(names[ServerNoTakeover]);
    if (offer.clientNoContextTakeover)
        add(names[ClientNoTakeover]);
    if (offer.serverMaxWindowBits)
        add(names[ServerBits], bitsText(*offer.serverMaxWindowBits));
    if (offer.clientMaxWindowBitsValue)
        add(names[ClientBits], bitsText(*offer.clientMaxWindowBitsValue));
    else if (offer.clientMaxWindowBits)
        add(names[ClientBits]);
    return extensionsText({extension});
}

std::optional<DeflateOffer> offerFrom(const Extension &extension)
{
    return offerOf(read(extension, Kind::Offer));
}

DeflateAnswer checkDeflateAnswer(std::string_view response, std::string_view request)
{
    const auto failed = [](Finding finding, std::string problem) {
        DeflateAnswer answer{std::nullopt, {}, std::move(problem)};
        answer.findings.add(finding);
        return answer;
    };
    if (response.empty())
        return {};
    if (!parseExtensions(response))
        return failed(Finding::ExtensionChosen,
                      "the answer's Sec-WebSocket-Extensions can't be read");
    const std::vector<Extension> chosen = deflateIn(response);
    if (chosen.empty())
        return {};
    if (chosen.size() > 1)
        return failed(Finding::ExtensionChosen, "the answer has permessage-deflate twice");
    const std::vector<Extension> offers = deflateIn(request);
    if (offers.empty())
        return failed(Finding::ExtensionChosen,
                      "the server chose permessage-deflate, which was not offered");
    // Of several offers the answer is about the first that it fits (RFC 7692 5).
    const Reading reading = read(chosen.front(), Kind::Answer);
    std::optional<DeflateAnswer> first;
    for (const Extension &offer : offers) {
        DeflateAnswer answer = compare(reading, offerFrom(offer).value_or(DeflateOffer{}));
        if (answer.parameters || !reading.problem.empty())
            return answer;
        if (!first)
            first = std::move(answer);
    }
    return *first;
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
