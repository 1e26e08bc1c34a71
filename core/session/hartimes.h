// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ajar::session
{

/// A message's time in nanoseconds since 1970. Chrome and most others write seconds, Playwright
/// milliseconds: what is above 1e11 is taken as the latter. Figures beyond nanoseconds are cut.
std::optional<std::int64_t> timeFromHarNumber(std::string_view number);

/// "startedDateTime" in nanoseconds since 1970: ISO 8601 with Z, an offset, or none, which then is
/// UTC.
std::optional<std::int64_t> timeFromHarDate(std::string_view text);

/// A duration in milliseconds, as nanoseconds; nullopt for -1, which is HAR's "does not apply", and
/// for what can't be one.
std::optional<std::int64_t> durationFromHarNumber(std::string_view number);

} // namespace ajar::session
