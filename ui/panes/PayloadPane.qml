// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// What the selected record carries as text (JSON indented) or as hex; what is compressed inflated or
// as it was on the wire.
Item {
    id: root

    required property FrameDetail detail
    required property Marks marks
    required property Find find

    // No layout: that of a page which is out of sight misses what is shown or hidden in it.
    Column {
        id: head

        width: parent.width
        spacing: Theme.gap

        PlainText {
            objectName: "payloadTitle"
            width: parent.width
            content: root.detail.title
            wrapMode: Text.Wrap
            font.bold: root.detail.frame
        }
        PlainText {
            id: rowNote

            readonly property bool there: root.marks.currentNote.length > 0

            objectName: "rowNote"
            width: parent.width
            visible: there
            leftPadding: Theme.gap
            rightPadding: Theme.gap
            topPadding: Theme.smallGap
            bottomPadding: Theme.smallGap
            content: there ? qsTr("✎ %1").arg(root.marks.currentNote) : ""
            wrapMode: Text.Wrap
            maximumLineCount: 12

            Rectangle {
                anchors.fill: parent
                z: -1
                color: Qt.alpha(Theme.markColor(root.marks.currentColour), 0.16)
                radius: Theme.radius
            }
        }
        Flow {
            width: parent.width
            visible: root.detail.compressed
            spacing: Theme.smallGap

            FlatButton {
                objectName: "inflatedForm"
                compact: true
                text: qsTr("Inflated")
                hint: qsTr("What the application gets")
                checked: !root.detail.onTheWire
                onClicked: root.detail.onTheWire = false
            }
            FlatButton {
                objectName: "wireForm"
                compact: true
                text: qsTr("On the wire")
                hint: qsTr("The compressed bytes as they passed")
                checked: root.detail.onTheWire
                onClicked: root.detail.onTheWire = true
            }
            PlainText {
                objectName: "payloadSizes"
                height: Theme.rowHeight - Theme.smallGap
                leftPadding: Theme.smallGap
                content: root.detail.sizesText
                color: Theme.muted
                font.pixelSize: Theme.smallSize
            }
        }
        PlainText {
            objectName: "payloadNote"
            width: parent.width
            visible: content.length > 0
            content: root.detail.note
            color: Theme.amberText
            wrapMode: Text.Wrap
        }
        RowLayout {
            width: parent.width
            visible: root.detail.frame
            spacing: Theme.smallGap

            FlatButton {
                compact: true
                enabled: !root.detail.onTheWire
                text: root.detail.json ? qsTr("JSON") : qsTr("Text")
                checked: !root.detail.asHex
                onClicked: root.detail.asHex = false
            }
            FlatButton {
                objectName: "hexButton"
                compact: true
                text: qsTr("Hex")
                checked: root.detail.asHex
                onClicked: root.detail.asHex = true
            }
            PlainText {
                Layout.fillWidth: true
                content: root.detail.shownText
                color: Theme.muted
                font.pixelSize: Theme.smallSize
                horizontalAlignment: Text.AlignRight
            }
        }
        RowLayout {
            width: parent.width
            visible: root.detail.parted
            spacing: Theme.smallGap

            FlatButton {
                objectName: "showBefore"
                Layout.fillWidth: true
                compact: true
                enabled: root.detail.before
                text: qsTr("◀ Part before")
                onClicked: root.detail.showBefore()
            }
            FlatButton {
                objectName: "showMore"
                Layout.fillWidth: true
                compact: true
                enabled: root.detail.more
                text: qsTr("Next part ▶")
                onClicked: root.detail.showMore()
            }
        }
    }
    PlainBlock {
        objectName: "payloadBlock"
        anchors { left: parent.left; right: parent.right; top: head.bottom; topMargin: Theme.gap; bottom: parent.bottom }
        label: qsTr("Payload")
        content: root.detail.asHex ? root.detail.hex : root.detail.text
        highlight: root.detail.asHex ? "" : root.find.word
    }
}
