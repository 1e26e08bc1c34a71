// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ajar::session
{

/// "1.234567890" or "1.5e-3" as nanoseconds, exactly: up to nine decimals that count.
std::optional<closing::Time> timeFromSeconds(std::string_view number);

/// "2023-11-14T22:13:20.123456789Z" as nanoseconds since 1970, with none to nine decimals.
std::optional<std::int64_t> timeFromDate(std::string_view text);
/// The same back, always with nine decimals.
std::string dateFromTime(std::int64_t nanoseconds);

} // namespace ajar::session
