// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include "ui/window.h"

#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <QtQuickTest>

int main(int argc, char **argv)
{
    // What is set or thrown away here is nobody's.
    const QTemporaryDir home;
    qputenv("XDG_DATA_HOME", home.filePath(QStringLiteral("data")).toLocal8Bit());
    QDir().mkpath(home.filePath(QStringLiteral("data"))); // the trash is in it
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, home.path());
    ajar::ui::prepareStyle();
    QApplication application(argc, argv); // Qt Charts needs widgets
    QApplication::setApplicationName(QStringLiteral("ajar"));
    Setup setup;
    return quick_test_main_with_setup(argc, argv, "ui", AJAR_PAGES, &setup);
}
