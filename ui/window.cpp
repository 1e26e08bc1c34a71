// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window.h"

#include "library/folder.h"
#include "ui/sessions/sessions.h"
#include "ui/start.h"

#include <QApplication>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QScreen>
#include <QStandardPaths>
#include <QtQml/qqmlextensionplugin.h>

Q_IMPORT_QML_PLUGIN(AjarPlugin)

namespace ajar::ui
{

void prepareStyle()
{
    QQuickStyle::setStyle(QStringLiteral("Basic"));
}

void prepareEngine(QQmlEngine &engine)
{
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
}

int runWindow(QApplication &application, const WindowOptions &options)
{
    prepareStyle();
    const QString folder =
        options.sessionsFolder.isEmpty() ? library::sessionsFolder() : options.sessionsFolder;
    link::Network network;
    Sessions sessions(network, folder);
    Start start(options.url, options.sessionFile, options.demo, options.startDemo);
    start.setConfigFolder(QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation));
    QQmlApplicationEngine engine; // last: the window goes before what it shows
    prepareEngine(engine);
    engine.setInitialProperties({{QStringLiteral("sessions"), QVariant::fromValue(&sessions)},
                                 {QStringLiteral("start"), QVariant::fromValue(&start)}});
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Ajar/Main.qml")));
    auto *window = qobject_cast<QQuickWindow *>(engine.rootObjects().value(0));
    if (!window)
        return 1;
    // On a small screen without a window manager nobody else would.
    window->resize(window->size().boundedTo(window->screen()->availableSize()));
    return application.exec();
}

} // namespace ajar::ui
