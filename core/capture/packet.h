// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <string>

namespace ajar::capture
{

/// One packet as a capture file has it.
struct Packet {
    std::uint64_t offset = 0;     ///< of its record in the file
    std::uint32_t linkType = 0;   ///< a LINKTYPE_ value
    bool hasTime = true;          ///< a simple packet block has none
    std::int64_t nanoseconds = 0; ///< since 1970-01-01 UTC
    wire::Bytes bytes;            ///< what was kept of it; valid until the next one
    std::uint32_t length = 0;     ///< bytes that it had on the network
};

/// What can't be read of a file, and where.
struct Problem {
    std::uint64_t offset = 0;
    std::string text;       ///< a clause
    bool endsEarly = false; ///< the file ends where there should be more
    bool canGoOn = false;   ///< what is behind it can be read
};

} // namespace ajar::capture
