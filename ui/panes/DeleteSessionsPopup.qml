// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// Asks before sessions are deleted: which ones, how, and what stays.
PopupPanel {
    id: root

    required property SessionRemoval removal

    component Lines: ColumnLayout {
        id: lines

        property alias texts: repeater.model
        property color ink: Theme.text
        property string name

        Layout.fillWidth: true
        visible: repeater.count > 0
        spacing: Theme.smallGap

        Repeater {
            id: repeater

            PlainText {
                required property string modelData
                required property int index

                objectName: lines.name.length > 0 ? lines.name + index : ""
                Layout.fillWidth: true
                content: modelData
                color: lines.ink
                wrapMode: Text.Wrap
                font.pixelSize: Theme.monoSize
            }
        }
    }

    width: Math.min(560, (parent?.width ?? 0) - Theme.margin * 2)
    anchors.centerIn: parent
    modal: true
    onOpened: cancel.forceActiveFocus()

    Connections {
        target: root.removal

        function onAsked(): void {
            root.open()
        }
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.margin

        PlainText {
            objectName: "deleteQuestion"
            Layout.fillWidth: true
            content: root.removal.question
            font.bold: true
            wrapMode: Text.Wrap
        }
        Lines {
            texts: root.removal.names
        }
        Lines {
            texts: root.removal.kept
            ink: Theme.amberText
            name: "deleteKept"
        }
        RowLayout {
            Layout.alignment: Qt.AlignRight
            spacing: Theme.gap

            FlatButton {
                id: cancel

                objectName: "deleteCancel"
                text: root.removal.count > 0 ? qsTr("Cancel") : qsTr("Close")
                onClicked: root.close()
            }
            FlatButton {
                objectName: "deleteConfirm"
                visible: root.removal.count > 0
                danger: true
                text: root.removal.permanent ? qsTr("Delete permanently") : qsTr("Move to trash")
                onClicked: {
                    root.close()
                    root.removal.confirm()
                }
            }
        }
    }
}
