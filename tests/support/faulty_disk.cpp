// SPDX-License-Identifier: MIT
// Loaded in front of a program, it gives the program's session files a disk that fails or is slow
// on command: while the file that AJAR_DISK_TROUBLE names holds
//   eio      each write and each sync fails with "Input/output error"
//   erofs    they fail as on a file system that has become read-only
//   slow     each sync takes as many milliseconds as AJAR_DISK_SYNC says
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace
{

bool isSessionFile(int file)
{
    char link[64];
    char name[4096];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t size = readlink(link, name, sizeof name - 1);
    if (size <= 0)
        return false;
    name[size] = '\0';
    return std::strstr(name, ".ajar") != nullptr;
}

bool isTold(const char *word)
{
    const char *control = std::getenv("AJAR_DISK_TROUBLE");
    const int file = control ? open(control, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return false;
    char told[16] = {};
    const bool isRead = read(file, told, sizeof told - 1) > 0;
    close(file);
    return isRead && std::strncmp(told, word, std::strlen(word)) == 0;
}

bool fails(int file)
{
    const int before = errno;
    const bool isOurs = isSessionFile(file);
    const int fault = isOurs && isTold("eio") ? EIO : isOurs && isTold("erofs") ? EROFS : 0;
    errno = fault ? fault : before;
    return fault != 0;
}

int sync(long call, int file)
{
    if (fails(file))
        return -1;
    const char *milliseconds = std::getenv("AJAR_DISK_SYNC");
    if (milliseconds && isSessionFile(file) && isTold("slow")) {
        const long time = std::strtol(milliseconds, nullptr, 10);
        const timespec pause{time / 1000, time % 1000 * 1'000'000};
        nanosleep(&pause, nullptr);
    }
    return static_cast<int>(syscall(call, file));
}

} // namespace

extern "C" {

ssize_t write(int file, const void *data, size_t size)
{
    return fails(file) ? -1 : syscall(SYS_write, file, data, size);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at)
{
    return fails(file) ? -1 : syscall(SYS_pwrite64, file, data, size, at);
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at)
{
    return fails(file) ? -1 : syscall(SYS_pwrite64, file, data, size, at);
}

int fsync(int file)
{
    return sync(SYS_fsync, file);
}

int fdatasync(int file)
{
    return sync(SYS_fdatasync, file);
}

} // extern "C"
