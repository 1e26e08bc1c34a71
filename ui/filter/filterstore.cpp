// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/filterstore.h"

#include "filter/filter.h"
#include "ui/text/plain.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>

namespace ajar::ui
{

namespace
{

constexpr qint64 largestFile = 16 << 20;
constexpr auto longest = static_cast<qsizetype>(filter::longestExpression);

} // namespace

int FilterStore::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant FilterStore::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Saved &saved = m_saved[index.row()];
    if (role == NameRole || role == Qt::DisplayRole)
        return saved.name;
    return role == ExpressionRole ? QVariant(saved.expression) : QVariant();
}

QHash<int, QByteArray> FilterStore::roleNames() const
{
    return {{NameRole, "name"}, {ExpressionRole, "expression"}};
}

void FilterStore::setFolder(const QString &folder)
{
    if (m_folder == folder)
        return;
    m_folder = folder;
    load();
}

QString FilterStore::path() const
{
    return QDir(m_folder).filePath(QStringLiteral("filters.json"));
}

/// What does not fit is left out: a file that was edited by hand must not stop the window.
void FilterStore::load()
{
    beginResetModel();
    m_saved.clear();
    m_history.clear();
    m_problem.clear();
    QFile file(path());
    if (!m_folder.isEmpty() && file.open(QFile::ReadOnly)) {
        const QJsonDocument document = QJsonDocument::fromJson(file.read(largestFile));
        if (!document.isObject())
            m_problem = tr("%1 is not JSON as Ajar writes it: the filters in it are not used.")
                            .arg(plain(path()));
        const QJsonArray saved = document.object().value(QLatin1String("saved")).toArray();
        for (const QJsonValue &value : saved) {
            const QString name = value.toObject().value(QLatin1String("name")).toString();
            const QString text = value.toObject().value(QLatin1String("filter")).toString();
            if (!name.isEmpty() && placeOf(name) < 0 && m_saved.size() < savedAtMost)
                m_saved.append({name.left(longestName), text.left(longest)});
        }
        const QJsonArray history = document.object().value(QLatin1String("history")).toArray();
        for (const QJsonValue &value : history) {
            const QString text = value.toString();
            if (!text.isEmpty() && text.size() <= longest && m_history.size() < historyAtMost)
                m_history.append(text);
        }
    }
    endResetModel();
    Q_EMIT changed();
}

void FilterStore::write()
{
    m_problem.clear();
    if (!m_folder.isEmpty()) {
        QDir().mkpath(m_folder);
        QJsonArray saved;
        for (const Saved &one : std::as_const(m_saved))
            saved.append(QJsonObject{{QStringLiteral("name"), one.name},
                                     {QStringLiteral("filter"), one.expression}});
        const QJsonObject all{{QStringLiteral("saved"), saved},
                              {QStringLiteral("history"), QJsonArray::fromStringList(m_history)}};
        QSaveFile file(path());
        const bool written = file.open(QFile::WriteOnly) &&
                             file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
                             file.write(QJsonDocument(all).toJson()) > 0 && file.commit();
        if (!written)
            m_problem = tr("%1 could not be written: %2").arg(plain(path()), file.errorString());
    }
    Q_EMIT changed();
}

qsizetype FilterStore::placeOf(const QString &name) const
{
    for (qsizetype i = 0; i < m_saved.size(); ++i) {
        if (m_saved[i].name == name)
            return i;
    }
    return -1;
}

void FilterStore::remember(const QString &expression)
{
    const QString text = expression.trimmed();
    if (text.isEmpty() || (!m_history.isEmpty() && m_history.first() == text))
        return;
    m_history.removeAll(text);
    m_history.prepend(text);
    m_history = m_history.mid(0, historyAtMost);
    write();
}

bool FilterStore::save(const QString &name, const QString &expression)
{
    const QString called = name.trimmed().left(longestName);
    if (called.isEmpty() || expression.trimmed().isEmpty() || m_saved.size() >= savedAtMost)
        return false;
    if (const qsizetype place = placeOf(called); place >= 0) {
        m_saved[place].expression = expression;
        const QModelIndex changedRow = index(static_cast<int>(place));
        Q_EMIT dataChanged(changedRow, changedRow);
    } else {
        const auto before = std::lower_bound(m_saved.cbegin(), m_saved.cend(), called,
                                             [](const Saved &saved, const QString &text) {
                                                 return saved.name.localeAwareCompare(text) < 0;
                                             });
        const auto row = static_cast<int>(before - m_saved.cbegin());
        beginInsertRows({}, row, row);
        m_saved.insert(row, {called, expression});
        endInsertRows();
    }
    write();
    return m_problem.isEmpty();
}

void FilterStore::remove(const QString &name)
{
    const qsizetype place = placeOf(name);
    if (place < 0)
        return;
    beginRemoveRows({}, static_cast<int>(place), static_cast<int>(place));
    m_saved.removeAt(place);
    endRemoveRows();
    write();
}

void FilterStore::clearHistory()
{
    m_history.clear();
    write();
}

} // namespace ajar::ui
