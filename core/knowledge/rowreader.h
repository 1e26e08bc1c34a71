// SPDX-License-Identifier: MIT
#pragma once

#include "closing/knowledge.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace ajar::knowledge
{

/// Reads the members of one JSON object and remembers the first thing that is wrong. A member that
/// nobody asked for is wrong too: it is likely a slip of the pen.
class RowReader
{
public:
    RowReader(QJsonObject row, QString place);

    std::string text(const QString &key);                             ///< not empty
    std::string optionalText(const QString &key);                     ///< empty if absent
    closing::Time seconds(const QString &key);                        ///< above 0
    std::optional<closing::Time> optionalSeconds(const QString &key); ///< 0 or above
    std::uint16_t code(const QString &key, int lowest = 0);
    bool flag(const QString &key); ///< false if absent
    std::optional<bool> optionalFlag(const QString &key);
    std::vector<std::string> texts(const QString &key); ///< empty if absent
    QJsonArray array(const QString &key);               ///< empty if absent
    /// The place of a word in `words`; the first one if the member is absent.
    int word(const QString &key, const QStringList &words);
    closing::Evidence evidence();
    /// The member itself is wrong in some other way.
    void complain(const QString &key, const QString &what);

    /// Call it last: complains of members that were not asked for.
    void finish();
    QString place() const { return m_place; }
    QString problemPlace() const { return m_problemPlace; }
    QString problem() const { return m_problem; } ///< empty: none

private:
    QJsonValue take(const QString &key);

    QJsonObject m_row;
    QString m_place;
    QString m_problemPlace;
    QString m_problem;
};

} // namespace ajar::knowledge
