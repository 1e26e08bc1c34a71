// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "filter/completion.h"

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

/// What the popup under the filter offers: choices for the word at the cursor, or whole filters.
class ChoiceList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("FilterForm has it")
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(bool whole READ isWhole NOTIFY changed) ///< each is a filter by itself

public:
    enum Role { TextRole = Qt::UserRole, AboutRole };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    int count() const { return static_cast<int>(m_choices.size()); }
    bool isWhole() const { return m_whole; }
    const filter::Choice *at(int index) const; ///< nullptr: there is no such
    void set(std::vector<filter::Choice> choices);
    void setWhole(const QStringList &filters);
    void clear() { set({}); }

Q_SIGNALS:
    void changed();

private:
    void put(std::vector<filter::Choice> choices, bool whole);

    std::vector<filter::Choice> m_choices;
    bool m_whole = false;
};

} // namespace ajar::ui
