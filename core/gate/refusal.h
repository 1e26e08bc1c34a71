// SPDX-License-Identifier: MIT
#pragma once

#include <asio/error_code.hpp>

#include <string>

namespace ajar::gate
{

/// Why TCP did not come about, as a clause for people. `where` is an address with its port, or a
/// path.
std::string connectText(const std::string &where, const asio::error_code &error);

} // namespace ajar::gate
