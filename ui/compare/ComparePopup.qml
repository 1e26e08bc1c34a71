// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Ajar

// Two records side by side: header fields, then what they carry; what differs is coloured.
PopupPanel {
    id: root

    required property Compare compare

    function show(): void {
        if (compare.begin())
            open()
    }

    width: Math.min(1100, (parent?.width ?? 0) - Theme.margin * 2)
    height: Math.min(720, (parent?.height ?? 0) - Theme.margin * 2)
    x: ((parent?.width ?? 0) - width) / 2
    y: ((parent?.height ?? 0) - height) / 2
    modal: true
    onClosed: compare.end()

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        RowLayout {
            spacing: Theme.gap

            PlainText {
                objectName: "compareTitle"
                content: qsTr("%1 and %2").arg(root.compare.leftTitle).arg(root.compare.rightTitle)
                font.bold: true
            }
            PlainText {
                objectName: "compareSummary"
                Layout.fillWidth: true
                content: root.compare.summary
                color: Theme.muted
            }
            FlatButton {
                objectName: "compareNext"
                compact: true
                text: qsTr("Next difference")
                onClicked: {
                    list.currentIndex = root.compare.nextDifference(list.currentIndex)
                    list.positionViewAtIndex(list.currentIndex, ListView.Center)
                }
            }
            FlatButton {
                compact: true
                text: qsTr("Close")
                hint: qsTr("Esc")
                onClicked: root.close()
            }
        }
        ListView {
            id: list

            objectName: "compareList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            focus: true
            currentIndex: -1
            boundsBehavior: Flickable.StopAtBounds
            model: root.compare
            delegate: CompareRow {
                width: list.width - bar.width
                current: ListView.isCurrentItem
            }
            ScrollBar.vertical: ScrollBar { id: bar }
        }
    }
}
