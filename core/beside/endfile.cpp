// SPDX-License-Identifier: MIT
#include "beside/endfile.h"

#include "session/importer.h"

#include <QFile>
#include <QFileInfo>

namespace ajar::beside
{

session::Result<std::unique_ptr<session::Reader>>
openEnd(const QString &path, const QString &folder, const std::atomic_bool *cancelled)
{
    auto opened = session::Reader::open(path);
    if (opened || opened.error.fault != session::Fault::NotASession)
        return opened;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return opened;
    const QString made = folder + QStringLiteral("/end.ajar");
    session::ImportOptions options;
    options.cancelled = cancelled;
    const session::ImportReport report =
        session::importToFile(file, QFileInfo(path).fileName(), made, options);
    if (report.error)
        return report.error;
    return session::Reader::open(made);
}

} // namespace ajar::beside
