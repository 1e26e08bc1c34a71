// SPDX-License-Identifier: MIT
#pragma once

#include "session/jsonrecord.h"

namespace ajar::session
{

/// One element of a HAR entry's `_webSocketMessages`. What HAR does not say is not made up: without
/// `_ajar` a message is one frame without a mask.
struct ImportedHarMessage {
    ImportedRecord record;                ///< a frame, or an event for an error; without its time
    std::optional<std::int64_t> wallTime; ///< nanoseconds since 1970; nullopt: the HAR says -1
    std::uint64_t number = 0;             ///< of the frame in the session that was exported; or 0
    bool fragmented = false; ///< it was several frames, whose borders are not in the HAR
    bool inflated = false;   ///< it was compressed, and its bytes on the wire are not in the HAR
    std::optional<LineProblem> problem; ///< then nothing else counts
};

/// `at` is where the text begins in its file, for problems. The text is hostile.
ImportedHarMessage importedHarMessage(std::string_view text, std::size_t at);

} // namespace ajar::session
