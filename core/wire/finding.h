// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ajar::wire
{

/// A departure from the RFC that shows in one frame's bytes. The names are those of findingId().
enum class Finding : std::uint8_t {
    RsvNotNegotiated,
    OpcodeReserved,
    ControlFragmented,
    ControlLength,
    LengthNotMinimal,
    LengthHighBit,
    FrameTooLarge,
    ClientUnmasked,
    ServerMasked,
    ContinuationAlone,
    MessageInterrupted,
    TextUtf8,
    MessageTooLarge,
    FrameTruncated,
    CloseBodyLength,
    CloseReasonUtf8,
    CloseCodeNeverSent,
    CloseCodeBelow1000,
    CloseCodeReserved,
    CloseCodeUnassigned,
    CloseCodeUndefined,
    DataAfterClose,
    CloseTwice,
};
constexpr int findingCount = static_cast<int>(Finding::CloseTwice) + 1;

/// The stable id that files, exports and the command line use, e.g. "rsv-not-negotiated".
std::string_view findingId(Finding finding);
std::optional<Finding> findingFromId(std::string_view id);

/// The section that the finding is about, e.g. "RFC 6455 5.2".
std::string_view findingSection(Finding finding);

/// A small set of findings; its bits are what the session file stores.
class FindingSet
{
public:
    constexpr FindingSet() = default;
    constexpr explicit FindingSet(std::uint64_t bits)
        : m_bits(bits)
    {
    }
    constexpr void add(Finding finding) { m_bits |= std::uint64_t{1} << static_cast<int>(finding); }
    constexpr void add(FindingSet other) { m_bits |= other.m_bits; }
    constexpr bool has(Finding finding) const { return (m_bits >> static_cast<int>(finding)) & 1U; }
    constexpr bool empty() const { return m_bits == 0; }
    constexpr std::uint64_t bits() const { return m_bits; }
    constexpr bool operator==(const FindingSet &) const = default;

private:
    std::uint64_t m_bits = 0;
};

} // namespace ajar::wire
