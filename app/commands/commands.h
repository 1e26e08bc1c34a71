// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

/// The subcommands. Each takes its own arguments (the first is its name) and returns an ExitCode.
namespace ajar::app
{

int recordCommand(const QStringList &arguments);
int showCommand(const QStringList &arguments);
int exportCommand(const QStringList &arguments);
int importCommand(const QStringList &arguments);
int salvageCommand(const QStringList &arguments);
int besideCommand(const QStringList &arguments);
int verdictCommand(const QStringList &arguments);
int rulesCommand(const QStringList &arguments);
int sessionsCommand(const QStringList &arguments);

/// The window: `[URL | FILE] [--demo]`. Makes its own QApplication from argc and argv.
int windowCommand(int &argc, char **argv);

} // namespace ajar::app
