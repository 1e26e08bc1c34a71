// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// Filters with names, and the last ones that were used.
PopupPanel {
    id: root

    required property FilterForm form
    required property FilterStore store

    function use(expression: string): void {
        form.text = expression
        form.apply()
        close()
    }
    function save(): void {
        if (store.save(nameField.text, form.text))
            nameField.clear()
    }

    component Heading: PlainText {
        width: parent.width
        color: Theme.muted
        font.pixelSize: Theme.smallSize
    }
    component Entry: Rectangle {
        id: entry

        property string title
        property string expression
        property bool removable: false

        signal removed

        width: ListView.view.width
        height: Theme.rowHeight
        color: mouse.containsMouse || activeFocus ? Theme.hover : "transparent"
        activeFocusOnTab: true
        Accessible.role: Accessible.Button
        Accessible.name: title.length > 0 ? qsTr("%1: %2").arg(title).arg(expression) : expression
        Accessible.onPressAction: root.use(expression)
        Keys.onReturnPressed: root.use(expression)
        Keys.onSpacePressed: root.use(expression)
        Keys.onDeletePressed: if (removable) removed()

        MouseArea {
            id: mouse

            anchors.fill: parent
            hoverEnabled: true
            onClicked: root.use(entry.expression)
        }
        PlainText {
            id: name

            x: Theme.smallGap
            width: Math.min(implicitWidth, parent.width * 0.4)
            height: parent.height
            content: entry.title
            Accessible.ignored: true
        }
        PlainText {
            anchors { left: name.right; leftMargin: entry.title.length > 0 ? Theme.gap : 0; right: bin.left }
            height: parent.height
            content: entry.expression
            color: entry.title.length > 0 ? Theme.muted : Theme.text
            font.family: Theme.mono
            font.pixelSize: Theme.monoSize
            Accessible.ignored: true
        }
        FlatButton {
            id: bin

            objectName: "removeFilter:" + entry.title
            anchors { right: parent.right; rightMargin: Theme.smallGap; verticalCenter: parent.verticalCenter }
            width: visible ? implicitWidth : 0
            visible: entry.removable
            compact: true
            text: "✕"
            hint: qsTr("Delete this filter")
            Accessible.name: qsTr("Delete the filter %1").arg(entry.title)
            onClicked: entry.removed()
        }
    }

    width: 420
    closePolicy: Popup.CloseOnEscape | Popup.CloseOnPressOutsideParent // the bar's button closes it too
    Column {
        width: parent.width
        spacing: Theme.smallGap

        Heading { content: qsTr("Saved filters") }
        PlainText {
            width: parent.width
            visible: root.store.count === 0
            content: qsTr("None yet: write a filter, then give it a name here.")
            wrapMode: Text.Wrap
        }
        ListView {
            objectName: "savedFilters"
            width: parent.width
            height: Math.min(count, 8) * Theme.rowHeight
            clip: true
            cacheBuffer: 0
            model: root.store
            delegate: Entry {
                required property string name
                required expression

                objectName: "savedFilter:" + name
                title: name
                removable: true
                onRemoved: root.store.remove(name)
            }
        }
        Row {
            width: parent.width
            spacing: Theme.smallGap

            InputField {
                id: nameField

                objectName: "filterName"
                width: parent.width - saveButton.width - Theme.smallGap
                label: qsTr("Name of the filter")
                placeholderText: qsTr("Name for the filter in the line")
                maximumLength: 80
                onAccepted: root.save()
            }
            FlatButton {
                id: saveButton

                objectName: "saveFilter"
                enabled: nameField.text.trim().length > 0 && root.form.text.trim().length > 0 && root.form.problem.length === 0
                text: qsTr("Save")
                hint: qsTr("Keep the filter under this name")
                onClicked: root.save()
            }
        }
        PlainText {
            width: parent.width
            visible: content.length > 0
            content: root.store.problem
            color: Theme.danger
            wrapMode: Text.Wrap
            font.pixelSize: Theme.smallSize
        }
        Heading {
            visible: past.count > 0
            content: qsTr("Used before")
        }
        ListView {
            id: past

            objectName: "filterHistory"
            width: parent.width
            height: Math.min(count, 8) * Theme.rowHeight
            clip: true
            cacheBuffer: 0
            model: root.store.history
            delegate: Entry {
                required property string modelData

                expression: modelData
            }
        }
        FlatButton {
            visible: past.count > 0
            compact: true
            text: qsTr("Forget these")
            hint: qsTr("Empty the list of filters used before")
            onClicked: root.store.clearHistory()
        }
    }
}
