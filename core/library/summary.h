// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"
#include "session/error.h"

#include <QStringList>

#include <atomic>
#include <optional>

namespace ajar::library
{

/// How a session ended, all its connections together.
enum class Ending : quint8 {
    Recording,  ///< it goes on, in this process or another one
    Incomplete, ///< the recording broke off
    LeftOpen,   ///< it ended in order while a connection was still up
    Aborted,    ///< at least one connection was: what applications see as 1006
    Refused,    ///< at least one opening handshake failed, and none was aborted
    Closed,     ///< every connection was closed cleanly
    Empty,      ///< it has no connection
    Unreadable, ///< `error` says why
};
/// A stable name: "recording", "incomplete", "left-open", "aborted", "refused", "closed", "empty",
/// "unreadable".
QLatin1String name(Ending ending);

/// What a list shows of a session, without having read it through.
struct Summary {
    QString path;
    QString name;               ///< the user's; empty: none was given
    QStringList urls;           ///< of its connections, each once, in their order; at most urlsKept
    qint64 wallNanoseconds = 0; ///< when it began, since 1970-01-01 UTC
    closing::Time duration = 0; ///< from its first connection to its last record, nanoseconds
    quint64 connections = 0;
    quint64 frames = 0;
    quint64 aborted = 0, refused = 0, closed = 0; ///< connections by their outcomes
    quint64 bytes = 0;                            ///< on the disk, with the write-ahead log
    Ending ending = Ending::Unreadable;
    /// It has more connections than were looked at, or reading them took too long: figures are
    /// lower bounds.
    bool partial = false;
    session::Error error; ///< why nothing but path, time and bytes is known

    /// The name that people know it by: theirs, or the file's without its ending.
    QString title() const;
};
constexpr int urlsKept = 50;

/// Reads what a list shows, by the ends of indexes: about a millisecond, with a bound for files
/// that were made to take longer. What can't be read is told as it is; see Summary::error. A file
/// that is not there any more has the fault NotFound.
Summary summaryOf(const QString &path, const std::atomic_bool *cancelled = nullptr);

} // namespace ajar::library
