// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Ajar

// Errors, results and long work, above everything else until dismissed.
Column {
    id: root

    required property Sessions sessions

    signal anotherFileWanted

    component Line: Rectangle {
        id: line

        property string content
        property bool bad: false
        property string act: ""
        property bool actEnabled: true

        signal dismissed
        signal acted

        width: root.width
        height: visible ? text.implicitHeight + Theme.margin : 0
        visible: content.length > 0
        color: bad ? Theme.findingGround : Theme.selection
        Accessible.role: Accessible.AlertMessage
        Accessible.name: content

        PlainText {
            id: text

            anchors { left: parent.left; right: actButton.left; verticalCenter: parent.verticalCenter; leftMargin: Theme.margin; rightMargin: Theme.gap }
            content: line.content
            color: line.bad ? Theme.danger : Theme.text
            wrapMode: Text.Wrap
            maximumLineCount: 3
            elide: Text.ElideRight
        }
        FlatButton {
            id: actButton

            objectName: line.objectName + "Act"
            anchors { right: close.left; verticalCenter: parent.verticalCenter; rightMargin: visible ? Theme.gap : 0 }
            width: visible ? implicitWidth : 0
            visible: line.act.length > 0
            enabled: line.actEnabled
            compact: true
            text: line.act
            onClicked: line.acted()
        }
        FlatButton {
            id: close

            anchors { right: parent.right; verticalCenter: parent.verticalCenter; rightMargin: Theme.margin }
            compact: true
            text: qsTr("Dismiss")
            onClicked: line.dismissed()
        }
    }

    Line {
        objectName: "errorBanner"
        content: root.sessions.error
        bad: true
        onDismissed: root.sessions.dismissError()
    }
    Line {
        objectName: "recordingBanner"
        content: root.sessions.trouble
        bad: true
        act: qsTr("Go on in another file…")
        actEnabled: !root.sessions.goingOn
        onActed: root.anotherFileWanted()
        onDismissed: root.sessions.dismissTrouble()
    }
    Line {
        objectName: "noticeBanner"
        content: root.sessions.notice
        onDismissed: root.sessions.dismissNotice()
    }
    Rectangle {
        width: root.width
        height: visible ? Theme.controlHeight + Theme.gap : 0
        visible: root.sessions.job.running
        color: Theme.selection

        RowLayout {
            anchors { fill: parent; leftMargin: Theme.margin; rightMargin: Theme.margin }
            spacing: Theme.gap

            PlainText {
                Layout.fillWidth: true
                content: root.sessions.job.title
            }
            ProgressBar {
                indeterminate: root.sessions.job.progress < 0
                value: root.sessions.job.progress
                Accessible.name: root.sessions.job.title
            }
            FlatButton {
                compact: true
                text: qsTr("Cancel")
                onClicked: root.sessions.job.cancel()
            }
        }
    }
}
