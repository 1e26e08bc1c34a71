// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QObject>
#include <QVariant>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

/// Shortcuts as the platform writes them, for menus.
class KeyNames : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    Q_INVOKABLE QString of(const QVariant &shortcut) const
    {
        const QKeySequence keys =
            shortcut.userType() == QMetaType::Int
                ? QKeySequence(static_cast<QKeySequence::StandardKey>(shortcut.toInt()))
                : QKeySequence::fromString(shortcut.toString());
        return keys.toString(QKeySequence::NativeText);
    }
};

} // namespace ajar::ui
