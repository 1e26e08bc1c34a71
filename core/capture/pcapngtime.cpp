// SPDX-License-Identifier: MIT
#include "capture/pcapngreader.h"

#include <algorithm>
#include <limits>

namespace ajar::capture
{

namespace
{

constexpr std::uint64_t second = 1'000'000'000;
/// Half of what fits, so that times can be subtracted and added.
constexpr std::uint64_t mostSeconds = std::numeric_limits<std::int64_t>::max() / second / 2;

struct Time {
    std::uint64_t seconds = 0;
    std::uint64_t nanoseconds = 0;
};

Time decimal(std::uint64_t units, int digits)
{
    std::uint64_t unitsInSecond = 1;
    for (int i = 0; i < digits; ++i) {
        // Finer than 64 bits can tell: all of it is less than a second.
        if (unitsInSecond > std::numeric_limits<std::uint64_t>::max() / 10)
            return {};
        unitsInSecond *= 10;
    }
    const std::uint64_t rest = units % unitsInSecond;
    return {units / unitsInSecond, unitsInSecond >= second ? rest / (unitsInSecond / second)
                                                           : rest * (second / unitsInSecond)};
}

Time binary(std::uint64_t units, int bits)
{
    constexpr int most = 34; // so that the product below fits 64 bits
    if (bits >= 64)
        return {};
    std::uint64_t rest = units & ((std::uint64_t{1} << bits) - 1);
    const std::uint64_t seconds = units >> bits;
    if (bits > most) {
        rest >>= bits - most;
        bits = most;
    }
    return {seconds, rest * second >> bits};
}

} // namespace

std::int64_t nanosecondsOf(std::uint64_t units, std::uint8_t resolution, std::int64_t offsetSeconds)
{
    const int exponent = resolution & 0x7F;
    const Time time = resolution & 0x80 ? binary(units, exponent) : decimal(units, exponent);
    const auto limit = static_cast<std::int64_t>(mostSeconds);
    const auto seconds = static_cast<std::int64_t>(std::min(time.seconds, mostSeconds)) +
                         std::clamp(offsetSeconds, -limit, limit);
    return std::clamp<std::int64_t>(seconds, 0, limit) * static_cast<std::int64_t>(second) +
           static_cast<std::int64_t>(time.nanoseconds);
}

} // namespace ajar::capture
