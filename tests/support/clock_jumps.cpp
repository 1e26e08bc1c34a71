// SPDX-License-Identifier: MIT
// Loaded in front of a program, it lets the wall clock jump an hour back and forth with each look.
#include <ctime>
#include <sys/syscall.h>
#include <unistd.h>

extern "C" int clock_gettime(clockid_t clock, timespec *time) noexcept
{
    static thread_local bool forth = false;
    const long result = syscall(SYS_clock_gettime, clock, time);
    if (clock == CLOCK_REALTIME) {
        forth = !forth;
        time->tv_sec += forth ? 3600 : -3600;
    }
    return static_cast<int>(result);
}
