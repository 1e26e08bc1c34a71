// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// What we do by ourselves: answers to Close and Ping, the end of TCP, faults, compression.
PopupPanel {
    id: root

    required property Controls controls

    width: 430

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        PlainText {
            content: root.controls.forConnection ? qsTr("What we do by ourselves") : qsTr("What we do by ourselves, in the next connection")
            font.bold: true
        }
        ReplyRow {
            Layout.fillWidth: true
            controls: root.controls
            name: "close"
            label: qsTr("Reply to Close")
            otherChoice: qsTr("with another code")
            mode: root.controls.closeReplyMode
            value: root.controls.closeReplyValue
        }
        ReplyRow {
            Layout.fillWidth: true
            controls: root.controls
            name: "ping"
            label: qsTr("Reply to Ping")
            otherChoice: qsTr("with another payload")
            mode: root.controls.pingReplyMode
            value: root.controls.pingReplyValue
        }
        RowLayout {
            spacing: Theme.gap

            PlainText {
                Layout.preferredWidth: 118
                content: qsTr("End of TCP")
                font.pixelSize: Theme.fontSize - 1
                Accessible.ignored: true
            }
            ChoiceBox {
                objectName: "tcpEnd"
                Layout.preferredWidth: 150
                label: qsTr("End of TCP")
                hint: qsTr("What we do once both Close frames are on the wire")
                model: [qsTr("wait for the server"), qsTr("FIN at once"), qsTr("never")]
                currentIndex: root.controls.tcpEnd
                onActivated: index => root.controls.tcpEnd = index
            }
        }
        SlideSwitch {
            objectName: "uncompressedSwitch"
            text: qsTr("Send messages uncompressed")
            hint: qsTr("Also where compression is agreed")
            checked: root.controls.uncompressed
            onToggled: root.controls.uncompressed = checked
        }
        SlideSwitch {
            objectName: "lenientSwitch"
            text: qsTr("Keep listening after faults")
            hint: qsTr("Where RFC 6455 asks us to fail the connection we only note the fault and go on")
            checked: root.controls.lenient
            onToggled: root.controls.lenient = checked
        }
        SlideSwitch {
            objectName: "strictRulesSwitch"
            text: qsTr("Note strict readings, too")
            hint: qsTr("Also what breaks rules that implementers read differently")
            checked: root.controls.strict
            onToggled: root.controls.strict = checked
        }
    }
}
