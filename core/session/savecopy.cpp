// SPDX-License-Identifier: MIT
#include "session/files.h"
#include "session/openfile.h"
#include "session/reader.h"

#include <QFile>

namespace ajar::session
{

Error saveCopy(const QString &source, const QString &target, bool overwrite)
{
    const QString resolvedTarget = resolvedPath(target);
    if (resolvedTarget == resolvedPath(source))
        return {Fault::Exists, target, {}};
    auto file = openForReading(resolvedPath(source));
    if (!file)
        return file.error;
    if (Error error = checkTarget(resolvedTarget, overwrite); error)
        return error;

    const QString temporary = temporaryBeside(resolvedTarget);
    if (Error error = createPrivateFile(temporary); error)
        return error;
    sqlite3 *database = file.value->database.get();
    sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 1); // VACUUM attaches what it writes
    execute(database, "PRAGMA query_only=OFF");
    Statement vacuum(database, "VACUUM INTO ?");
    const int code = vacuum.bind(QFile::encodeName(temporary)).run();
    if (code != SQLITE_DONE) {
        Error error = errorOf(database, code, source);
        removeWithSideFiles(temporary);
        return error;
    }
    return moveIntoPlace(temporary, resolvedTarget, overwrite);
}

} // namespace ajar::session
