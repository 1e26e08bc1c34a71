// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// How many rows pass the filter, how far the search has come, and what it left out.
Row {
    id: root

    required property FrameModel frames
    property bool narrow: false
    readonly property bool underWay: frames.searching || frames.searchPaused

    spacing: Theme.smallGap

    PlainText {
        objectName: "filterCount"
        anchors.verticalCenter: parent.verticalCenter
        width: root.narrow ? Math.min(implicitWidth, 96) : implicitWidth
        rightPadding: Theme.smallGap
        visible: root.frames.filtered
        content: root.underWay ? qsTr("%1 · %2 %").arg(root.frames.countText).arg(Math.floor(root.frames.searched * 100)) : root.frames.currentHidden ? qsTr("%1 · selected row hidden").arg(root.frames.countText) : root.frames.countText
        color: Theme.muted
    }
    PlainText {
        objectName: "filterNote"
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, root.narrow ? 60 : 180)
        visible: content.length > 0
        content: root.frames.searchNote
        color: Theme.danger
        font.pixelSize: Theme.smallSize

        HoverHandler {
            id: over
        }
        PlainToolTip {
            content: root.frames.searchNote
            visible: over.hovered
        }
    }
    FlatButton {
        objectName: "filterStop"
        visible: root.underWay
        text: root.frames.searchPaused ? qsTr("Go on") : qsTr("Stop")
        hint: root.frames.searchPaused ? qsTr("Look through the rest of the rows") : qsTr("Stop the search; what was found stays")
        onClicked: root.frames.searchPaused = !root.frames.searchPaused
    }
}
