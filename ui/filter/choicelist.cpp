// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/filter/choicelist.h"

#include "ui/text/words.h"

namespace ajar::ui
{

int ChoiceList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant ChoiceList::data(const QModelIndex &index, int role) const
{
    const filter::Choice *choice = index.isValid() ? at(index.row()) : nullptr;
    if (!choice)
        return {};
    if (role == TextRole || role == Qt::DisplayRole)
        return fromCore(choice->text);
    return role == AboutRole ? QVariant(fromCore(choice->about)) : QVariant();
}

QHash<int, QByteArray> ChoiceList::roleNames() const
{
    return {{TextRole, "text"}, {AboutRole, "about"}};
}

const filter::Choice *ChoiceList::at(int index) const
{
    return index >= 0 && index < count() ? &m_choices[static_cast<std::size_t>(index)] : nullptr;
}

void ChoiceList::set(std::vector<filter::Choice> choices)
{
    put(std::move(choices), false);
}

void ChoiceList::setWhole(const QStringList &filters)
{
    std::vector<filter::Choice> choices;
    for (const QString &filter : filters)
        choices.push_back({filter.toStdString(), {}, filter::ChoiceKind::Value});
    put(std::move(choices), true);
}

void ChoiceList::put(std::vector<filter::Choice> choices, bool whole)
{
    if (choices.empty() && m_choices.empty())
        return;
    beginResetModel();
    m_choices = std::move(choices);
    m_whole = whole;
    endResetModel();
    Q_EMIT changed();
}

} // namespace ajar::ui
