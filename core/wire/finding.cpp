// SPDX-License-Identifier: MIT
#include "wire/finding.h"

#include <array>

namespace ajar::wire
{

namespace
{
struct Entry {
    Finding finding;
    std::string_view id;
    std::string_view section;
};

// In the order of the enumeration, which the static_assert below holds it to.
constexpr std::array<Entry, findingCount> entries{{
    {Finding::RsvNotNegotiated, "rsv-not-negotiated", "RFC 6455 5.2"},
    {Finding::OpcodeReserved, "opcode-reserved", "RFC 6455 5.2"},
    {Finding::ControlFragmented, "control-fragmented", "RFC 6455 5.5"},
    {Finding::ControlLength, "control-length", "RFC 6455 5.5"},
    {Finding::LengthNotMinimal, "length-not-minimal", "RFC 6455 5.2"},
    {Finding::LengthHighBit, "length-high-bit", "RFC 6455 5.2"},
    {Finding::FrameTooLarge, "frame-too-large", "RFC 6455 10.4"},
    {Finding::ClientUnmasked, "client-unmasked", "RFC 6455 5.1"},
    {Finding::ServerMasked, "server-masked", "RFC 6455 5.1"},
    {Finding::ContinuationAlone, "continuation-alone", "RFC 6455 5.4"},
    {Finding::MessageInterrupted, "message-interrupted", "RFC 6455 5.4"},
    {Finding::TextUtf8, "text-utf8", "RFC 6455 8.1"},
    {Finding::MessageTooLarge, "message-too-large", "RFC 6455 10.4"},
    {Finding::FrameTruncated, "frame-truncated", "RFC 6455 5.2"},
    {Finding::CloseBodyLength, "close-body-length", "RFC 6455 5.5.1"},
    {Finding::CloseReasonUtf8, "close-reason-utf8", "RFC 6455 5.5.1"},
    {Finding::CloseCodeNeverSent, "close-code-never-sent", "RFC 6455 7.4.1"},
    {Finding::CloseCodeBelow1000, "close-code-below-1000", "RFC 6455 7.4.2"},
    {Finding::CloseCodeReserved, "close-code-1004", "RFC 6455 7.4.1"},
    {Finding::CloseCodeUnassigned, "close-code-unassigned", "RFC 6455 7.4.2"},
    {Finding::CloseCodeUndefined, "close-code-5000", "RFC 6455 7.4.2"},
    {Finding::DataAfterClose, "data-after-close", "RFC 6455 5.5.1"},
    {Finding::CloseTwice, "close-twice", "RFC 6455 5.5.1"},
}};

constexpr bool inOrder()
{
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (static_cast<std::size_t>(entries[i].finding) != i)
            return false;
    }
    return true;
}
static_assert(inOrder());
} // namespace

std::string_view findingId(Finding finding)
{
    return entries[static_cast<std::size_t>(finding)].id;
}

std::optional<Finding> findingFromId(std::string_view id)
{
    for (const Entry &entry : entries) {
        if (entry.id == id)
            return entry.finding;
    }
    return std::nullopt;
}

std::string_view findingSection(Finding finding)
{
    return entries[static_cast<std::size_t>(finding)].section;
}

} // namespace ajar::wire
