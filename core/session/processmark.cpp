// SPDX-License-Identifier: MIT
#include "session/processmark.h"

#include <QFile>

#include <cerrno>
#include <csignal>
#include <unistd.h>

namespace ajar::session
{

namespace
{

QByteArray contentOf(const QByteArray &path)
{
    QFile file(QFile::decodeName(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

/// When the process began, in clock ticks since the machine did; empty if it does not run or can't
/// be seen (proc_pid_stat(5), field 22; the second field may have spaces and brackets in it).
QByteArray startOf(const QByteArray &pid)
{
    const QByteArray status = contentOf("/proc/" + pid + "/stat");
    return status.mid(status.lastIndexOf(')') + 2).split(' ').value(19);
}

QByteArray markOf(const QByteArray &pid)
{
    return pid + ' ' + startOf(pid) + ' ' + contentOf("/proc/sys/kernel/random/boot_id");
}

} // namespace

QByteArray ownProcessMark()
{
    return markOf(QByteArray::number(static_cast<qint64>(::getpid())));
}

bool isProcessRunning(const QByteArray &mark)
{
    bool isNumber = false;
    const int pid = mark.left(mark.indexOf(' ')).toInt(&isNumber);
    if (!isNumber || pid <= 0)
        return false;
    if (::kill(pid, 0) != 0 && errno == ESRCH)
        return false;
    return mark == markOf(QByteArray::number(pid));
}

} // namespace ajar::session
