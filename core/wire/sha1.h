// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ajar::wire
{

/// SHA-1 (FIPS 180-4), for Sec-WebSocket-Accept only, which the RFC fixes to it; no security rests
/// on it.
std::array<std::uint8_t, 20> sha1(std::string_view data);

} // namespace ajar::wire
