// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/standardinput.h"

#include <cerrno>
#include <unistd.h>

namespace ajar::app
{

StandardInput::StandardInput(const std::atomic_bool &cancelled)
    : m_cancelled(cancelled)
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 StandardInput::readData(char *data, qint64 size)
{
    while (!m_cancelled) {
        const ssize_t got = ::read(STDIN_FILENO, data, static_cast<std::size_t>(size));
        if (got >= 0)
            return got;
        if (errno != EINTR) {
            setErrorString(qt_error_string(errno));
            return -1;
        }
    }
    return 0;
}

qint64 StandardInput::writeData(const char *, qint64)
{
    return -1;
}

} // namespace ajar::app
