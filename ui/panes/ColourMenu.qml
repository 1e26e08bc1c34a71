// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// The colours that a mark can have.
Menu {
    id: root

    required property Actions actions

    title: qsTr("Colour")
    width: 210
    background: Rectangle {
        color: Theme.field
        border.color: Theme.border
        radius: Theme.radius
    }

    Instantiator {
        model: root.actions.colours
        delegate: MenuItem {
            id: entry

            required property Action modelData

            action: modelData
            implicitHeight: Theme.controlHeight
            Accessible.name: text
            contentItem: PlainText {
                leftPadding: Theme.smallGap
                content: entry.text
                opacity: entry.enabled ? 1 : 0.5
                Accessible.ignored: true
            }
            background: Rectangle {
                color: entry.highlighted ? Theme.selection : "transparent"
            }
        }
        onObjectAdded: (index, object) => root.insertItem(index, object as MenuItem)
        onObjectRemoved: (index, object) => root.removeItem(object as MenuItem)
    }
}
