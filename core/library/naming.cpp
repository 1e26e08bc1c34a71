// SPDX-License-Identifier: MIT
#include "library/naming.h"

#include "session/files.h"
#include "session/openfile.h"

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
    const auto file = session::openForReading(session::resolvedPath(path));
    if (!file)
        return {};
    session::Statement statement(file.value->database.get(),
                                 "SELECT substr(value, 1, 1000) FROM session WHERE key = 'name'");
    return statement.step() == SQLITE_ROW ? tidyName(QString::fromUtf8(statement.bytes(0)))
                                          : QString();
}

session::Error renameSession(const QString &path, const QString &name)
{
    const QString resolved = session::resolvedPath(path);
    auto file = session::openForChange(resolved);
    if (!file)
        return file.error;
    sqlite3 *database = file.value->database.get();
    const QByteArray tidy = tidyName(name).toUtf8();
    session::Statement statement =
        tidy.isEmpty()
            ? session::Statement(database, "DELETE FROM session WHERE key = 'name'")
            : session::Statement(database, "INSERT OR REPLACE INTO session VALUES('name', ?)");
    if (!tidy.isEmpty())
        statement.bind(tidy);
    const int code = statement.run();
    return code == SQLITE_DONE ? session::Error{} : session::errorOf(database, code, resolved);
}

} // namespace ajar::library
