// SPDX-License-Identifier: MIT
#pragma once

#include "wire/finding.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ajar::closing
{

/// The code with which RFC 6455 fails a connection for what was found (7.1.7, 7.4.1); nullopt if it
/// does not.
std::optional<std::uint16_t> failureCode(wire::FindingSet findings);

/// The findings' ids, joined by commas.
std::string idsOf(wire::FindingSet findings);

} // namespace ajar::closing
