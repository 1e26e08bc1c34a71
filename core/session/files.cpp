// SPDX-License-Identifier: MIT
#include "session/files.h"

#include "session/schema.h"
#include "session/sqlite.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

namespace ajar::session
{

namespace
{

constexpr mode_t privateMode = S_IRUSR | S_IWUSR;
constexpr std::array sideFiles{QLatin1String("-wal"), QLatin1String("-shm"),
                               QLatin1String("-journal")};

Error syncPath(const QString &path, int flags)
{
    const int file = ::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC);
    if (file < 0)
        return systemError(errno, path);
    const int result = ::fsync(file);
    const int number = errno;
    ::close(file);
    return result == 0 ? Error{} : systemError(number, path);
}

bool isThere(const QString &path)
{
    struct stat status {
    };
    return ::lstat(QFile::encodeName(path).constData(), &status) == 0;
}

int renameTo(const QByteArray &from, const QByteArray &to, bool overwrite)
{
    if (overwrite)
        return ::rename(from.constData(), to.constData());
    if (::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    // A file system without RENAME_NOREPLACE: link() refuses an existing name too.
    if (::link(from.constData(), to.constData()) != 0)
        return -1;
    return ::unlink(from.constData());
}

} // namespace

QString resolvedPath(const QString &path)
{
    const QFileInfo info(path);
    const QString folder = QFileInfo(info.absolutePath()).canonicalFilePath();
    return folder.isEmpty() ? info.absoluteFilePath() : QDir(folder).filePath(info.fileName());
}

Error systemError(int number, const QString &path)
{
    const QString words = QString::fromLocal8Bit(std::strerror(number));
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return {Fault::NotFound, path, {}};
    case EEXIST:
        return {Fault::Exists, path, {}};
    case EACCES:
    case EPERM:
    case EROFS:
        return {Fault::NoPermission, path, words};
    case EISDIR:
    case ELOOP:
        return {Fault::NotAFile, path, {}};
    case ENOSPC:
    case EDQUOT:
        return {Fault::DiskFull, path, words};
    default:
        return {Fault::Io, path, words};
    }
}

Error checkRegularFile(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat status {
    };
    if (::lstat(name.constData(), &status) != 0)
        return systemError(errno, path);
    if (S_ISLNK(status.st_mode))
        return {Fault::NotAFile, path, QStringLiteral("it is a symbolic link")};
    if (!S_ISREG(status.st_mode))
        return {Fault::NotAFile, path, {}};
    return ::faccessat(AT_FDCWD, name.constData(), R_OK, AT_EACCESS) == 0
               ? Error{}
               : systemError(errno, path);
}

Error createPrivateFile(const QString &path)
{
    const int file = ::open(QFile::encodeName(path).constData(),
                            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, privateMode);
    if (file >= 0) {
        ::close(file);
        return {};
    }
    const int number = errno;
    if (number == ENOENT || number == ENOTDIR) // then it is the folder that is not there
        return {Fault::NotFound, QFileInfo(path).absolutePath(), {}};
    if (number == EEXIST) {
        const Error error = checkRegularFile(path);
        if (error.fault == Fault::NotAFile)
            return error;
    }
    return systemError(number, path);
}

Error checkTarget(const QString &path, bool overwrite)
{
    if (const Error error = checkRegularFile(path); error)
        return error.fault == Fault::NotFound ? Error{} : error;
    if (!overwrite)
        return {Fault::Exists, path, {}};
    Database database;
    openForWriting(path, database);
    // It leaves write-ahead mode only when nobody else has it open.
    const int code = execute(database.get(), "PRAGMA journal_mode=DELETE");
    return faultOf(code) == Fault::Busy ? errorOf(database.get(), code, path) : Error{};
}

Error checkIsSession(const QString &path)
{
    if (const Error error = checkRegularFile(path); error)
        return error.fault == Fault::NotFound ? Error{} : error;
    if (QFileInfo(path).size() == 0)
        return {};
    Database database;
    openForWriting(path, database);
    Statement statement(database.get(), "PRAGMA application_id");
    const bool isSession = statement.step() == SQLITE_ROW && statement.integer(0) == applicationId;
    return isSession ? Error{} : Error{Fault::NotASession, path, {}};
}

void removeWithSideFiles(const QString &path)
{
    QFile::remove(path);
    for (const QLatin1String &ending : sideFiles)
        QFile::remove(path + ending);
}

Error makeRoomFor(const QString &path, bool overwrite)
{
    if (overwrite) {
        Error error = checkIsSession(path);
        if (!error)
            error = checkTarget(path, true);
        if (!error)
            removeWithSideFiles(path);
        return error;
    }
    if (isThere(path)) // what it is, createPrivateFile() says
        return {};
    for (const QLatin1String &ending : sideFiles) {
        if (isThere(path + ending))
            return {Fault::Exists, path + ending,
                    QStringLiteral("it belongs to a session that was moved away or deleted")};
    }
    return {};
}

Error moveIntoPlace(const QString &temporary, const QString &target, bool overwrite)
{
    Error error = syncPath(temporary, O_RDONLY);
    if (!error) {
        if (overwrite) {
            for (const QLatin1String &ending : sideFiles)
                QFile::remove(target + ending);
        }
        if (renameTo(QFile::encodeName(temporary), QFile::encodeName(target), overwrite) != 0)
            error = systemError(errno, target);
        else
            error = syncPath(QFileInfo(target).absolutePath(), O_RDONLY | O_DIRECTORY);
    }
    QFile::remove(temporary);
    return error;
}

QString temporaryBeside(const QString &target)
{
    const QFileInfo info(target);
    const quint64 random = QRandomGenerator::system()->generate64();
    return info.absolutePath() + QStringLiteral("/.%1.%2.part")
                                     .arg(info.fileName().left(100), QString::number(random, 36));
}

} // namespace ajar::session
