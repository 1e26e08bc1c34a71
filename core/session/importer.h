// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"

#include <QStringList>

#include <atomic>
#include <functional>

class QIODevice;

namespace ajar::session
{

struct ImportOptions {
    bool overwrite = false; ///< replace an existing session file, once the import is complete
    /// Leave out lines (of a HAR messages or entries, of a capture blocks) that can't be taken, and
    /// go on behind them.
    bool keepGoing = false;
    /// Bytes; what is longer can't be taken. A payload of 64 MiB fits, each byte an escape.
    std::size_t longestLine = std::size_t{512} << 20;
    /// Each line that was left out.
    std::function<void(const Error &why)> leftOut{};
    /// Bytes read, of how many; 0 if that can't be told.
    std::function<void(quint64 done, quint64 total)> progress{};
    const std::atomic_bool *cancelled = nullptr;
};

struct ImportReport {
    Error error; ///< then there is no new file
    quint64 connections = 0;
    quint64 records = 0;
    /// Those among them that were damaged when they were exported: they are marked so again.
    quint64 damaged = 0;
    quint64 leftOut = 0;                          ///< with ImportOptions::keepGoing
    QString leftOutWhat = QStringLiteral("line"); ///< one of those
    quint64 otherEntries = 0; ///< of a HAR: those that are no WebSocket connection
    QStringList notes;        ///< sentences about what the format could not tell
    /// Lines with members that this version does not know and does not keep, and the first one.
    quint64 withUnknownMembers = 0;
    QString firstUnknownMember; ///< line 7, "colour"
};

/// Makes a session file of a JSON Lines export, as lines or as a JSON sequence (RFC 7464), or of a
/// HAR, or of a capture of packets, pcapng or pcap; what it is follows from its beginning. The
/// input is hostile. Exporting the new file of an export as JSON Lines with its secrets gives the
/// same lines. `name` stands for the input in messages, which say line and column, both from 1,
/// columns in bytes, or the offset. The file is written beside `target`, mode 0600, and renamed
/// into place when it is complete: a fault leaves what was there.
ImportReport importToFile(QIODevice &device, const QString &name, const QString &target,
                          const ImportOptions &options);

} // namespace ajar::session
