// SPDX-License-Identifier: MIT
#include "library/naming.h"

#include "session/files.h"
#include "session/openfile.h"
#include "session/sessionname.h"

namespace ajar::library
{

QString tidyName(const QString &name)
{
    QString tidy;
    for (const QChar character : name) {
        if (character.isSpace())
            tidy += u' ';
        else if (character.isPrint() || character.isSurrogate())
            tidy += character;
    }
    tidy = tidy.simplified();
    if (tidy.size() > longestName)
        tidy.truncate(tidy[longestName - 1].isHighSurrogate() ? longestName - 1 : longestName);
    return tidy;
}

QString sessionName(const QString &path)
{
    return tidyName(QString::fromUtf8(session::storedName(path)));
}

session::Error renameSession(const QString &path, const QString &name)
{
    const QString resolved = session::resolvedPath(path);
    auto file = session::openForChange(resolved);
    if (!file)
        return file.error;
    sqlite3 *database = file.value->database.get();
    const int code = session::writeName(database, tidyName(name).toUtf8());
    return code == SQLITE_DONE ? session::Error{} : session::errorOf(database, code, resolved);
}

} // namespace ajar::library
