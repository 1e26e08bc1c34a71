// SPDX-License-Identifier: MIT
#pragma once

#include "library/summary.h"

#include <QHash>

#include <functional>

namespace ajar::library
{

/// What has been read and need not be read again while the files' times and sizes stay.
class KnownSessions
{
public:
    /// The summary of a file, read if it is new or has changed. nullopt: it has vanished.
    std::optional<Summary> summary(const QString &path, const std::atomic_bool *cancelled);
    /// Forgets what is not among these.
    void keepOnly(const QStringList &paths);

private:
    struct Stamp {
        qint64 size = 0, modified = 0, logSize = 0, logModified = 0;
        bool operator==(const Stamp &) const = default;
    };
    static Stamp stampOf(const QString &path);

    struct Known {
        Stamp stamp;
        Summary summary;
    };
    QHash<QString, Known> m_known;
};

/// Reads each *.ajar file of a folder, the one changed last first, and hands it on as it is read,
/// with how many there are in all. The fault, if any, is the folder's: NotFound, NoPermission,
/// NotAFile, or Cancelled.
session::Error listSessions(const QString &folder, KnownSessions &known,
                            const std::atomic_bool *cancelled,
                            const std::function<void(Summary summary, int of)> &found);

} // namespace ajar::library
