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
    readonly property real from: drag.active ? Math.min(drag.start, drag.end) : timeline.rangeLeft
    readonly property real to: drag.active ? Math.max(drag.start, drag.end) : timeline.rangeRight

    signal timeChosen(double nanoseconds)

    Keys.onEscapePressed: event => {
        event.accepted = drag.active || root.set
        drag.cancelled = drag.active
        if (!drag.active)
            root.parts.clearTimes()
    }

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
    TapHandler {
        onSingleTapped: eventPoint => root.timeChosen(root.timeline.timeAt(eventPoint.position.x))
        onDoubleTapped: root.parts.clearTimes()
    }
    Rectangle {
        objectName: "timeRange"
        x: root.from
        width: Math.max(2, root.to - root.from)
        height: root.height
        visible: drag.active && !drag.cancelled || root.set
        color: Qt.alpha(Theme.accent, 0.14)
        border.color: Theme.accent
    }
    FlatButton {
        objectName: "clearTimeRange"
        x: Math.max(0, Math.min(root.from, root.width - width))
        anchors.bottom: parent.bottom
        visible: root.set && !drag.active
        compact: true
        text: qsTr("%1 ✕").arg(root.parts.timeText)
        hint: qsTr("Show all times again (Escape, or a double click)")
        Accessible.name: qsTr("Show all times, not only %1").arg(root.parts.timeText)
        onClicked: root.parts.clearTimes()
    }
}
