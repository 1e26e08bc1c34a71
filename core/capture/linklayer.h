// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <optional>

namespace ajar::capture
{

/// Whether packets of a link type (a LINKTYPE_ value) can be looked into.
bool isKnownLinkType(std::uint32_t linkType);

/// Where the IP packet begins inside a packet of that link type; nullopt: it carries none.
std::optional<wire::Bytes> ipIn(std::uint32_t linkType, wire::Bytes packet);

} // namespace ajar::capture
