// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// The selected record's payload as text (JSON indented) or as hex.
ColumnLayout {
    id: root

    required property FrameDetail detail
    property bool asHex: false

    spacing: Theme.gap

    PlainText {
        objectName: "payloadTitle"
        Layout.fillWidth: true
        content: root.detail.title
        wrapMode: Text.Wrap
        font.bold: root.detail.frame
    }
    RowLayout {
        visible: root.detail.frame
        spacing: Theme.smallGap

        FlatButton {
            compact: true
            text: root.detail.json ? qsTr("JSON") : qsTr("Text")
            checked: !root.asHex
            onClicked: root.asHex = false
        }
        FlatButton {
            objectName: "hexButton"
            compact: true
            text: qsTr("Hex")
            checked: root.asHex
            onClicked: root.asHex = true
        }
        PlainText {
            Layout.fillWidth: true
            content: root.detail.shownText
            color: Theme.muted
            font.pixelSize: Theme.smallSize
            horizontalAlignment: Text.AlignRight
        }
        FlatButton {
            objectName: "showMore"
            compact: true
            visible: root.detail.more
            text: qsTr("Show more")
            onClicked: root.detail.showMore()
        }
    }
    PlainBlock {
        objectName: "payloadBlock"
        Layout.fillWidth: true
        Layout.fillHeight: true
        label: qsTr("Payload")
        content: root.asHex ? root.detail.hex : root.detail.text
    }
}
