// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace ajar::gate
{

/// What went wrong in TLS, as a clause, from OpenSSL's error code (ERR_peek_error); `otherwise` if
/// that says nothing.
std::string tlsErrorText(unsigned long code, const std::string &otherwise);

} // namespace ajar::gate
