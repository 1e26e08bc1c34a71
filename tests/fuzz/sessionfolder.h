// SPDX-License-Identifier: MIT
#pragma once

#include <QDir>
#include <QTemporaryDir>

namespace fuzz
{

/// Where sessions are made: in memory if the system has a place for that.
inline const QString &sessionFolder()
{
    static const QTemporaryDir made(QDir(QStringLiteral("/dev/shm")).exists()
                                        ? QStringLiteral("/dev/shm/ajar-fuzz-XXXXXX")
                                        : QDir::tempPath() + QStringLiteral("/ajar-fuzz-XXXXXX"));
    static const QString path = made.path();
    return path;
}

} // namespace fuzz
