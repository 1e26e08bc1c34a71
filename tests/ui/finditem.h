// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QQuickItem>

/// The first item of that objectName at or below `item`; null: there is none.
inline QQuickItem *findItem(QQuickItem *item, const QString &name)
{
    if (item->objectName() == name)
        return item;
    const QList<QQuickItem *> children = item->childItems();
    for (QQuickItem *child : children) {
        if (QQuickItem *found = findItem(child, name))
            return found;
    }
    return nullptr;
}
