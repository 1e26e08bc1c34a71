// SPDX-License-Identifier: MIT
#include "gate/keylog.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace ajar::gate
{

KeyLog::Opened KeyLog::open(const std::string &path)
{
    const std::string name = "the key log " + path;
    // A FIFO without a reader must not make us wait.
    const int descriptor =
        ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
    if (descriptor < 0)
        return {nullptr, name + " can't be written: " + std::strerror(errno)};
    std::unique_ptr<KeyLog> log(new KeyLog(descriptor));
    struct stat info {
    };
    if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode))
        return {nullptr, name + " is not a regular file"};
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return {nullptr, name + " can be read by others: its mode must be 0600"};
    return {std::move(log), {}};
}

KeyLog::~KeyLog()
{
    ::close(m_descriptor);
}

void KeyLog::append(std::string_view line)
{
    // One write a line: several connections may share the file.
    const std::string whole = std::string(line) + "\n";
    std::size_t done = 0;
    while (done < whole.size()) {
        const ssize_t count = ::write(m_descriptor, whole.data() + done, whole.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return; // the connection goes on without it
        done += static_cast<std::size_t>(count);
    }
}

} // namespace ajar::gate
