// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// The right side: why, payload, frame, handshake, charts.
Rectangle {
    id: root

    required property Sessions sessions
    required property FrameModel frames
    required property Marks marks
    required property Find find
    readonly property alias currentTab: tabs.currentIndex

    function show(index: int): void {
        tabs.currentIndex = index
    }

    color: Theme.window

    FrameDetail {
        id: detail

        frames: root.frames
    }
    TabRow {
        id: tabs

        objectName: "detailTabs"
        anchors { left: parent.left; right: parent.right; top: parent.top; leftMargin: Theme.smallGap; topMargin: Theme.smallGap }
        pad: root.width < 330 ? Theme.smallGap : Theme.gap
        titles: root.width < 330 ? [qsTr("Why"), qsTr("Data"), qsTr("Frame"), qsTr("HTTP"), qsTr("Charts")] : [qsTr("Why"), qsTr("Payload"), qsTr("Frame"), qsTr("Handshake"), qsTr("Charts")]
    }
    Rectangle {
        id: rule

        anchors { left: parent.left; right: parent.right; top: tabs.bottom }
        height: Theme.line
        color: Theme.border
    }
    StackLayout {
        anchors { left: parent.left; right: parent.right; top: rule.bottom; bottom: parent.bottom; margins: Theme.margin }
        currentIndex: tabs.currentIndex

        WhyPane {
            connection: root.sessions.current
            onFrameWanted: number => root.frames.showFrame(number)
            onRecordWanted: seq => root.frames.showRecord(seq)
        }
        PayloadPane {
            detail: detail
            marks: root.marks
            find: root.find
        }
        FrameFieldsPane {
            detail: detail
        }
        HandshakePane {
            connection: root.sessions.current
        }
        ChartsPane {
            connection: root.sessions.current
        }
    }
    Rectangle {
        anchors { top: parent.top; bottom: parent.bottom; left: parent.left }
        width: Theme.line
        color: Theme.border
    }
}
