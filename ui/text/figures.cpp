// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/figures.h"

#include <QCoreApplication>

namespace ajar::ui
{

namespace
{

constexpr closing::Time microsecond = 1000;
constexpr closing::Time millisecond = 1000 * microsecond;
constexpr closing::Time second = 1000 * millisecond;
constexpr closing::Time minute = 60 * second;
constexpr closing::Time hour = 60 * minute;

QString tr(const char *text)
{
    return QCoreApplication::translate("Figures", text);
}

/// Three significant digits at most: 0.82, 8.2, 82, 820.
QString figure(double value)
{
    const int decimals = value < 1 ? 2 : value < 10 ? 1 : 0;
    return QString::number(value, 'f', decimals);
}

QString two(closing::Time value)
{
    return QStringLiteral("%1").arg(value, 2, 10, QLatin1Char('0'));
}

} // namespace

QString durationText(closing::Time time)
{
    if (time < millisecond)
        return tr("%1 µs").arg(time / microsecond);
    if (time < second)
        return tr("%1 ms").arg(time / millisecond);
    if (time < minute)
        return tr("%1 s").arg(static_cast<double>(time / (100 * millisecond)) / 10, 0, 'f', 1);
    if (time < hour)
        return tr("%1 min %2 s").arg(time / minute).arg(two(time % minute / second));
    return tr("%1 h %2 min").arg(time / hour).arg(two(time % hour / minute));
}

QString clockText(closing::Time time)
{
    const closing::Time micros = qMax<closing::Time>(time, 0) / microsecond;
    return QStringLiteral("%1:%2.%3 %4")
        .arg(micros / 60'000'000)
        .arg(two(micros / 1'000'000 % 60))
        .arg(micros / 1000 % 1000, 3, 10, QLatin1Char('0'))
        .arg(micros % 1000, 3, 10, QLatin1Char('0'));
}

QString deltaText(closing::Time time)
{
    if (time < millisecond)
        return tr("+%1 µs").arg(time / microsecond);
    if (time < second)
        return tr("+%1 ms").arg(figure(static_cast<double>(time) / millisecond));
    if (time < minute)
        return tr("+%1 s").arg(static_cast<double>(time) / second, 0, 'f', 2);
    return tr("+%1").arg(durationText(time));
}

QString countText(quint64 count)
{
    QString digits = QString::number(count);
    for (qsizetype at = digits.size() - 3; at > 0; at -= 3)
        digits.insert(at, QChar(0x2009));
    return digits;
}

QString bytesText(quint64 bytes)
{
    constexpr quint64 kilo = 1000;
    if (bytes < kilo)
        return tr("%1 B").arg(bytes);
    static const char *const units[] = {"%1 kB", "%1 MB", "%1 GB", "%1 TB"};
    double value = static_cast<double>(bytes) / kilo;
    int unit = 0;
    for (; value >= kilo && unit < 3; ++unit)
        value /= kilo;
    return tr(units[unit]).arg(value, 0, 'f', 1);
}

} // namespace ajar::ui
