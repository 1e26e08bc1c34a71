// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <array>
#include <compare>
#include <string>
#include <variant>

namespace ajar::capture
{

/// One end of a TCP connection.
struct Endpoint {
    std::array<std::uint8_t, 16> address{}; ///< of IPv4 the first 4 bytes
    bool isIpv6 = false;
    std::uint16_t port = 0;
    auto operator<=>(const Endpoint &) const = default;
};
/// The address in figures (RFC 5952), without the port.
std::string addressText(const Endpoint &endpoint);
/// "192.0.2.1:80", "[2001:db8::1]:80"
std::string endpointText(const Endpoint &endpoint);

/// A TCP segment (RFC 9293 3.1) as it was captured.
struct Segment {
    Endpoint from;
    Endpoint to;
    std::uint32_t number = 0;
    std::uint32_t acknowledged = 0;
    bool fin = false, syn = false, reset = false, ack = false;
    wire::Bytes payload;      ///< what the capture has of it
    std::uint32_t length = 0; ///< bytes of payload on the network
    bool decrypted = false;   ///< the payload was inside TLS there
};

/// Why a packet has no segment that can be used.
enum class NoSegment : std::uint8_t {
    NotTcp,
    Fragment, ///< IP has cut it in pieces
    CutShort, ///< the capture has too little of it
    Broken,   ///< lengths that can't be
};

std::variant<Segment, NoSegment> segmentIn(wire::Bytes ip);

} // namespace ajar::capture
