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
            delegate: SavedFilterRow {
                required property string name
                required expression

                objectName: "savedFilter:" + name
                title: name
                removable: true
                onChosen: root.use(expression)
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
            delegate: SavedFilterRow {
                required property string modelData

                expression: modelData
                onChosen: root.use(expression)
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
