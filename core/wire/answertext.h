// SPDX-License-Identifier: MIT
#pragma once

#include "wire/handshake.h"

#include <string>
#include <string_view>

/// Why an opening handshake fails, in clauses for people.
namespace ajar::wire
{

/// What is wrong with a complete answer; empty if nothing is.
std::string responseText(const ResponseCheck &check, const HttpHead &head);

/// What bytes that are no HTTP look like, as the end of a sentence; empty if nothing is known.
std::string guessText(std::string_view bytes);

} // namespace ajar::wire
