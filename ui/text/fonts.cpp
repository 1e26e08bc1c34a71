// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/fonts.h"

#include <QFontDatabase>
#include <QGuiApplication>

namespace ajar::ui
{

QString Fonts::fixed() const
{
    return QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
}

QString Fonts::general() const
{
    return QGuiApplication::font().family();
}

} // namespace ajar::ui
