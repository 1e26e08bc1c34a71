// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace ajar::session
{

/// Names this process as no other one is named, also after the next start of the machine. It stands
/// in a session file while it is being recorded.
QByteArray ownProcessMark();

/// Whether the process with this mark runs on this machine, as far as this one can see.
bool isProcessRunning(const QByteArray &mark);

} // namespace ajar::session
