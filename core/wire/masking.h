// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

namespace ajar::wire
{

/// XORs `data` with the key in place (RFC 6455 5.3); `offset` is the position of data[0] in the
/// payload. The same call masks and unmasks.
void applyMask(std::span<std::uint8_t> data, const std::array<std::uint8_t, 4> &key,
               std::uint64_t offset = 0);

} // namespace ajar::wire
