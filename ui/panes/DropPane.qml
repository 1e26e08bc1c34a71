// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// Files that are dragged onto the window are opened or imported.
DropArea {
    id: root

    required property ImportQueue imports

    keys: ["text/uri-list"]
    onEntered: drag => drag.accepted = drag.hasUrls
    onDropped: drop => {
        drop.acceptProposedAction()
        root.imports.takeUrls(drop.urls)
    }

    Rectangle {
        anchors.fill: parent
        visible: root.containsDrag
        color: Qt.alpha(Theme.window, 0.85)
        border.color: Theme.accent
        border.width: 2

        PlainText {
            anchors.centerIn: parent
            content: qsTr("Drop sessions to open them, exports and captures to import them")
            font.pixelSize: Theme.titleSize
        }
    }
}
