// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// Commands with their shortcuts.
Menu {
    id: root

    required property Actions source

    width: 296
    background: Rectangle {
        color: Theme.field
        border.color: Theme.border
        radius: Theme.radius
    }

    Instantiator {
        model: root.source.shownInMenu
        delegate: MenuItem {
            id: item

            required property Action modelData

            action: modelData
            implicitHeight: Theme.controlHeight
            opacity: enabled ? 1 : 0.5
            Accessible.name: text
            contentItem: Row {
                leftPadding: Theme.gap
                PlainText {
                    width: item.width * 0.62
                    content: item.text
                }
                PlainText {
                    content: KeyNames.of(item.modelData.shortcut)
                    color: Theme.muted
                    font.pixelSize: Theme.smallSize
                }
            }
            background: Rectangle {
                color: item.highlighted ? Theme.selection : "transparent"
            }
        }
        onObjectAdded: (index, object) => root.insertItem(index, object as MenuItem)
        onObjectRemoved: (index, object) => root.removeItem(object as MenuItem)
    }
}
