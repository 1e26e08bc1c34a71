// SPDX-License-Identifier: MIT
#include "knowledge/rowreader.h"

#include <cmath>
#include <utility>

namespace ajar::knowledge
{

namespace
{

constexpr double longest = 100.0 * 24 * 3600; ///< seconds

closing::Time nanoseconds(double seconds)
{
    return static_cast<closing::Time>(std::llround(seconds * 1e9));
}

} // namespace

RowReader::RowReader(QJsonObject row, QString place)
    : m_row(std::move(row))
    , m_place(std::move(place))
{
}

QJsonValue RowReader::take(const QString &key)
{
    return m_row.take(key);
}

void RowReader::complain(const QString &key, const QString &what)
{
    if (!m_problem.isEmpty())
        return;
    m_problemPlace = m_place + u'.' + key;
    m_problem = what;
}

std::string RowReader::text(const QString &key)
{
    const QJsonValue value = take(key);
    if (value.toString().isEmpty())
        complain(key, QStringLiteral("a text that is not empty is needed"));
    return value.toString().toStdString();
}

std::string RowReader::optionalText(const QString &key)
{
    const QJsonValue value = take(key);
    if (!value.isUndefined() && !value.isString())
        complain(key, QStringLiteral("a text is needed"));
    return value.toString().toStdString();
}

closing::Time RowReader::seconds(const QString &key)
{
    const double value = take(key).toDouble(-1);
    if (value <= 0 || value > longest) {
        complain(key, QStringLiteral("a number of seconds above 0 and up to 100 days is needed"));
        return 0;
    }
    return nanoseconds(value);
}

std::optional<closing::Time> RowReader::optionalSeconds(const QString &key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return std::nullopt;
    const double number = value.toDouble(-1);
    if (number < 0 || number > longest) {
        complain(key, QStringLiteral("a number of seconds from 0 to 100 days is needed"));
        return std::nullopt;
    }
    return nanoseconds(number);
}

std::uint16_t RowReader::code(const QString &key, int lowest)
{
    const int value = take(key).toInt(-1);
    if (value < lowest || value > 65535) {
        complain(key, QStringLiteral("a whole number from %1 to 65535 is needed").arg(lowest));
        return 0;
    }
    return static_cast<std::uint16_t>(value);
}

bool RowReader::flag(const QString &key)
{
    return optionalFlag(key).value_or(false);
}

std::optional<bool> RowReader::optionalFlag(const QString &key)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isBool())
        complain(key, QStringLiteral("true or false is needed"));
    return value.toBool();
}

std::vector<std::string> RowReader::texts(const QString &key)
{
    std::vector<std::string> texts;
    const QJsonArray values = array(key);
    for (const QJsonValue &value : values) {
        if (value.toString().isEmpty())
            complain(key, QStringLiteral("texts that are not empty are needed"));
        texts.push_back(value.toString().toStdString());
    }
    return texts;
}

QJsonArray RowReader::array(const QString &key)
{
    const QJsonValue value = take(key);
    if (!value.isUndefined() && !value.isArray())
        complain(key, QStringLiteral("an array is needed"));
    return value.toArray();
}

int RowReader::word(const QString &key, const QStringList &words)
{
    const QJsonValue value = take(key);
    if (value.isUndefined())
        return 0;
    const qsizetype index = words.indexOf(value.toString());
    if (index < 0)
        complain(key,
                 QStringLiteral("one of these is needed: ") + words.join(QStringLiteral(", ")));
    return static_cast<int>(qMax<qsizetype>(index, 0));
}

closing::Evidence RowReader::evidence()
{
    const QString key = QStringLiteral("confidence");
    if (!m_row.contains(key))
        complain(key, QStringLiteral("it is needed: say how well the row is founded"));
    return static_cast<closing::Evidence>(
        word(key, {QStringLiteral("measured"), QStringLiteral("read"), QStringLiteral("docs"),
                   QStringLiteral("second-hand"), QStringLiteral("unchecked")}));
}

void RowReader::finish()
{
    if (!m_row.isEmpty())
        complain(m_row.constBegin().key(), QStringLiteral("no such member is known here"));
}

} // namespace ajar::knowledge
