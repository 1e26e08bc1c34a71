// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commands/output.h"
#include "link/clientlink.h"

#include <QString>

#include <chrono>
#include <optional>
#include <variant>
#include <vector>

namespace ajar::app
{

/// What `ajar record` was asked to do.
struct RecordPlan {
    link::ClientOptions client;
    gate::Policy policy;
    QString file; ///< empty: a new one in the sessions folder
    bool overwrite = false;
    QString continueIn; ///< where to go on when the file is lost or its disk full; empty: nowhere
    std::optional<quint64> minFree; ///< bytes; less on the disk: recording stops
    /// What is sent once the connection is open, in this order: texts and raw frames.
    std::vector<std::variant<QString, wire::RawFrame>> messages;
    std::optional<std::chrono::nanoseconds> closeAfter; ///< zero: at once after what is sent
    std::optional<std::chrono::nanoseconds> recordFor;  ///< from the start; then our Close goes out
    std::optional<quint16> closeCode = 1000;            ///< nullopt: an empty Close
    QString closeReason;
    OutputStyle style = OutputStyle::Text;
};

/// Connects, prints and records until the connection has ended; needs a QCoreApplication, whose
/// event loop it runs. Returns an ExitCode. The first interrupt sends Close 1001, the second resets
/// TCP.
int runRecord(const RecordPlan &plan);

/// Where sessions without a name of their own go: a new path in the sessions folder, which is made.
QString newSessionPath();

} // namespace ajar::app
