// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ajar::wire
{

constexpr std::size_t maxControlPayload = 125; ///< RFC 6455 5.5
constexpr std::size_t maxReasonBytes = 123;    ///< what a code leaves of a control payload

/// The body of a Close frame (RFC 6455 5.5.1). Without a code the body was empty (or one byte: see
/// findings). The reason is kept as the bytes that came, valid UTF-8 or not.
struct CloseBody {
    std::optional<std::uint16_t> code;
    std::string reason;
    FindingSet findings;
    bool operator==(const CloseBody &) const = default;
};

CloseBody parseCloseBody(Bytes payload);

/// Code in network order, then the reason; nothing at all without a code. The reason is cut at
/// maxReasonBytes, on a character's edge.
std::vector<std::uint8_t> encodeCloseBody(std::optional<std::uint16_t> code,
                                          std::string_view reason);

/// The name of a registered code, e.g. 1001 "going away" (RFC 6455 7.4.1, IANA); empty if none.
std::string_view closeCodeName(std::uint16_t code);

/// What the code alone violates (RFC 6455 7.4): empty for one that may be sent.
FindingSet closeCodeFindings(std::uint16_t code);

/// True for codes that an endpoint may put on the wire.
inline bool isSendableCloseCode(std::uint16_t code)
{
    return closeCodeFindings(code).empty();
}

} // namespace ajar::wire
