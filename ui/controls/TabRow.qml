// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// Tabs as words with a line under the one that is shown.
TabBar {
    id: root

    required property list<string> titles
    property int pad: Theme.gap

    background: Item {}
    spacing: 0
    Accessible.name: qsTr("Details")

    Repeater {
        model: root.titles.length // other words for the same tabs leave them there

        TabButton {
            id: tab

            required property int index

            text: root.titles[index] ?? ""
            width: implicitWidth
            implicitHeight: Theme.controlHeight + Theme.smallGap
            leftPadding: root.pad
            rightPadding: root.pad
            activeFocusOnTab: true
            Accessible.name: text
            contentItem: PlainText {
                content: tab.text
                color: tab.checked ? Theme.text : Theme.muted
                font.bold: tab.checked
                Accessible.ignored: true
            }
            background: Rectangle {
                color: tab.visualFocus ? Theme.selection : "transparent"

                Rectangle {
                    width: parent.width
                    height: 2
                    anchors.bottom: parent.bottom
                    color: tab.checked ? Theme.accent : "transparent"
                }
            }
        }
    }
}
