// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// Dragging over the timeline filters by time; what is filtered is shaded there and can be taken away.
FocusScope {
    id: root

    required property Timeline timeline
    required property FilterParts parts
    readonly property bool set: parts.to >= 0
    readonly property bool dragging: drag.active && !drag.cancelled
    readonly property real from: dragging ? Math.min(drag.start, drag.end) : timeline.rangeLeft
    readonly property real to: dragging ? Math.max(drag.start, drag.end) : timeline.rangeRight

    signal timeChosen(double nanoseconds)

    Keys.onEscapePressed: event => {
        event.accepted = drag.active || root.set
        drag.cancelled = drag.active
        if (!drag.active)
            root.parts.clearTimes()
    }

    MouseArea {
        anchors.fill: parent
        onClicked: event => root.timeChosen(root.timeline.timeAt(event.x))
        onDoubleClicked: root.parts.clearTimes()

        DragHandler {
            id: drag

            property real start
            property real end
            property bool cancelled: false

            target: null
            yAxis.enabled: false
            cursorShape: Qt.SizeHorCursor
            onCentroidChanged: {
                if (!active)
                    return
                start = centroid.pressPosition.x
                end = centroid.position.x
            }
            onActiveChanged: {
                if (active) {
                    cancelled = false
                    start = centroid.pressPosition.x
                    end = centroid.position.x
                    root.forceActiveFocus()
                } else if (!cancelled && Math.abs(end - start) >= 2)
                    root.parts.setTimes(root.timeline.timeAt(start), root.timeline.timeAt(end))
            }
        }
    }
    Rectangle {
        objectName: "timeRange"
        x: root.from
        width: Math.max(2, root.to - root.from)
        height: root.height
        visible: root.dragging || root.set
        color: Qt.alpha(Theme.accent, 0.14)
        border.color: Theme.accent
    }
    FlatButton {
        objectName: "clearTimeRange"
        x: Math.max(0, Math.min(root.from, root.width - width))
        anchors.bottom: parent.bottom
        visible: root.set && !root.dragging
        compact: true
        text: qsTr("%1 ✕").arg(root.parts.timeText)
        hint: qsTr("Show all times again (Escape, or a double click)")
        Accessible.name: qsTr("Show all times, not only %1").arg(root.parts.timeText)
        onClicked: root.parts.clearTimes()
    }
}
