// SPDX-License-Identifier: GPL-3.0-or-later
#include "fixture.h"

#include "ui/window.h"

#include <QApplication>
#include <QtQuickTest>

int main(int argc, char **argv)
{
    ajar::ui::prepareStyle();
    QApplication application(argc, argv); // Qt Charts needs widgets
    QApplication::setApplicationName(QStringLiteral("ajar"));
    Setup setup;
    return quick_test_main_with_setup(argc, argv, "ui", AJAR_PAGES, &setup);
}
