// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// Below the list of sessions: what they take together, and what can be done with those selected.
ColumnLayout {
    id: root

    required property Library library
    readonly property SessionList list: library.list
    readonly property int count: list.selectedCount
    property string renamed // a path, while its name is being typed

    signal openWanted
    signal renameWanted
    signal showWanted
    signal renameEnded

    function rename(path: string, title: string): void {
        renamed = path
        name.text = title
        name.forceActiveFocus()
        name.selectAll()
    }
    function endRename(): void {
        renamed = ""
        renameEnded()
    }

    spacing: Theme.gap

    PlainText {
        objectName: "libraryNote"
        Layout.fillWidth: true
        visible: content.length > 0
        content: root.library.problem.length > 0 ? root.library.problem : root.library.note
        color: root.library.problem.length > 0 ? Theme.danger : Theme.text
        wrapMode: Text.Wrap
        maximumLineCount: 3
        elide: Text.ElideRight
    }
    RowLayout {
        visible: root.renamed.length > 0
        spacing: Theme.gap

        PlainText {
            content: qsTr("Name")
        }
        InputField {
            id: name

            objectName: "sessionNameField"
            Layout.fillWidth: true
            label: qsTr("Name of the session")
            maximumLength: 200
            placeholderText: qsTr("empty: the file's name")
            onAccepted: {
                root.library.rename(root.renamed, text)
                root.endRename()
            }
            Keys.onEscapePressed: root.endRename()
        }
        FlatButton {
            text: qsTr("Cancel")
            onClicked: root.endRename()
        }
        FlatButton {
            text: qsTr("Rename")
            primary: true
            onClicked: name.accepted()
        }
    }
    RowLayout {
        visible: root.renamed.length === 0
        spacing: Theme.gap

        PlainText {
            objectName: "libraryTotal"
            content: root.library.scanning && root.list.all === 0 ? qsTr("Reading…") : root.list.shown === root.list.all ? (root.list.all === 1 ? qsTr("%1 session · %2") : qsTr("%1 sessions · %2")).arg(root.list.all).arg(root.library.limit.used) : qsTr("%1 of %2 sessions").arg(root.list.shown).arg(root.list.all)
            color: Theme.muted
        }
        PlainText {
            Layout.leftMargin: Theme.gap
            content: qsTr("Ask above")
            color: Theme.muted
        }
        InputField {
            objectName: "sizeLimitField"
            Layout.preferredWidth: 56
            label: qsTr("Size limit in gigabytes; 0 is none")
            text: root.library.limit.text
            problem: root.library.limit.problem
            onEditingFinished: root.library.limit.setText(text)
        }
        PlainText {
            Layout.fillWidth: true
            content: root.library.limit.text === "0" ? qsTr("GB (never)") : qsTr("GB")
            color: Theme.muted
        }
        FlatButton {
            objectName: "showInFolder"
            text: qsTr("Show in folder")
            onClicked: root.showWanted()
        }
        FlatButton {
            objectName: "renameSession"
            text: qsTr("Rename…")
            hint: qsTr("F2")
            enabled: root.count === 1
            onClicked: root.renameWanted()
        }
        FlatButton {
            objectName: "deleteSessions"
            text: root.count > 1 ? qsTr("Delete %1…").arg(root.count) : qsTr("Delete…")
            danger: true
            enabled: root.count > 0
            onClicked: root.library.removeSelected()
        }
        FlatButton {
            objectName: "openSelected"
            text: qsTr("Open")
            primary: true
            enabled: root.count === 1
            onClicked: root.openWanted()
        }
    }
}
