// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// The timeline, and beside it the rate of the last half minute.
Rectangle {
    id: root

    required property Sessions sessions
    required property FrameModel frames
    required property FilterParts parts
    readonly property real chartWidth: Math.max(118, Math.min(210, width * 0.24))

    color: Theme.window

    Timeline {
        id: timeline

        objectName: "timeline"
        anchors { left: parent.left; top: parent.top; bottom: parent.bottom; right: chart.left }
        connection: root.sessions.current
        currentTime: root.frames.currentTime
        rangeFrom: root.parts.from
        rangeTo: root.parts.to
        fontSize: Theme.smallSize
        stateColors: Theme.stateColors
        text: Theme.text
        muted: Theme.muted
        line: Theme.track
        ground: Theme.window
        bandInk: Theme.dark ? Theme.accentInk : Theme.knob
        sent: Theme.sent
        received: Theme.received
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("Timeline: %1").arg(timeline.description)

        TimeSelection {
            anchors.fill: parent
            timeline: timeline
            parts: root.parts
            onTimeChosen: nanoseconds => root.frames.showTime(nanoseconds)
        }
    }
    RateChart {
        id: chart

        objectName: "liveChart"
        anchors { right: parent.right; top: parent.top; bottom: parent.bottom }
        width: root.chartWidth
        connection: root.sessions.current
        window: 30
        title: qsTr("frames/s")
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Theme.line
        color: Theme.border
    }
}
