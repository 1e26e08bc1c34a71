// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCommandLineParser>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace ajar::app
{

/// The exit codes of all commands.
enum ExitCode : int {
    Done = 0,    ///< closed cleanly, or the work is done
    Usage = 1,   ///< the command line can't be understood
    Refused = 2, ///< no connection
    Unclean = 3, ///< aborted or timed out
    Expectation = 4,
    BadFile = 5, ///< damaged or not ours
};

/// "250ms", "5s", "2m", "1h"; a bare number is seconds; "0" and "off" are zero. Nullopt: none of
/// it.
std::optional<std::chrono::nanoseconds> parseDuration(const QString &text);

/// "3 lines", "1 line"
QString counted(quint64 count, const QString &one);

/// Prints "ajar: message" and where to find help to standard error; returns ExitCode::Usage.
int usageError(const QString &message, const QString &command = {});
/// Prints "ajar: message" to standard error and returns `code`.
int fail(const QString &message, ExitCode code);

/// Parses `arguments` (the first is the program or command). True when the command is to go on;
/// else `exitCode` says how to end: help was printed, or the line is wrong.
bool parse(QCommandLineParser &parser, const QStringList &arguments, const QString &command,
           int &exitCode);

/// A URL as people type it: a bare "host:port/path" gets ws://, http and https become ws and wss.
/// The problem, in one sentence, if it can't be used.
QUrl parseUrl(const QString &text, QString &problem);

} // namespace ajar::app
