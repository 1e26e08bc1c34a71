// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"

#include <QStringList>
#include <QVector>

#include <atomic>
#include <functional>

namespace ajar::session
{

struct SalvageOptions {
    bool overwrite = false; ///< replace an existing session file, once the new one is complete
    /// Pages looked at, then records written, of how many.
    std::function<void(quint64 done, quint64 total)> progress{};
    const std::atomic_bool *cancelled = nullptr;
};

struct SalvageReport {
    Error error;     ///< then there is no new file
    QString problem; ///< why the file does not open as it is; empty: it opens

    struct Missing {
        quint64 first = 0; ///< sequence numbers
        quint64 last = 0;
        quint64 frames = 0; ///< those among them that were frames
    };
    struct Connection {
        quint32 id = 0;
        QString url;
        bool described = true; ///< false: its own row is lost, so its URL is not known
        quint64 records = 0;   ///< that came through whole
        quint64 damaged = 0;   ///< whose payload is lost or cut: in the new file, marked as damaged
        quint64 missing = 0;   ///< known from the numbers of those around them
        QVector<Missing> gaps; ///< the first of them
        bool ended = false;    ///< its outcome is there
    };
    QVector<Connection> connections;

    quint64 pageSize = 0;
    quint64 pages = 0;           ///< looked at, those in the log too
    quint64 damagedPages = 0;    ///< of which nothing can be told
    quint64 missingPages = 0;    ///< that the file should have and has not
    quint64 unreadableBytes = 0; ///< that the disk did not give
    bool logIsMissing = false;   ///< the -wal, with what was recorded last

    /// Nothing is known to be lost.
    bool complete() const;
};

/// Makes a new session of what is good in a damaged one, which is only copied and read. It goes by
/// the pages of the file and of the log beside it and needs none of SQLite's own structures but the
/// rows: each is taken if its checksums hold, so what is stale or wrong does no harm. Where records
/// are missing stands an event `gap`.
SalvageReport salvage(const QString &source, const QString &target, const SalvageOptions &options);

} // namespace ajar::session
