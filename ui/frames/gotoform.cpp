// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frames/gotoform.h"

#include "filter/numbers.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"

#include <QDateTime>
#include <QRegularExpression>

namespace ajar::ui
{

namespace
{

constexpr closing::Time second = 1'000'000'000;
constexpr closing::Time day = 24 * 3600 * second;

std::optional<closing::Time> durationOf(const QString &text)
{
    if (text.startsWith(QLatin1String("0x"), Qt::CaseInsensitive))
        return std::nullopt;
    const QByteArray written = text.toUtf8();
    const auto value = filter::numberOf(
        {written.constData(), static_cast<std::size_t>(written.size())}, filter::Form::Duration);
    if (!value || *value > static_cast<std::uint64_t>(std::numeric_limits<qint64>::max() / 2))
        return std::nullopt;
    return static_cast<closing::Time>(*value);
}

/// `3:40.118 204` as the column Time has it: minutes, seconds and parts of one.
std::optional<closing::Time> tableTimeOf(QString text)
{
    static const QRegularExpression shape(QRegularExpression::anchoredPattern(
        QStringLiteral("(\\d{1,9}):(\\d{1,2}(?:\\.\\d{1,9})?)")));
    const auto match = shape.match(text.remove(u' ').remove(QChar(0x2009)));
    if (!match.hasMatch() || match.captured(2).toDouble() >= 60)
        return std::nullopt;
    return durationOf(match.captured(1) + QStringLiteral("m")).value_or(0) +
           durationOf(match.captured(2) + QStringLiteral("s")).value_or(0);
}

/// `14:05:30.5`: the time of day in nanoseconds.
std::optional<closing::Time> clockOf(const QString &text)
{
    static const QRegularExpression shape(QRegularExpression::anchoredPattern(
        QStringLiteral("(\\d{1,2}):(\\d{2}):(\\d{2}(?:[.,]\\d{1,9})?)")));
    const auto match = shape.match(text);
    const int hours = match.captured(1).toInt();
    const int minutes = match.captured(2).toInt();
    const QString seconds = match.captured(3).replace(u',', u'.');
    if (!match.hasMatch() || hours > 23 || minutes > 59 || seconds.toDouble() >= 60)
        return std::nullopt;
    return (hours * 60 + minutes) * 60 * second +
           durationOf(seconds + QStringLiteral("s")).value_or(0);
}

} // namespace

void GoToForm::setText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    Q_EMIT changed();
}

QString GoToForm::problem() const
{
    return m_text.trimmed().isEmpty() ? QString() : place().problem;
}

GoToForm::Place GoToForm::place() const
{
    static const QRegularExpression number(
        QRegularExpression::anchoredPattern(QStringLiteral("#?\\s*([\\d\\s\\x{2009}]+)")));
    const QString text = m_text.trimmed();
    if (!m_frames || !m_frames->connection() || m_frames->connection()->lastSeq() == 0)
        return {.problem = tr("There is nothing to go to yet.")};
    if (text.compare(QLatin1String("end"), Qt::CaseInsensitive) == 0)
        return {.kind = Place::Kind::End};
    if (text.compare(QLatin1String("start"), Qt::CaseInsensitive) == 0)
        return {.kind = Place::Kind::Start};
    if (const auto match = number.match(text); match.hasMatch())
        return frameAt(match.captured(1));
    if (text.startsWith(u'+') || text.startsWith(u'-'))
        return away(text);
    if (text.count(u':') == 2)
        return clockAt(text);
    if (const auto t = tableTimeOf(text))
        return timeAt(*t);
    if (const auto t = durationOf(text))
        return timeAt(*t);
    return {.problem = tr("“%1” is no place: write a frame (123), a time (1.5s, 3:40.118, "
                          "+500ms), a time of day (14:05:30), start or end.")
                           .arg(plain(text, false, 40))};
}

GoToForm::Place GoToForm::frameAt(const QString &digits) const
{
    QString bare = digits;
    bare.remove(u' ').remove(QChar(0x2009));
    bool fits = false;
    const quint64 number = bare.toULongLong(&fits);
    Connection &connection = *m_frames->connection();
    const quint64 last = connection.totals().frames;
    if (fits && number > 0 && connection.reader().seqOfFrame(connection.id(), number) != 0)
        return {.kind = Place::Kind::Frame, .number = number};
    return {.problem = last == 0 ? tr("There is no frame yet.")
                                 : tr("There is no frame #%1: they go from #1 to #%2.")
                                       .arg(plain(bare, false, 24), countText(last))};
}

GoToForm::Place GoToForm::timeAt(closing::Time t) const
{
    const closing::Time last = m_frames->connection()->totals().lastT;
    if (t >= 0 && t <= last)
        return {.kind = Place::Kind::Time, .t = t};
    return {.problem = tr("%1 is outside: the last record is at %2.")
                           .arg(t < 0 ? tr("That") : clockText(t), clockText(last))};
}

GoToForm::Place GoToForm::clockAt(const QString &text) const
{
    const auto time = clockOf(text);
    if (!time)
        return {.problem =
                    tr("“%1” is no time of day, such as 14:05:30.").arg(plain(text, false, 40))};
    const session::StoredConnection &info = m_frames->connection()->info();
    if (info.wallNanoseconds == 0)
        return {.problem = tr("The session does not say at what time of day it was recorded.")};
    const QDateTime began = QDateTime::fromMSecsSinceEpoch(info.wallNanoseconds / 1'000'000);
    const closing::Time midnight = began.date().startOfDay().toMSecsSinceEpoch() * 1'000'000;
    closing::Time t = info.t + (midnight + *time - info.wallNanoseconds);
    if (t < info.t - second) // it went on past midnight
        t += day;
    const closing::Time last = m_frames->connection()->totals().lastT;
    if (t > last) {
        const auto words = [&](closing::Time at) {
            return QDateTime::fromMSecsSinceEpoch((info.wallNanoseconds + at - info.t) / 1'000'000)
                .toString(QStringLiteral("HH:mm:ss"));
        };
        return {.problem = tr("%1 is outside: the connection was recorded from %2 to %3.")
                               .arg(text, words(info.t), words(last))};
    }
    return {.kind = Place::Kind::Time, .t = qMax<closing::Time>(t, 0)};
}

GoToForm::Place GoToForm::away(const QString &text) const
{
    const auto step = durationOf(text.mid(1).trimmed());
    if (!step)
        return {.problem = tr("“%1” is no duration, such as +500ms.").arg(plain(text, false, 40))};
    if (m_frames->currentTime() < 0)
        return {.problem = tr("Select the row from which to go first.")};
    const auto from = static_cast<closing::Time>(m_frames->currentTime());
    return timeAt(text.startsWith(u'-') ? from - *step : from + *step);
}

bool GoToForm::go()
{
    const Place there = place();
    switch (there.kind) {
    case Place::Kind::None:
        return false;
    case Place::Kind::Frame:
        m_frames->showFrame(static_cast<double>(there.number));
        break;
    case Place::Kind::Time:
        m_frames->showTime(static_cast<double>(there.t));
        break;
    case Place::Kind::Start:
        m_frames->selectFirst();
        break;
    case Place::Kind::End:
        m_frames->selectLast();
        break;
    }
    return true;
}

} // namespace ajar::ui
