// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// What could be written next in the filter, or the filters of before, and what is wrong with it now.
// The keys stay with the field.
Popup {
    id: root

    required property FilterForm form
    property int current: -1
    readonly property int rowsAtMost: 10

    signal chosen(int index)

    function move(step: int): void {
        const count = form.choices.count
        if (count > 0)
            current = (Math.max(current, step > 0 ? -1 : 0) + step + count) % count
        list.positionViewAtIndex(Math.max(current, 0), ListView.Contain)
    }

    width: 460
    padding: 1
    closePolicy: Popup.NoAutoClose
    background: Rectangle {
        color: Theme.field
        border.color: Theme.border
        radius: Theme.radius
    }
    Column {
        width: parent.width
        ListView {
            id: list

            objectName: "filterChoices"
            width: parent.width
            height: Math.min(count, root.rowsAtMost) * Theme.rowHeight
            clip: true
            cacheBuffer: 0
            model: root.form.choices
            boundsBehavior: Flickable.StopAtBounds
            ScrollBar.vertical: ScrollBar {}
            delegate: Rectangle {
                id: choice

                required property int index
                required property string text
                required property string about

                width: list.width
                height: Theme.rowHeight
                color: index === root.current ? Theme.selection : mouse.containsMouse ? Theme.hover : "transparent"
                Accessible.role: Accessible.ListItem
                Accessible.name: about.length > 0 ? qsTr("%1, %2").arg(text).arg(about) : text
                Accessible.selected: index === root.current
                Accessible.onPressAction: root.chosen(choice.index)

                PlainText {
                    id: word

                    x: Theme.gap
                    width: Math.min(implicitWidth, choice.about.length > 0 ? list.width * 0.6 : list.width - 2 * Theme.gap)
                    height: parent.height
                    content: choice.text
                    font.family: Theme.mono
                    font.pixelSize: Theme.monoSize
                    Accessible.ignored: true
                }
                PlainText {
                    anchors { left: word.right; right: parent.right; margins: Theme.margin }
                    height: parent.height
                    content: choice.about
                    color: Theme.muted
                    font.pixelSize: Theme.smallSize
                    horizontalAlignment: Text.AlignRight
                    Accessible.ignored: true
                }
                MouseArea {
                    id: mouse

                    anchors.fill: parent
                    hoverEnabled: true
                    onClicked: root.chosen(choice.index)
                }
            }
        }
        PlainText {
            objectName: "filterProblem"
            width: parent.width
            padding: Theme.gap
            visible: content.length > 0
            content: root.form.problem.length === 0 ? "" : root.form.expected.length === 0 ? root.form.problem : qsTr("%1 · expected: %2").arg(root.form.problem).arg(root.form.expected)
            color: Theme.danger
            font.pixelSize: Theme.smallSize + 1
            wrapMode: Text.Wrap
            maximumLineCount: 4
        }
    }

    Connections {
        target: root.form.choices
        function onChanged(): void {
            root.current = -1
        }
    }
}
