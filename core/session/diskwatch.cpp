// SPDX-License-Identifier: MIT
#include "session/diskwatch.h"

#include <QFile>
#include <QFileInfo>

#include <array>
#include <climits>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <utility>

namespace ajar::session
{

namespace
{

/// The kernel's own name for an open file; empty if it has none that can be used.
QString nameOf(int file)
{
    std::array<char, PATH_MAX> name{};
    const QByteArray link = "/proc/self/fd/" + QByteArray::number(file);
    const ssize_t size = ::readlink(link.constData(), name.data(), name.size());
    if (size <= 0 || static_cast<std::size_t>(size) >= name.size() || name.front() != '/')
        return {};
    return QFile::decodeName(QByteArray(name.data(), static_cast<int>(size)));
}

bool isSame(const struct stat &one, const struct stat &other)
{
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

bool isAt(const QString &path, const struct stat &file)
{
    struct stat there {
    };
    return !path.isEmpty() && ::stat(QFile::encodeName(path).constData(), &there) == 0 &&
           isSame(there, file);
}

QString words(const FileFate &fate)
{
    const QString replaced =
        fate.isReplaced ? QStringLiteral(", and another file stands in its place") : QString();
    switch (fate.kind) {
    case FileFate::Kind::InPlace:
        return {};
    case FileFate::Kind::Renamed:
        return (fate.movedTo.isEmpty() ? QStringLiteral("it was renamed%2")
                                       : QStringLiteral("it was renamed to %1%2").arg(fate.movedTo))
                   .replace(QStringLiteral("%2"), replaced) +
               QStringLiteral("; recording goes on under its new name");
    case FileFate::Kind::Deleted:
        if (fate.isReplaced)
            return QStringLiteral("another file has taken its place; recording goes on in the file "
                                  "that was there, of which nothing is left once it ends");
        return QStringLiteral("it was deleted; recording goes on in it, but nothing is left of it "
                              "once it ends");
    case FileFate::Kind::FolderDeleted:
        return QStringLiteral(
            "it was deleted with its folder; recording goes on in it, but nothing "
            "is left of it once it ends");
    }
    return {};
}

} // namespace

Error displacement(const QString &path, const FileFate &fate)
{
    return {Fault::Displaced, path, words(fate)};
}

DiskWatch::DiskWatch(const QString &path)
    : m_path(path)
    , m_file(::open(QFile::encodeName(path).constData(), O_PATH | O_NOFOLLOW | O_CLOEXEC))
{
}

DiskWatch::DiskWatch(DiskWatch &&other) noexcept
    : m_path(std::move(other.m_path))
    , m_file(std::exchange(other.m_file, -1))
{
}

DiskWatch &DiskWatch::operator=(DiskWatch &&other) noexcept
{
    std::swap(m_path, other.m_path);
    std::swap(m_file, other.m_file);
    return *this;
}

DiskWatch::~DiskWatch()
{
    if (m_file >= 0)
        ::close(m_file);
}

FileFate DiskWatch::fate() const
{
    struct stat file {
    };
    if (m_file < 0 || ::fstat(m_file, &file) != 0 || isAt(m_path, file))
        return {};
    FileFate fate;
    struct stat other {
    };
    fate.isReplaced = ::lstat(QFile::encodeName(m_path).constData(), &other) == 0;
    if (file.st_nlink == 0) {
        const bool hasFolder = fate.isReplaced || QFileInfo(QFileInfo(m_path).path()).isDir();
        fate.kind = hasFolder ? FileFate::Kind::Deleted : FileFate::Kind::FolderDeleted;
        return fate;
    }
    const QString name = nameOf(m_file);
    if (name == m_path && !fate.isReplaced) // only its folder may not be entered any more
        return {};
    fate.kind = FileFate::Kind::Renamed;
    if (isAt(name, file))
        fate.movedTo = name;
    return fate;
}

std::optional<std::uint64_t> DiskWatch::freeBytes() const
{
    struct statvfs status {
    };
    if (m_file < 0 || ::fstatvfs(m_file, &status) != 0)
        return std::nullopt;
    return std::uint64_t{status.f_bavail} * status.f_frsize;
}

} // namespace ajar::session
