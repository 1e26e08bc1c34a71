// SPDX-License-Identifier: MIT
#pragma once

#include "closing/findingnote.h"
#include "session/reader.h"

#include <array>
#include <atomic>
#include <functional>

namespace ajar::session
{

struct FindingsOptions {
    bool strict = false;     ///< also the rules that implementers read differently
    qsizetype most = 10'000; ///< notes that are kept; all are counted
    std::function<void(quint64 done, quint64 total)> progress; ///< records
    const std::atomic_bool *cancelled = nullptr;
};

/// What broke rules in one connection.
struct Findings {
    QVector<closing::FindingNote> notes; ///< in the order in which they showed
    std::array<quint64, wire::findingCount> counts{};
    bool complete = true; ///< false: it was cancelled, or the file could not be read to its end
};

/// Checks a connection of a session file against the rules, whoever recorded it: what its frames
/// say of themselves, and what follows from all records together, is looked at anew; what the
/// recorder has noted adds the words that it alone knew. Reads every record once.
Findings findingsOf(Reader &reader, const StoredConnection &connection,
                    const FindingsOptions &options = {});

/// Whether the session's clients wait before they connect again (RFC 6455 7.2.3); by connection.
QVector<std::pair<quint32, closing::FindingNote>> reconnectFindings(Reader &reader);

} // namespace ajar::session
