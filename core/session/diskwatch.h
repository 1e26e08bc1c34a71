// SPDX-License-Identifier: MIT
#pragma once

#include "session/error.h"

#include <cstdint>
#include <optional>

namespace ajar::session
{

/// What became of an open file's name while it was open.
struct FileFate {
    enum class Kind : quint8 {
        InPlace,
        Renamed,
        Deleted,
        FolderDeleted, ///< the file and the folder that it stood in
    };
    Kind kind = Kind::InPlace;
    QString movedTo;         ///< Renamed: where it is now, if that can be known
    bool isReplaced = false; ///< another file stands in its place
    bool operator==(const FileFate &) const = default;

    bool isInPlace() const { return kind == Kind::InPlace; }
    bool isDeleted() const { return kind == Kind::Deleted || kind == Kind::FolderDeleted; }
};

/// The fate as a warning for the user: Fault::Displaced, and what it means for the recording.
Error displacement(const QString &path, const FileFate &fate);

/// Knows where the file is that once stood at a path, and how much room its disk has, whatever
/// happens to its name. It holds the file by O_PATH: closing that drops none of SQLite's locks.
class DiskWatch
{
public:
    explicit DiskWatch(const QString &path);
    DiskWatch(const DiskWatch &) = delete;
    DiskWatch &operator=(const DiskWatch &) = delete;
    DiskWatch(DiskWatch &&other) noexcept;
    DiskWatch &operator=(DiskWatch &&other) noexcept;
    ~DiskWatch();

    FileFate fate() const;
    /// Bytes that this user can still write there; nullopt if that can't be told.
    std::optional<std::uint64_t> freeBytes() const;

private:
    QString m_path;
    int m_file = -1;
};

} // namespace ajar::session
