// SPDX-License-Identifier: MIT
#include "library/listing.h"

#include "session/files.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace ajar::library
{

namespace
{

session::Error checkFolder(const QString &folder)
{
    const QFileInfo info(folder);
    if (!info.exists())
        return {session::Fault::NotFound, folder, {}};
    if (!info.isDir())
        return {session::Fault::NotAFile, folder, {}};
    return ::faccessat(AT_FDCWD, QFile::encodeName(folder).constData(), R_OK | X_OK, AT_EACCESS) ==
                   0
               ? session::Error{}
               : session::systemError(errno, folder);
}

} // namespace

KnownSessions::Stamp KnownSessions::stampOf(const QString &path)
{
    const QFileInfo file(path);
    const QFileInfo log(path + QLatin1String("-wal"));
    const auto modified = [](const QFileInfo &info) {
        return info.exists() ? info.lastModified().toMSecsSinceEpoch() : 0;
    };
    return {file.size(), modified(file), log.size(), modified(log)};
}

std::optional<Summary> KnownSessions::summary(const QString &path,
                                              const std::atomic_bool *cancelled)
{
    const Stamp stamp = stampOf(path);
    const auto found = m_known.constFind(path);
    if (found != m_known.constEnd() && found->stamp == stamp)
        return found->summary;
    Summary summary = summaryOf(path, cancelled);
    if (summary.error.fault == session::Fault::NotFound)
        return std::nullopt;
    // A recording's process may end without a trace in the file, and a busy file be free again.
    const bool mayChange = summary.ending == Ending::Recording ||
                           summary.error.fault == session::Fault::Busy || (cancelled && *cancelled);
    if (mayChange)
        m_known.remove(path);
    else
        m_known.insert(path, {stamp, summary});
    return summary;
}

void KnownSessions::keepOnly(const QStringList &paths)
{
    const QSet<QString> kept(paths.begin(), paths.end());
    m_known.removeIf([&](const auto &known) { return !kept.contains(known.key()); });
}

session::Error listSessions(const QString &folder, KnownSessions &known,
                            const std::atomic_bool *cancelled,
                            const std::function<void(Summary summary, int of)> &found)
{
    if (session::Error error = checkFolder(folder))
        return error;
    const QFileInfoList files = QDir(folder).entryInfoList(
        {QStringLiteral("*.ajar")}, QDir::Files | QDir::System | QDir::NoDotAndDotDot, QDir::Time);
    QStringList paths;
    for (const QFileInfo &file : files)
        paths.append(file.filePath());
    known.keepOnly(paths);
    for (const QString &path : std::as_const(paths)) {
        if (cancelled && *cancelled)
            return {session::Fault::Cancelled, folder, {}};
        if (auto summary = known.summary(path, cancelled))
            found(std::move(*summary), static_cast<int>(paths.size()));
    }
    return {};
}

} // namespace ajar::library
