// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <atomic>
#include <chrono>
#include <string>

namespace ajar::session
{

/// Why the content of a frame, or the part of it that was asked for, is not all there.
enum class ContentFault : quint8 {
    None,
    Unfinished, ///< the effort ended first: asking again for the same part goes on there
    Invalid,    ///< no DEFLATE, or the context was lost in an earlier message
    TooLarge,   ///< the message inflates to more than the limit
    TooFar,     ///< more than the effort's detour lies before it
    Missing,    ///< the file has no such frame
};

/// What a frame carries to the application, or a part of that: its payload, or what a compressed
/// payload adds to its message (RFC 7692 6.2).
struct Content {
    QByteArray bytes{}; ///< what there is of the part asked for, also with a fault
    quint64 size = 0;   ///< of the whole content, as recorded
    bool compressed = false;
    ContentFault fault = ContentFault::None;
    quint64 limit = 0;        ///< the one that TooLarge and TooFar speak of, in bytes
    std::string detail;       ///< Invalid: why, a clause. With None: why the message ends oddly
    bool assumed = false;     ///< no agreement is recorded: a window that lasts was assumed
    quint64 damagedFrame = 0; ///< an earlier frame whose record is damaged and matters here
    bool sizeDiffers = false; ///< it inflates to `inflatedSize`, not to what was recorded
    quint64 inflatedSize = 0; ///< known at its end
};

/// What is to be said of a content besides its bytes, in plain clauses joined by semicolons; empty
/// if all is well.
QString contentNote(const Content &content);

/// How much work a part of a content may cost.
struct Effort {
    std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
    const std::atomic_bool *cancelled = nullptr;
    /// Bytes, compressed and inflated, and 64 for each frame, that may be passed before the part
    /// begins. The default reaches every message from the context before it in a file of ours:
    /// contexts are a MiB of compressed bytes apart, which inflates to a GiB at most.
    quint64 detour = 2ull << 30;
};

} // namespace ajar::session
