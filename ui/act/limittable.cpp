// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/act/limittable.h"

#include "link/urlinput.h"

#include <array>

namespace ajar::ui
{

namespace
{

struct Limit {
    const char *name;
    const char *label;
    bool bytes; ///< else a count
    std::uint64_t gate::Limits::*value;
};
constexpr std::array<Limit, 8> all{{
    {"frame", QT_TRANSLATE_NOOP("LimitTable", "Frame"), true, &gate::Limits::frame},
    {"message", QT_TRANSLATE_NOOP("LimitTable", "Message"), true, &gate::Limits::message},
    {"inflated", QT_TRANSLATE_NOOP("LimitTable", "Inflated"), true, &gate::Limits::inflated},
    {"fragments", QT_TRANSLATE_NOOP("LimitTable", "Fragments"), false, &gate::Limits::fragments},
    {"pongs", QT_TRANSLATE_NOOP("LimitTable", "Queued Pongs"), false, &gate::Limits::queuedPongs},
    {"queue", QT_TRANSLATE_NOOP("LimitTable", "Send queue"), true, &gate::Limits::sendQueue},
    {"held", QT_TRANSLATE_NOOP("LimitTable", "Held bytes"), true, &gate::Limits::held},
    {"heldFrames", QT_TRANSLATE_NOOP("LimitTable", "Held frames"), false,
     &gate::Limits::heldFrames},
}};

const Limit &at(int row)
{
    return all[static_cast<std::size_t>(row)];
}

QString usual(const Limit &limit)
{
    const quint64 value = gate::Limits{}.*limit.value;
    return limit.bytes ? link::sizeText(value) : QString::number(value);
}

std::optional<quint64> read(const Limit &limit, const QString &text)
{
    if (limit.bytes)
        return link::parseSize(text);
    bool ok = false;
    const quint64 value = text.trimmed().toULongLong(&ok);
    return ok && value > 0 ? std::optional(value) : std::nullopt;
}

} // namespace

LimitTable::LimitTable(QObject *parent)
    : QAbstractListModel(parent)
{
    for (const Limit &limit : all)
        m_texts += usual(limit);
}

int LimitTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(all.size());
}

QVariant LimitTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    switch (role) {
    case NameRole:
        return QString::fromLatin1(at(index.row()).name);
    case Qt::DisplayRole:
    case LabelRole:
        return tr(at(index.row()).label);
    case ValueRole:
        return m_texts[index.row()];
    case ProblemRole:
        return problemOf(index.row());
    default:
        return {};
    }
}

QHash<int, QByteArray> LimitTable::roleNames() const
{
    return {
        {NameRole, "name"}, {LabelRole, "label"}, {ValueRole, "value"}, {ProblemRole, "problem"}};
}

void LimitTable::setValue(int row, const QString &text)
{
    if (row < 0 || row >= m_texts.size() || m_texts[row] == text)
        return;
    m_texts[row] = text;
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT edited();
}

QString LimitTable::problemOf(int row) const
{
    if (read(at(row), m_texts[row]))
        return {};
    return at(row).bytes ? tr("A size above zero, such as 4k, 64M or 1G.")
                         : tr("A number above zero.");
}

int LimitTable::changedCount() const
{
    int count = 0;
    for (int row = 0; row < rowCount(); ++row) {
        const auto value = read(at(row), m_texts[row]);
        count += !value || *value != gate::Limits{}.*at(row).value;
    }
    return count;
}

QString LimitTable::fill(gate::Limits &limits) const
{
    for (int row = 0; row < rowCount(); ++row) {
        const auto value = read(at(row), m_texts[row]);
        if (!value)
            return tr("Limit of %1: %2").arg(tr(at(row).label), problemOf(row));
        limits.*at(row).value = *value;
    }
    return {};
}

} // namespace ajar::ui
