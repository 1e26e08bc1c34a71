// SPDX-License-Identifier: MIT
#include "link/urlinput.h"

#include "gate/policy.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <cmath>

namespace ajar::link
{

namespace
{

QString say(const char *text)
{
    return QCoreApplication::translate("UrlInput", text);
}

} // namespace

QUrl urlFromInput(const QString &text, QString &problem)
{
    problem.clear();
    QString input = text.trimmed();
    if (input.isEmpty()) {
        problem = say("Type a URL, such as ws://127.0.0.1:9000/chat.");
        return {};
    }
    static const QRegularExpression scheme(QStringLiteral("^([A-Za-z][A-Za-z0-9+.-]*)://"));
    const auto match = scheme.match(input);
    if (!match.hasMatch())
        input.prepend(u"ws://");
    QUrl url(input, QUrl::StrictMode);
    if (!url.isValid()) {
        problem = say("This is no valid URL: %1").arg(url.errorString().section(u';', 0, 0));
        return {};
    }
    const QString name = url.scheme().toLower();
    if (name == u"http" || name == u"https")
        url.setScheme(name == u"http" ? QStringLiteral("ws") : QStringLiteral("wss"));
    else if (name != u"ws" && name != u"wss") {
        problem = say("The scheme \"%1\" is not one of ws and wss.").arg(name);
        return {};
    }
    if (url.host().isEmpty()) {
        problem = say("The URL names no host.");
        return {};
    }
    if (url.port(1) == 0) {
        problem = say("Port 0 can't be connected to.");
        return {};
    }
    url.setFragment({});
    return url;
}

std::optional<std::chrono::nanoseconds> parseDuration(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral("^\\s*(\\d{1,9}(?:\\.\\d{1,6})?)\\s*(ms|s|m|h)?\\s*$"));
    if (text.trimmed() == u"off")
        return std::chrono::nanoseconds(0);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(2);
    const double factor = unit == u"ms" ? 1e6 : unit == u"m" ? 60e9 : unit == u"h" ? 3600e9 : 1e9;
    const double nanoseconds = match.captured(1).toDouble() * factor;
    constexpr double longest = 24.0 * 86400e9; // what a 32-bit number of milliseconds holds
    if (nanoseconds > longest)
        return std::nullopt;
    return std::chrono::nanoseconds(std::llround(nanoseconds));
}

QString durationText(std::chrono::nanoseconds duration)
{
    return QString::fromStdString(gate::describe(duration));
}

} // namespace ajar::link
