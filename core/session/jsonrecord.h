// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"
#include "session/lineproblem.h"
#include "session/reader.h"

namespace ajar::session
{

/// A state, event or outcome; its JSON object is the payload.
struct DetailsRecord {
    Kind kind = Kind::Event;
    closing::Time t = 0;
};

/// One record as its line in a JSON Lines export has it.
struct ImportedRecord {
    std::uint32_t connection = 0;
    /// It did not fit its checksum when it was exported; then what it says may be anything.
    bool damaged = false;
    std::variant<closing::FrameRecord, closing::OpaqueRecord, DetailsRecord> record;
    std::string payload; ///< all of it, whatever payloadOffset says

    // Where these stand in the line
    std::size_t connectionAt = 0;
    std::size_t timeAt = 0;
    std::size_t numberAt = 0; ///< of a frame

    closing::Time t() const
    {
        return std::visit([](const auto &one) { return one.t; }, record);
    }
};

/// The record that a mark is on.
struct RecordPlace {
    std::uint32_t connection = 0;
    closing::Time t = 0;
    std::optional<std::uint64_t> number; ///< of a frame

    static RecordPlace of(const ImportedRecord &record);
};

/// A mark on the record whose line stands before.
struct ImportedMark {
    RecordPlace place;
    Mark mark;

    // Where these stand in the line
    std::size_t connectionAt = 0;
    std::size_t timeAt = 0;
    std::size_t numberAt = 0; ///< where it is missing: of the line

    /// Why it can't be a mark on the record of the line before; nullopt there: there is none.
    std::optional<LineProblem> check(const std::optional<RecordPlace> &before) const;
};

struct ImportedLine {
    /// nullopt: it is a mark, or all that it says follows from other lines.
    std::optional<ImportedRecord> record;
    std::optional<ImportedMark> mark;
    std::string unknownMember;          ///< the first that is not kept, quoted; empty: none
    std::optional<LineProblem> problem; ///< then there is no record
};

/// Reads one line behind the header, without its end. The line is hostile.
ImportedLine importedLine(std::string_view line);

} // namespace ajar::session
