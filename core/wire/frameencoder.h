// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <vector>

namespace ajar::wire
{

/// A header for a well-formed frame: the length in its shortest form; masked with `maskKey` if
/// given.
FrameHeader makeHeader(Opcode opcode, std::uint64_t length, bool fin = true,
                       const std::array<std::uint8_t, 4> *maskKey = nullptr);

/// Writes the header's bytes (2 to 14, as header.size() says) and returns how many (RFC 6455 5.2).
/// A length that does not fit the form is cut to the form's width.
std::size_t encodeHeader(const FrameHeader &header, std::span<std::uint8_t, 14> out);

/// Appends header and payload to `out`; the payload (given unmasked) is masked if the header says
/// so. header.length may differ from payload.size(): the header is written as it stands.
void appendFrame(std::vector<std::uint8_t> &out, const FrameHeader &header, Bytes payload);

} // namespace ajar::wire
