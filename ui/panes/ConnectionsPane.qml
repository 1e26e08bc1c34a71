// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// All connections: those recorded here, then those of each opened file.
Rectangle {
    id: root

    required property Sessions sessions

    color: Theme.panel

    ListView {
        id: list

        readonly property int page: Math.max(1, Math.floor(height / 52) - 1)

        objectName: "connectionList"
        anchors { fill: parent; margins: Theme.gap }
        clip: true
        model: root.sessions.connections
        currentIndex: root.sessions.currentIndex
        highlightMoveDuration: 0
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        keyNavigationEnabled: false
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Connections")
        Keys.onUpPressed: root.sessions.currentIndex = Math.max(0, root.sessions.currentIndex - 1)
        Keys.onDownPressed: root.sessions.currentIndex += root.sessions.currentIndex + 1 < count ? 1 : 0
        Keys.onPressed: event => {
            const steps = {[Qt.Key_Home]: -count, [Qt.Key_End]: count, [Qt.Key_PageUp]: -page, [Qt.Key_PageDown]: page}
            event.accepted = event.key in steps && count > 0
            if (event.accepted)
                root.sessions.currentIndex = Math.min(Math.max(currentIndex + steps[event.key], 0), count - 1)
        }
        ScrollBar.vertical: ScrollBar {}

        delegate: ConnectionRow {
            width: list.width
            focused: list.activeFocus
            onChosen: root.sessions.currentIndex = index
        }
    }
    PlainText {
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: Theme.margin }
        visible: list.count === 0
        content: qsTr("No connection yet")
        color: Theme.muted
    }
    Rectangle {
        anchors { top: parent.top; bottom: parent.bottom; right: parent.right }
        width: Theme.line
        color: Theme.border
    }
}
