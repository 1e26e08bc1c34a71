// SPDX-License-Identifier: MIT
#pragma once

#include "capture/byteinput.h"
#include "capture/conversations.h"
#include "capture/packet.h"

#include <functional>
#include <map>
#include <optional>

namespace ajar::capture
{

struct CaptureOptions {
    bool keepGoing = false; ///< take what stands before a fault, and behind it if that can be read
    /// Asked now and then; false ends the reading.
    std::function<bool(std::uint64_t offset)> goOn{};
    /// Each fault that was passed over.
    std::function<void(const Problem &)> leftOut{};
};

struct CaptureReport {
    std::optional<Problem> problem; ///< why it ended early
    bool stopped = false;           ///< by goOn
    std::uint64_t packets = 0;
    std::uint64_t leftOut = 0; ///< faults, with keepGoing
    CaptureCounts counts;
    /// What was passed over and why, and what the capture lacks: clauses for people.
    std::vector<std::string> notes;
};

/// Reads a capture file of either format, whose bytes are hostile, and gives its WebSocket
/// connections to the sink. It needs memory for what waits behind holes and for each connection,
/// within the limits of Conversations, and not for what has been read.
CaptureReport readCapture(ByteInput &input, CaptureSink &sink, const CaptureOptions &options);

} // namespace ajar::capture
