// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/detail/findinglist.h"

#include "ui/text/plain.h"
#include "ui/text/words.h"

#include <algorithm>
#include <cmath>

namespace ajar::ui
{

namespace
{

constexpr qsizetype numbersShown = 5;

wire::Level levelOf(wire::Finding finding)
{
    return wire::ruleOf(finding).level;
}

} // namespace

int FindingList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : rows();
}

QVariant FindingList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const BrokenRule &broken = m_rules[index.row()];
    const wire::Rule &rule = wire::ruleOf(broken.finding);
    switch (role) {
    case IdRole:
        return fromCore(rule.id);
    case Qt::DisplayRole:
    case TitleRole:
        return fromCore(rule.title);
    case LevelRole:
        return fromCore(wire::name(rule.level));
    case LevelWordsRole:
        return levelWords(rule.level);
    case SectionRole:
        return sectionWords(broken.finding);
    case SentenceRole:
        return fromCore(rule.sentence);
    case WhoRole:
        return who(broken);
    case DetailRole:
        return plain(broken.detail, false, 500);
    case NumbersRole: {
        QVariantList list;
        for (const quint64 number : broken.numbers)
            list += static_cast<double>(number);
        return list;
    }
    case SeqRole:
        return static_cast<double>(broken.seq);
    default:
        return {};
    }
}

QHash<int, QByteArray> FindingList::roleNames() const
{
    return {{IdRole, "ruleId"},       {TitleRole, "title"},
            {LevelRole, "level"},     {LevelWordsRole, "levelWords"},
            {SectionRole, "section"}, {SentenceRole, "sentence"},
            {WhoRole, "who"},         {DetailRole, "detail"},
            {NumbersRole, "numbers"}, {SeqRole, "seq"}};
}

void FindingList::setConnection(Connection *connection)
{
    if (m_connection == connection)
        return;
    if (m_connection)
        m_connection->disconnect(this);
    m_connection = connection;
    if (connection) {
        connect(connection, &Connection::changed, this, [this] {
            if (m_revision != m_connection->story().findingsRevision())
                update();
        });
    }
    update();
}

void FindingList::setSeq(double seq)
{
    const auto wanted = static_cast<quint64>(std::llround(std::fmax(seq, 0)));
    if (m_seq == wanted)
        return;
    m_seq = wanted;
    update();
}

void FindingList::setStrict(bool on)
{
    m_strict = on;
    update();
}

bool FindingList::isFull() const
{
    return m_connection && m_seq == 0 && m_connection->story().findingsFull();
}

/// "received", "sent twice", "received 12 times": whose frames, and how often.
QString FindingList::who(const BrokenRule &rule)
{
    const QString way = rule.sent == rule.count         ? tr("sent by us")
                        : rule.received == rule.count   ? tr("received")
                        : rule.sent + rule.received > 0 ? tr("both directions")
                                                        : tr("connection");
    return rule.count == 1 ? way
                           : tr("%1 · %n times", nullptr, static_cast<int>(rule.count)).arg(way);
}

/// Those of the record that is asked for: its own, and what events say about it.
QList<FindingMark> FindingList::marks() const
{
    if (!m_connection)
        return {};
    const QList<FindingMark> &all = m_connection->story().findings();
    if (m_seq == 0)
        return all;
    const auto rows = m_connection->reader().rows(m_connection->id(), m_seq, 1, 0);
    if (rows.isEmpty() || rows.first().seq != m_seq)
        return {};
    const session::Row &row = rows.first();
    QList<FindingMark> list;
    for (const wire::Finding finding : findingsOf(row.findings))
        list.append({row.seq, row.number, finding, row.direction, {}});
    for (const FindingMark &mark : all) {
        const bool same = row.isFrame() ? mark.number == row.number : mark.seq == row.seq;
        if (!same)
            continue;
        const auto own = std::find_if(list.begin(), list.end(), [&mark](const FindingMark &one) {
            return one.finding == mark.finding;
        });
        if (own == list.end())
            list.append(mark);
        else
            own->text = mark.text;
    }
    return list;
}

void FindingList::update()
{
    m_revision = m_connection ? m_connection->story().findingsRevision() : 0;
    QList<BrokenRule> rules;
    QList<FindingMark> all = marks();
    std::stable_sort(all.begin(), all.end(),
                     [](const FindingMark &a, const FindingMark &b) { return a.seq < b.seq; });
    for (const FindingMark &mark : std::as_const(all)) {
        auto rule = std::find_if(rules.begin(), rules.end(), [&mark](const BrokenRule &one) {
            return one.finding == mark.finding;
        });
        if (rule == rules.end())
            rule = rules.insert(rules.end(), {mark.finding, mark.seq, 0, 0, 0, {}, {}});
        ++rule->count;
        rule->sent += mark.direction == closing::Direction::Sent;
        rule->received += mark.direction == closing::Direction::Received;
        if (mark.number != 0 && rule->numbers.size() < numbersShown)
            rule->numbers += mark.number;
        if (rule->detail.isEmpty())
            rule->detail = mark.text;
    }
    m_strictRows = static_cast<int>(std::count_if(rules.begin(), rules.end(), [](const auto &one) {
        return levelOf(one.finding) == wire::Level::Strict;
    }));
    if (!m_strict)
        rules.removeIf([](const auto &one) { return levelOf(one.finding) == wire::Level::Strict; });
    std::stable_sort(rules.begin(), rules.end(), [](const BrokenRule &a, const BrokenRule &b) {
        return levelOf(a.finding) < levelOf(b.finding);
    });
    show(rules);
}

/// Rows keep their places while their words change, so that a link in them keeps the focus.
void FindingList::show(const QList<BrokenRule> &rules)
{
    const int before = rows();
    const auto after = static_cast<int>(rules.size());
    const int common = qMin(before, after);
    for (int row = 0; row < common; ++row)
        m_rules[row] = rules[row];
    if (common > 0)
        Q_EMIT dataChanged(index(0), index(common - 1));
    if (after > before) {
        beginInsertRows({}, before, after - 1);
        m_rules = rules;
        endInsertRows();
    } else if (after < before) {
        beginRemoveRows({}, after, before - 1);
        m_rules = rules;
        endRemoveRows();
    }
    Q_EMIT changed();
}

} // namespace ajar::ui
