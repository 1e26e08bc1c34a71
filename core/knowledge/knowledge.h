// SPDX-License-Identifier: MIT
#pragma once

#include "closing/knowledge.h"

#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>

namespace ajar::knowledge
{

/// What is wrong with a file of knowledge.
struct Problem {
    QString file;
    QString place; ///< "line 3, column 7", "idleLimits[2].seconds"; empty: the file as a whole
    QString what;  ///< one clause
};
/// "/home/me/.config/ajar/knowledge/mine.json: idleLimits[2].seconds: a number above 0 is needed"
QString problemText(const Problem &problem);

struct Loaded {
    closing::Knowledge knowledge;
    QVector<Problem> problems; ///< one for each file that was skipped
};

/// What comes with Ajar, and the *.json files of userFolder() in the order of their names.
Loaded load();
/// The same with other files than those of the user's folder.
Loaded loadWith(const QStringList &userFiles);

/// Where a user's own files are looked for: "knowledge" in the application's folder of settings.
QString userFolder();

/// Adds a file's rows to `knowledge`, all of them or none; the first problem if there is one.
std::optional<Problem> addFile(const QString &path, closing::Knowledge &knowledge);

} // namespace ajar::knowledge
