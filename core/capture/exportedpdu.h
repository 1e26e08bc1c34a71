// SPDX-License-Identifier: MIT
#pragma once

#include "capture/segment.h"

#include <map>
#include <optional>
#include <utility>

namespace ajar::capture
{

/// Reads what Wireshark writes when it exports the content of protocols (LINKTYPE_WIRESHARK_UPPER_
/// PDU), which is how a decrypted TLS stream leaves it: pieces of streams with the ends that they
/// went between, in their order and without TCP. They become segments, numbered one after another.
class ExportedPdus
{
public:
    static constexpr std::uint32_t linkType = 252;

    /// `length`: the packet's before it was cut short. nullopt: not of a TCP connection.
    std::optional<Segment> segmentIn(wire::Bytes packet, std::uint32_t length);

private:
    std::map<std::pair<Endpoint, Endpoint>, std::uint32_t> m_next; ///< numbers, by from and to
};

} // namespace ajar::capture
