// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// The filter over the frame table: one line, how far the search has come, what is switched often, and
// the filters that are kept.
Rectangle {
    id: root

    required property FrameModel frames
    required property FilterForm form
    required property FilterParts parts
    required property FilterStore store
    required property Actions actions
    readonly property bool narrow: width < 640
    readonly property bool waiting: !field.wrong && form.text !== frames.filter // for Enter

    signal done

    function edit(): void {
        field.edit()
    }

    implicitHeight: Theme.controlHeight + Theme.gap + Theme.line
    color: Theme.window

    FilterField {
        id: field

        anchors { left: parent.left; leftMargin: Theme.gap; right: side.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        frames: root.frames
        form: root.form
        onDone: root.done()
    }
    Row {
        id: side

        anchors { right: parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        spacing: Theme.smallGap

        FilterCount {
            anchors.verticalCenter: parent.verticalCenter
            frames: root.frames
            narrow: root.narrow
        }
        FlatButton {
            objectName: "filterApply"
            visible: root.waiting
            primary: true
            text: qsTr("Apply")
            hint: qsTr("Show the rows that match (Enter)")
            onClicked: root.form.apply()
        }
        FilterButtons {
            parts: root.parts
            actions: root.actions
            narrow: root.narrow
        }
        FlatButton {
            objectName: "filterSaved"
            text: root.narrow ? qsTr("▾") : qsTr("Filters ▾")
            hint: qsTr("Saved filters and the last ones that were used")
            quiet: saved.visible
            Accessible.name: qsTr("Filters")
            onClicked: saved.visible ? saved.close() : saved.open()
        }
    }
    SavedFiltersPopup {
        id: saved

        x: root.width - width - Theme.gap
        y: root.height
        form: root.form
        store: root.store
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Theme.line
        color: Theme.border
    }
}
