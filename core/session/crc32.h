// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

namespace ajar::session
{

/// CRC-32 as in zlib and gzip (ISO 3309, reflected, 0xEDB88320); the checksum of nothing is 0. Made
/// for rows, most of which are shorter than what zlib's is fast for, and for payloads, which the
/// processor's carry-less multiplication sums where it has one. Any thread.
std::uint32_t crc32Of(const void *data, std::size_t size);

} // namespace ajar::session
