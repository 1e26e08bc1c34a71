// SPDX-License-Identifier: MIT
#include "library/folder.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace ajar::library
{

QString sessionsFolder()
{
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    return QDir(data).filePath(QStringLiteral("sessions"));
}

void prepareFolder(const QString &folder)
{
    QDir().mkpath(folder);
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

QString freePath(const QString &folder, const QString &stem)
{
    const QDir place(folder);
    QString path = place.filePath(stem + QStringLiteral(".ajar"));
    for (int copy = 2; QFileInfo::exists(path) || QFileInfo(path).isSymLink(); ++copy)
        path = place.filePath(QStringLiteral("%1-%2.ajar").arg(stem).arg(copy));
    return path;
}

QString newSessionPath(const QString &folder)
{
    return freePath(folder,
                    QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd-HHmmss")));
}

} // namespace ajar::library
