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
    leftPadding: 0
    rightPadding: Theme.margin * 2
    font.pixelSize: Theme.fontSize - 1
    opacity: enabled ? 1 : 0.5
    Accessible.name: qsTr("Close code")
    Accessible.description: problem

    contentItem: InputField {
        objectName: "closeCodeInput"
        text: root.editText
        label: qsTr("Close code")
        problem: root.problem
        rightPadding: 0
        font.family: Theme.sans
        font.pixelSize: Theme.fontSize - 1
        background: null
        onTextEdited: root.editText = text
    }
    indicator: Rectangle {
        x: root.width - width - 1
        y: 1
        width: Theme.margin * 2 - 2
        height: root.height - 2
        radius: Theme.radius
        color: root.down || root.hovered ? Theme.hover : Theme.field

        PlainText {
            anchors.centerIn: parent
            content: "▾"
            Accessible.ignored: true
        }
    }
    background: Rectangle {
        color: Theme.field
        border.color: root.problem.length > 0 ? Theme.danger : root.activeFocus ? Theme.accent : Theme.border
        border.width: root.problem.length > 0 || root.activeFocus ? 2 : 1
        radius: Theme.radius
    }
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
            font.pixelSize: Theme.fontSize - 1
        }
        background: Rectangle {
            color: choice.highlighted ? Theme.selection : "transparent"
        }
    }
    popup: Popup {
        y: -height
        width: Math.max(root.width, 236)
        height: Math.min(contentItem.implicitHeight + 2, 420)
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
