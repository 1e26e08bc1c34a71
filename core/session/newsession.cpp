// SPDX-License-Identifier: MIT
#include "session/newsession.h"

#include "session/files.h"

namespace ajar::session
{

Error checkNewSession(const QString &target, bool overwrite)
{
    Error error = checkTarget(target, overwrite);
    return error || !overwrite ? error : checkIsSession(target);
}

Error makeSession(const QString &target, bool overwrite,
                  const std::function<Error(SessionFile &)> &fill)
{
    const QString temporary = temporaryBeside(target);
    auto file = SessionFile::create(temporary, false);
    if (!file)
        return file.error;
    Error error = fill(**file.value);
    const Error closeError = (*file.value)->close();
    if (!error)
        error = closeError;
    if (!error)
        return moveIntoPlace(temporary, target, overwrite);
    removeWithSideFiles(temporary);
    return error;
}

} // namespace ajar::session
