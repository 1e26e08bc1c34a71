// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

/// The sessions that a folder holds: what each one is, and what can be done to it as a file.
namespace ajar::library
{

/// Where new sessions are recorded and where the list of recent ones is read: `sessions` in the
/// user's data folder. It may not exist yet.
QString sessionsFolder();

/// Makes the folder if need be, so that only its owner can read it. A folder that can't be made is
/// told by whoever writes into it.
void prepareFolder(const QString &folder);

/// `folder`/`stem`.ajar, or with -2, -3… behind the stem: a file that does not exist.
QString freePath(const QString &folder, const QString &stem);
/// The same for a recording that begins now: the stem is date and time.
QString newSessionPath(const QString &folder);

} // namespace ajar::library
