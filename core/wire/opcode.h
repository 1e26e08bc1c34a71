// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace ajar::wire
{

/// The opcode of a frame (RFC 6455 5.2). Any value 0 to 15 may stand here: 3 to 7 and 11 to 15 are
/// reserved, and a decoder passes them on.
enum class Opcode : std::uint8_t {
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
};

/// Control frames are opcodes 8 to 15, the reserved ones included (RFC 6455 5.5).
constexpr bool isControl(Opcode opcode)
{
    return static_cast<std::uint8_t>(opcode) >= 0x8;
}

constexpr bool isReserved(Opcode opcode)
{
    const auto value = static_cast<std::uint8_t>(opcode);
    return (value >= 0x3 && value <= 0x7) || value >= 0xB;
}

/// Which end of a connection sent something (RFC 6455 1.2): a client masks, a server does not.
enum class Role : std::uint8_t { Client, Server };

} // namespace ajar::wire
