// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/headertable.h"

#include <algorithm>

namespace ajar::ui
{

HeaderTable::HeaderTable(QObject *parent)
    : QAbstractListModel(parent)
    , m_headers(1)
{
}

int HeaderTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_headers.size());
}

QVariant HeaderTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Header &header = m_headers[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return header.name;
    case ValueRole:
        return header.value;
    case ProblemRole:
        return problemOf(header);
    default:
        return {};
    }
}

QHash<int, QByteArray> HeaderTable::roleNames() const
{
    return {{NameRole, "name"}, {ValueRole, "value"}, {ProblemRole, "problem"}};
}

int HeaderTable::filled() const
{
    return static_cast<int>(std::count_if(m_headers.begin(), m_headers.end(),
                                          [](const Header &h) { return !h.name.isEmpty(); }));
}

void HeaderTable::setName(int row, const QString &name)
{
    if (row < 0 || row >= m_headers.size() || m_headers[row].name == name)
        return;
    m_headers[row].name = name;
    edited(row);
}

void HeaderTable::setValue(int row, const QString &value)
{
    if (row < 0 || row >= m_headers.size() || m_headers[row].value == value)
        return;
    m_headers[row].value = value;
    edited(row);
}

void HeaderTable::edited(int row)
{
    Q_EMIT dataChanged(index(row), index(row));
    const Header &last = m_headers.last();
    if (!last.name.isEmpty() || !last.value.isEmpty()) {
        const int end = static_cast<int>(m_headers.size());
        beginInsertRows({}, end, end);
        m_headers.append(Header{});
        endInsertRows();
    }
    Q_EMIT filledChanged();
}

void HeaderTable::removeRow(int row)
{
    if (row < 0 || row >= m_headers.size() - 1)
        return;
    beginRemoveRows({}, row, row);
    m_headers.removeAt(row);
    endRemoveRows();
    Q_EMIT filledChanged();
}

bool HeaderTable::isToken(const QString &text)
{
    static const QString marks = QStringLiteral("!#$%&'*+-.^_`|~");
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
        return c.unicode() < 0x80 && (c.isLetterOrNumber() || marks.contains(c));
    });
}

QString HeaderTable::problemOf(const Header &header)
{
    if (header.name.isEmpty())
        return header.value.isEmpty() ? QString() : tr("A header needs a name.");
    if (!isToken(header.name))
        return tr("%1 can't be a header's name.").arg(header.name);
    const bool control = std::any_of(header.value.begin(), header.value.end(),
                                     [](QChar c) { return c.unicode() < 0x20 && c != u'\t'; });
    return control ? tr("The value of %1 has a control character.").arg(header.name) : QString();
}

} // namespace ajar::ui
