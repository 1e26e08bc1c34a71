// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/usage.h"

#include "link/urlinput.h"

#include <QCoreApplication>
#include <QUrl>

#include <cstdio>

namespace ajar::app
{

std::optional<std::chrono::nanoseconds> parseDuration(const QString &text)
{
    return link::parseDuration(text);
}

QString counted(quint64 count, const QString &one)
{
    return QStringLiteral("%1 %2%3").arg(QString::number(count), one,
                                         count == 1 ? QString() : QStringLiteral("s"));
}

int fail(const QString &message, ExitCode code)
{
    std::fprintf(stderr, "ajar: %s\n", qUtf8Printable(message));
    return code;
}

int usageError(const QString &message, const QString &command)
{
    fail(message, Usage);
    std::fprintf(stderr, "Try 'ajar %s--help'.\n",
                 command.isEmpty() ? "" : qUtf8Printable(command + u' '));
    return Usage;
}

bool parse(QCommandLineParser &parser, const QStringList &arguments, const QString &command,
           int &exitCode)
{
    const QCommandLineOption help = parser.addHelpOption();
    if (!parser.parse(arguments)) {
        exitCode = usageError(parser.errorText(), command);
        return false;
    }
    if (parser.isSet(help)) {
        std::fputs(qUtf8Printable(parser.helpText()), stdout);
        exitCode = Done;
        return false;
    }
    return true;
}

QUrl parseUrl(const QString &text, QString &problem)
{
    return link::urlFromInput(text, problem);
}

} // namespace ajar::app
