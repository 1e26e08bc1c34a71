// SPDX-License-Identifier: MIT
#include "knowledge/knowledge.h"

#include "knowledge/rows.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QStandardPaths>

// Outside all namespaces, as Qt wants it.
static void initializeResources()
{
    Q_INIT_RESOURCE(knowledge);
}

namespace ajar::knowledge
{

namespace
{

constexpr qint64 largestFile = qint64{4} << 20;
constexpr qsizetype mostFiles = 100;

/// "line 3, column 7" of a byte of a text.
QString placeOf(const QByteArray &text, int offset)
{
    const QByteArray before = text.first(qBound(qsizetype{0}, qsizetype{offset}, text.size()));
    return QStringLiteral("line %1, column %2")
        .arg(before.count('\n') + 1)
        .arg(before.size() - before.lastIndexOf('\n'));
}

/// Adds the rows of one table; stops at the first that is wrong.
template<typename Row>
std::optional<Problem> addRows(const QString &key, const QJsonValue &table,
                               Row (*read)(RowReader &), std::vector<Row> &rows)
{
    if (!table.isArray())
        return Problem{{}, key, QStringLiteral("an array is needed")};
    const QJsonArray values = table.toArray();
    for (qsizetype i = 0; i < values.size(); ++i) {
        const QString place = QStringLiteral("%1[%2]").arg(key).arg(i);
        if (!values[i].isObject())
            return Problem{{}, place, QStringLiteral("an object is needed")};
        RowReader row(values[i].toObject(), place);
        rows.push_back(read(row));
        row.finish();
        if (!row.problem().isEmpty())
            return Problem{{}, row.problemPlace(), row.problem()};
    }
    return std::nullopt;
}

std::optional<Problem> addTable(const QString &key, const QJsonValue &value,
                                closing::Knowledge &knowledge)
{
    if (key == u"idleLimits")
        return addRows(key, value, idleLimit, knowledge.idleLimits);
    if (key == u"headers")
        return addRows(key, value, headerWitness, knowledge.witnesses);
    if (key == u"libraries")
        return addRows(key, value, library, knowledge.libraries);
    if (key == u"closeCodes")
        return addRows(key, value, codeMeaning, knowledge.codes);
    return Problem{{},
                   key,
                   QStringLiteral("it is none of idleLimits, headers, libraries and "
                                  "closeCodes")};
}

std::optional<Problem> addText(const QByteArray &text, closing::Knowledge &knowledge)
{
    QJsonParseError error{};
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (error.error != QJsonParseError::NoError)
        return Problem{{}, placeOf(text, error.offset), error.errorString()};
    QJsonObject file = document.object();
    if (file.take(QStringLiteral("format")).toString() != u"ajar-knowledge")
        return Problem{
            {}, QStringLiteral("format"), QStringLiteral("\"ajar-knowledge\" is needed")};
    if (file.take(QStringLiteral("version")).toInt() != 1)
        return Problem{{}, QStringLiteral("version"), QStringLiteral("1 is needed")};
    for (auto table = file.constBegin(); table != file.constEnd(); ++table) {
        if (auto problem = addTable(table.key(), table.value(), knowledge))
            return problem;
    }
    return std::nullopt;
}

/// The bytes of a file, or what is wrong with it.
std::optional<Problem> readFile(const QString &path, QByteArray &text)
{
    const QFileInfo info(path);
    if (!info.isFile())
        return Problem{{}, {}, QStringLiteral("it is no file")};
    if (info.size() > largestFile)
        return Problem{{}, {}, QStringLiteral("it is larger than 4 MiB")};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Problem{{}, {}, file.errorString()};
    text = file.read(largestFile);
    return std::nullopt;
}

QStringList filesIn(const QString &folder)
{
    const QDir directory(folder);
    QStringList paths;
    const QStringList names =
        directory.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    for (const QString &name : names.first(qMin(mostFiles, names.size())))
        paths += directory.filePath(name);
    return paths;
}

} // namespace

QString problemText(const Problem &problem)
{
    return problem.place.isEmpty() ? problem.file + QStringLiteral(": ") + problem.what
                                   : problem.file + QStringLiteral(": ") + problem.place +
                                         QStringLiteral(": ") + problem.what;
}

std::optional<Problem> addFile(const QString &path, closing::Knowledge &knowledge)
{
    QByteArray text;
    closing::Knowledge more = knowledge;
    auto problem = readFile(path, text);
    if (!problem)
        problem = addText(text, more);
    if (problem)
        problem->file = path;
    else
        knowledge = std::move(more);
    return problem;
}

Loaded loadWith(const QStringList &userFiles)
{
    initializeResources();
    Loaded loaded;
    for (const QString &path : filesIn(QStringLiteral(":/ajar/knowledge")) + userFiles) {
        if (const auto problem = addFile(path, loaded.knowledge))
            loaded.problems += *problem;
    }
    return loaded;
}

Loaded load()
{
    return loadWith(filesIn(userFolder()));
}

QString userFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) +
           QStringLiteral("/knowledge");
}

} // namespace ajar::knowledge
