// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"

#include <optional>
#include <string>

namespace ajar::closing
{

/// A rule that was broken, by whom and where.
struct FindingNote {
    wire::Finding finding = wire::Finding::DataAfterClose;
    std::optional<Direction> direction; ///< of the side that broke it; nullopt: neither, or both
    std::uint64_t frame = 0;            ///< 0: the connection as a whole
    std::string text;                   ///< one clause; empty: the rule says enough
    Time t = 0;                         ///< when it showed
    bool operator==(const FindingNote &) const = default;
};

/// What the event `finding` of a session says: "finding" (the rule's id), "level", "section", and
/// where they are known "text", "direction", "frame".
Attributes attributesOf(const FindingNote &note);
/// The reverse; nullopt if the event is none, or its rule is not known here.
std::optional<FindingNote> findingNoteOf(const EventRecord &event);

} // namespace ajar::closing
