// SPDX-License-Identifier: MIT
#include "session/sessionname.h"

#include "session/files.h"
#include "session/openfile.h"

namespace ajar::session
{

QByteArray storedName(const QString &path)
{
    const auto file = openForReading(resolvedPath(path));
    if (!file)
        return {};
    Statement statement(file.value->database.get(),
                        "SELECT substr(value, 1, 1000) FROM session WHERE key = 'name'");
    if (statement.step() != SQLITE_ROW)
        return {};
    const QByteArray name = QString::fromUtf8(statement.bytes(0)).toUtf8();
    return name.size() <= longestStoredName ? name : QByteArray();
}

int writeName(sqlite3 *database, const QByteArray &name)
{
    if (name.isEmpty())
        return Statement(database, "DELETE FROM session WHERE key = 'name'").run();
    return Statement(database, "INSERT OR REPLACE INTO session VALUES('name', ?)").bind(name).run();
}

Error storeName(SessionFile &file, const QByteArray &name)
{
    if (name.isEmpty())
        return {}; // it has none yet
    const int code = writeName(file.database(), name);
    return code == SQLITE_DONE ? Error{} : errorOf(file.database(), code, file.path());
}

} // namespace ajar::session
