// SPDX-License-Identifier: MIT
#pragma once

#include "wire/extension.h"
#include "wire/finding.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ajar::wire
{

/// What both ends agreed about permessage-deflate (RFC 7692 7.1).
struct DeflateParameters {
    bool serverNoContextTakeover = false;
    bool clientNoContextTakeover = false;
    std::uint8_t serverMaxWindowBits = 15;
    std::uint8_t clientMaxWindowBits = 15;
    bool operator==(const DeflateParameters &) const = default;
};

/// What a client offers, or what a server agrees to at most.
struct DeflateOffer {
    bool serverNoContextTakeover = false;
    bool clientNoContextTakeover = false;
    std::optional<std::uint8_t> serverMaxWindowBits;
    bool clientMaxWindowBits = true; ///< the server may limit the client's window
    std::optional<std::uint8_t> clientMaxWindowBitsValue; ///< and it will not be above this
    bool operator==(const DeflateOffer &) const = default;
};

/// The field's value: "permessage-deflate; client_max_window_bits".
std::string offerText(const DeflateOffer &offer);

/// Reads one offer; nullopt if a server must decline it (RFC 7692 7.1): a parameter that is
/// unknown, comes twice or has no fitting value.
std::optional<DeflateOffer> offerFrom(const Extension &extension);

/// What a server's answer says about permessage-deflate.
struct DeflateAnswer {
    std::optional<DeflateParameters> parameters; ///< nullopt: no compression, or it can't be agreed
    FindingSet findings;
    std::string problem; ///< why the connection has to fail (RFC 7692 7.1); empty: it need not
};

/// Checks the answer's Sec-WebSocket-Extensions against the request's, both as whole values; empty:
/// the field is absent. Extensions other than permessage-deflate are left to checkResponse().
DeflateAnswer checkDeflateAnswer(std::string_view response, std::string_view request);

/// A server's choice: the first offer in the request's value that it can accept, within `limits`;
/// `response` gets the field's value. nullopt: no compression.
std::optional<DeflateParameters> acceptDeflate(std::string_view request, const DeflateOffer &limits,
                                               std::string &response);

} // namespace ajar::wire
