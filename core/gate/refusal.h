// SPDX-License-Identifier: MIT
#pragma once

#include "wire/handshake.h"

#include <asio/error_code.hpp>

#include <string>
#include <string_view>

/// Why an opening handshake fails, in clauses for people.
namespace ajar::gate
{

/// `where` is an address with its port, or a path.
std::string connectText(const std::string &where, const asio::error_code &error);

/// What is wrong with a complete answer.
std::string responseText(const wire::ResponseCheck &check, const wire::HttpHead &head);

/// What bytes that are no HTTP look like, as the end of a sentence; empty if nothing is known.
std::string guessText(std::string_view bytes);

} // namespace ajar::gate
