// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detail/why.h"

namespace ajar::ui
{

int Why::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_steps.size());
}

QVariant Why::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const WhyStep &step = m_steps[index.row()];
    switch (role) {
    case MarkerRole:
        return static_cast<int>(step.marker);
    case KeyRole:
        return step.key;
    case Qt::DisplayRole:
    case TextRole:
        return step.text;
    case RightRole:
        return step.right;
    case FrameRole:
        return static_cast<double>(step.frame);
    default:
        return {};
    }
}

QHash<int, QByteArray> Why::roleNames() const
{
    return {{MarkerRole, "marker"},
            {KeyRole, "key"},
            {TextRole, "content"},
            {RightRole, "aside"},
            {FrameRole, "frame"}};
}

void Why::setConnection(Connection *connection)
{
    if (m_connection == connection)
        return;
    if (m_connection)
        m_connection->disconnect(this);
    m_connection = connection;
    if (connection) {
        connect(connection, &Connection::ticked, this, &Why::update);
        connect(connection, &Connection::heldChanged, this, &Why::update);
    }
    update();
}

/// Rows keep their places while their words change, so that the running time does not rebuild them.
void Why::update()
{
    const QList<WhyStep> steps = m_connection ? whySteps(*m_connection) : QList<WhyStep>();
    const auto before = static_cast<int>(m_steps.size());
    const auto after = static_cast<int>(steps.size());
    const int common = qMin(before, after);
    for (int row = 0; row < common; ++row)
        m_steps[row] = steps[row];
    if (common > 0)
        Q_EMIT dataChanged(index(0), index(common - 1));
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_steps = steps;
        endInsertRows();
    } else if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_steps = steps;
        endRemoveRows();
    }
    m_sentence = m_connection ? whySentence(*m_connection) : QString();
    m_expectation = m_connection ? whatToExpect(*m_connection) : QString();
    Q_EMIT changed();
}

} // namespace ajar::ui
