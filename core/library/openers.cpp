// SPDX-License-Identifier: MIT
#include "library/openers.h"

#include <QFile>

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

namespace ajar::library
{

namespace
{

struct CloseFolder {
    void operator()(DIR *folder) const noexcept { ::closedir(folder); }
};

/// Calls `entry` with the name of each entry; nothing if the folder can't be read.
template<typename Entry>
void eachEntry(const std::string &path, Entry entry)
{
    const std::unique_ptr<DIR, CloseFolder> folder(::opendir(path.c_str()));
    while (folder) {
        const dirent *found = ::readdir(folder.get());
        if (!found)
            break;
        entry(found->d_name);
    }
}

} // namespace

Openers::Openers()
{
    eachEntry("/proc", [this](const char *name) {
        const long process = std::strtol(name, nullptr, 10);
        if (process <= 0 || process == ::getpid())
            return;
        const std::string files = std::string("/proc/") + name + "/fd";
        eachEntry(files, [&](const char *descriptor) {
            struct stat status {
            };
            if (::stat((files + '/' + descriptor).c_str(), &status) == 0 && S_ISREG(status.st_mode))
                m_processes.emplace(std::pair(status.st_dev, status.st_ino), process);
        });
    });
}

std::optional<QString> Openers::of(const QString &path) const
{
    struct stat status {
    };
    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return std::nullopt;
    const auto found = m_processes.find({status.st_dev, status.st_ino});
    if (found == m_processes.end())
        return std::nullopt;
    QFile name(QStringLiteral("/proc/%1/comm").arg(found->second));
    const QString command = name.open(QFile::ReadOnly)
                                ? QString::fromLocal8Bit(name.readAll()).trimmed()
                                : QStringLiteral("?");
    return QStringLiteral("%1 (%2)").arg(command).arg(found->second);
}

} // namespace ajar::library
