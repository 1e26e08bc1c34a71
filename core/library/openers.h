// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <sys/types.h>

#include <map>
#include <optional>
#include <utility>

namespace ajar::library
{

/// Which other processes of this user have which files open, seen once, when this is made. It sees
/// no other user's processes, and none at all where there is no /proc.
class Openers
{
public:
    Openers();

    /// "ajar (1234)": a process that has the file open; nullopt if none is seen.
    std::optional<QString> of(const QString &path) const;

private:
    std::map<std::pair<dev_t, ino_t>, qint64> m_processes;
};

} // namespace ajar::library
