// SPDX-License-Identifier: MIT
#pragma once

#include "session/harentrytext.h"
#include "session/jsonrecord.h"
#include "session/sessionfile.h"

namespace ajar::session
{

/// What an entry of a HAR tells of its connection beside the messages.
struct ImportedHarEntry {
    NewConnection connection; ///< its id is 0 if the entry has none
    std::int64_t epoch = 0;   ///< nanoseconds since 1970 at which the session's clock was 0
    /// The entry has the states and events as Ajar recorded them, else they follow from HAR's own
    /// members and from Close frames.
    bool hasRecords = false;
    struct Told {
        std::uint64_t after = 0; ///< the number of the frame behind which it stands
        ImportedRecord record;
    };
    std::vector<Told> records;           ///< in their order
    bool opened = false;                 ///< the handshake led to a WebSocket connection
    std::string close;                   ///< event that tells `_webSocketClose`, as JSON; or empty
    std::optional<std::int64_t> closeAt; ///< nanoseconds since 1970 at which it was
    bool aborted = false;                ///< `_webSocketClose` says so
    std::string attached;                ///< name of the file that has the messages; or empty
    std::optional<LineProblem> problem;  ///< then nothing else counts
};

struct HarSource {
    std::string creator; ///< of the log, e.g. "WebInspector 537.36"
    /// When the first connection of the log began, where the session's clock is 0.
    std::optional<std::int64_t> start;
};

ImportedHarEntry importedHarEntry(const HarEntryText &text, const HarSource &source);

} // namespace ajar::session
