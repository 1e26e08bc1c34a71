// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// One of a few choices.
ComboBox {
    id: root

    property string label
    property string hint

    implicitWidth: 116
    implicitHeight: Theme.controlHeight - Theme.smallGap
    leftPadding: Theme.gap
    rightPadding: Theme.margin * 2
    topPadding: 0
    bottomPadding: 0
    font.pixelSize: Theme.fontSize - 1
    opacity: enabled ? 1 : 0.5
    activeFocusOnTab: true
    Accessible.name: label
    Accessible.description: hint

    contentItem: PlainText {
        content: root.displayText
        font.pixelSize: Theme.fontSize - 1
        Accessible.ignored: true
    }
    indicator: PlainText {
        x: root.width - width - Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        content: "▾"
        Accessible.ignored: true
    }
    background: Rectangle {
        color: root.down || root.hovered ? Theme.hover : Theme.field
        border.color: root.visualFocus ? Theme.accent : Theme.border
        border.width: root.visualFocus ? 2 : 1
        radius: Theme.radius
    }
    delegate: ItemDelegate {
        id: choice

        required property string modelData
        required property int index

        width: ListView.view.width
        height: Theme.rowHeight
        padding: Theme.smallGap
        leftPadding: Theme.gap
        highlighted: root.highlightedIndex === index
        Accessible.name: modelData
        contentItem: PlainText {
            content: choice.modelData
            font.pixelSize: Theme.fontSize - 1
            font.bold: choice.index === root.currentIndex
            Accessible.ignored: true
        }
        background: Rectangle {
            color: choice.highlighted ? Theme.selection : "transparent"
        }
    }
    popup: Popup {
        y: root.height
        width: Math.max(root.width, 150)
        height: Math.min(contentItem.implicitHeight + 2, 420)
        margins: 2
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

    PlainToolTip {
        content: root.hint
        visible: root.hovered && !root.down && !root.popup.visible && root.hint.length > 0
    }
}
