// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

#include <functional>

class QApplication;
class QQmlEngine;

namespace ajar::ui
{

/// What the command line asks of the window.
struct WindowOptions {
    QString url;         ///< connect to it at once
    QString sessionFile; ///< open it at once
    /// `url` is the demo server's: Close replies are withheld, so that its Close leaves the
    /// connection half-closed.
    bool demo = false;
    /// Starts the built-in demo server and says where it listens; an empty URL: it could not. Null:
    /// the window offers no demo.
    std::function<QUrl()> startDemo;
    /// Where new sessions are recorded; empty: the user's data folder.
    QString sessionsFolder;
};

/// Shows the window and runs until it is closed. Returns the exit code.
int runWindow(QApplication &application, const WindowOptions &options);

/// For those who show the window themselves (tests): style and import path, before the engine
/// loads; and the properties that Main.qml needs.
void prepareEngine(QQmlEngine &engine);
void prepareStyle();

} // namespace ajar::ui
