// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

/// Numbers in bytes. The callers have checked that there are enough.
namespace ajar::capture
{

/// In the order of the network.
inline std::uint16_t be16(wire::Bytes bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

inline std::uint32_t be32(wire::Bytes bytes, std::size_t at)
{
    return std::uint32_t{be16(bytes, at)} << 16 | be16(bytes, at + 2);
}

/// In the order of whoever wrote a file.
struct ByteOrder {
    bool big = false;

    std::uint16_t u16(wire::Bytes bytes, std::size_t at) const
    {
        return big ? be16(bytes, at) : static_cast<std::uint16_t>(bytes[at + 1] << 8 | bytes[at]);
    }
    std::uint32_t u32(wire::Bytes bytes, std::size_t at) const
    {
        const std::uint32_t first = u16(bytes, at);
        const std::uint32_t second = u16(bytes, at + 2);
        return big ? first << 16 | second : second << 16 | first;
    }
    std::uint64_t u64(wire::Bytes bytes, std::size_t at) const
    {
        const std::uint64_t first = u32(bytes, at);
        const std::uint64_t second = u32(bytes, at + 4);
        return big ? first << 32 | second : second << 32 | first;
    }
};

} // namespace ajar::capture
