// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// Close codes with their names, or any other number.
ComboBox {
    id: root

    property string problem

    editable: true
    implicitHeight: Theme.controlHeight
    font.pixelSize: Theme.monoSize
    opacity: enabled ? 1 : 0.5
    Accessible.name: qsTr("Close code")
    Accessible.description: problem

    contentItem: InputField {
        objectName: "closeCodeInput"
        text: root.editText
        label: qsTr("Close code")
        problem: root.problem
        rightPadding: Theme.margin * 2
        onTextEdited: root.editText = text
    }
    indicator: PlainText {
        x: root.width - width - Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        content: "▾"
        color: Theme.muted
        Accessible.ignored: true
    }
    background: Item {}
    delegate: ItemDelegate {
        id: choice

        required property string modelData
        required property int index

        width: ListView.view.width
        height: Theme.rowHeight
        padding: Theme.smallGap
        highlighted: root.highlightedIndex === index
        contentItem: PlainText {
            content: choice.modelData
            font.pixelSize: Theme.monoSize
        }
        background: Rectangle {
            color: choice.highlighted ? Theme.selection : "transparent"
        }
    }
    popup: Popup {
        y: -height
        width: Math.max(root.width, 190)
        height: Math.min(contentItem.implicitHeight + 2, 380)
        padding: 1
        contentItem: ListView {
            clip: true
            implicitHeight: contentHeight
            model: root.delegateModel
            currentIndex: root.highlightedIndex
            ScrollBar.vertical: ScrollBar {}
        }
        background: Rectangle {
            color: Theme.field
            border.color: Theme.border
            radius: Theme.radius
        }
    }
}
