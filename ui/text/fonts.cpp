// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/fonts.h"

#include <QFontDatabase>

namespace ajar::ui
{

QString Fonts::fixed() const
{
    return QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
}

} // namespace ajar::ui
