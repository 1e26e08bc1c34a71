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

Error storeName(SessionFile &file, const QByteArray &name)
{
    if (name.isEmpty())
        return {};
    const int code = Statement(file.database(), "INSERT OR REPLACE INTO session VALUES('name', ?)")
                         .bind(name)
                         .run();
    return code == SQLITE_DONE ? Error{} : errorOf(file.database(), code, file.path());
}

} // namespace ajar::session
