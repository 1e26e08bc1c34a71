// SPDX-License-Identifier: MIT
#include "library/removal.h"

#include "session/files.h"
#include "session/openfile.h"

#include <QFile>
#include <QFileInfo>

#include <array>

namespace ajar::library
{

namespace
{

/// What lies beside a recording that broke off belongs to it.
constexpr std::array sideFiles{QLatin1String("-wal"), QLatin1String("-shm"),
                               QLatin1String("-journal")};

session::Error checkNotInUse(const QString &path, const Openers &openers)
{
    if (const auto who = openers.of(path))
        return {session::Fault::Busy, path, QStringLiteral("%1 has it open").arg(*who)};
    const auto file = session::openForReading(path);
    if (file && file.value->isBeingRecorded)
        return {session::Fault::Busy, path, QStringLiteral("it is being recorded")};
    return {};
}

session::Error moveToTrash(const QString &path)
{
    QFile file(path);
    if (!file.moveToTrash())
        return {session::Fault::Io, path,
                QStringLiteral("the trash does not take it: %1").arg(file.errorString())};
    for (const QLatin1String ending : sideFiles) {
        QFile beside(path + ending);
        if (beside.exists() && !beside.moveToTrash())
            return {session::Fault::Io, beside.fileName(), beside.errorString()};
    }
    return {};
}

} // namespace

session::Error removeSession(const QString &path, Removal removal, const Openers &openers)
{
    const QString resolved = session::resolvedPath(path);
    if (!QFileInfo::exists(resolved) && !QFileInfo(resolved).isSymLink())
        return {session::Fault::NotFound, resolved, {}};
    if (QFileInfo(resolved).isDir())
        return {session::Fault::NotAFile, resolved, {}};
    if (session::Error error = checkNotInUse(resolved, openers))
        return error;
    // A log that can be taken into the file is: one file goes, and can come back. Of what is
    // damaged or no session this does nothing.
    if (const session::Error error = session::checkTarget(resolved, true);
        error.fault == session::Fault::Busy)
        return error;
    if (removal == Removal::ToTrash)
        return moveToTrash(resolved);
    QFile file(resolved);
    if (!file.remove())
        return {session::Fault::Io, resolved, file.errorString()};
    session::removeWithSideFiles(resolved);
    return {};
}

} // namespace ajar::library
