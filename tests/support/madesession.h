// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"

#include <QString>

#include <cstdint>

namespace ajar::support
{

struct MadeOptions {
    std::uint64_t frames = 1000; ///< in all connections together, the Close frames among them
    std::uint32_t connections = 1;
    std::uint64_t seed = 1;
};

/// Needs at least this many frames for each connection.
constexpr std::uint64_t fewestFrames = 16;

/// Writes a session as a busy feed leaves it, through the Recorder: quotes in JSON of 64 to 200
/// bytes, commands to the server, binaries, pings and pongs, messages in fragments, at times a
/// pause, and how each connection opened and ended. The same options give the same records.
///
/// What a test may count on: frames are numbered 1, 2, 3… in each connection; the n-th frame's text
/// holds `"n":n`, with n in decimal; one quote in 5000 is of the type "liquidation"; the first
/// connection ends with a Close of the peer, 1001 "going away", its answer, and FIN.
session::Error makeSession(const QString &path, const MadeOptions &options);

} // namespace ajar::support
