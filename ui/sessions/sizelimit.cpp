// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/sizelimit.h"

#include "ui/text/figures.h"

#include <QSettings>

#include <algorithm>

namespace ajar::ui
{

namespace
{

constexpr double gigabyte = 1e9;

QSettings settings()
{
    return {QSettings::IniFormat, QSettings::UserScope, QStringLiteral("ajar"),
            QStringLiteral("ajar")};
}
constexpr QLatin1String key("sessions/sizeLimit"); // bytes; 0: none

QString fieldText(quint64 bytes)
{
    return QString::number(static_cast<double>(bytes) / gigabyte, 'g', 6);
}

} // namespace

SizeLimit::SizeLimit(QObject *parent)
    : QObject(parent)
{
    bool isNumber = false;
    m_limit = settings().value(key, usual).toULongLong(&isNumber);
    if (!isNumber)
        m_limit = usual;
    m_text = fieldText(m_limit);
}

QString SizeLimit::used() const
{
    return bytesText(m_used);
}

QString SizeLimit::question() const
{
    if (m_limit == 0 || m_used <= m_limit || m_used <= m_dismissedAt)
        return {};
    return tr("Sessions use %1 of %2.").arg(used(), bytesText(m_limit));
}

void SizeLimit::setUsed(quint64 bytes)
{
    if (bytes == m_used)
        return;
    m_used = bytes;
    if (m_used <= m_limit)
        m_dismissedAt = 0;
    Q_EMIT changed();
}

QStringList SizeLimit::tooMuch(QList<library::Summary> summaries, quint64 limit,
                               const std::function<bool(const library::Summary &)> &mayGo)
{
    quint64 used = 0;
    for (const library::Summary &summary : summaries)
        used += summary.bytes;
    std::sort(summaries.begin(), summaries.end(),
              [](const auto &a, const auto &b) { return a.wallNanoseconds < b.wallNanoseconds; });
    QStringList paths;
    for (const library::Summary &summary : summaries) {
        if (limit == 0 || used <= limit)
            break;
        if (!mayGo(summary))
            continue;
        paths += summary.path;
        used -= summary.bytes;
    }
    return paths;
}

void SizeLimit::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    bool isNumber = false;
    const double gigabytes = QString(text).replace(u',', u'.').trimmed().toDouble(&isNumber);
    constexpr double most = 1e6;
    if (!isNumber || !(gigabytes >= 0 && gigabytes <= most)) {
        m_problem = tr("A number of gigabytes; 0 is no limit.");
    } else {
        m_problem.clear();
        m_limit = static_cast<quint64>(gigabytes * gigabyte + 0.5);
        m_dismissedAt = 0;
        settings().setValue(key, m_limit);
    }
    Q_EMIT changed();
}

void SizeLimit::dismiss()
{
    // Half a gigabyte or a twentieth more is worth another question.
    m_dismissedAt = m_used + qMax<quint64>(m_limit / 20, 500'000'000);
    Q_EMIT changed();
}

} // namespace ajar::ui
