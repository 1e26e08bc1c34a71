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

    signal reviewWanted
    signal anotherFileWanted

    component Line: Rectangle {
        id: line

        property string content
        property bool bad: false
        property string offer // a second button
        property bool offerEnabled: true

        signal dismissed
        signal offerTaken

        width: root.width
        height: visible ? text.implicitHeight + Theme.margin : 0
        visible: content.length > 0
        color: bad ? Theme.findingGround : Theme.selection
        Accessible.role: Accessible.AlertMessage
        Accessible.name: content

        PlainText {
            id: text

            anchors { left: parent.left; right: offered.left; verticalCenter: parent.verticalCenter; leftMargin: Theme.margin; rightMargin: Theme.gap }
            content: line.content
            color: line.bad ? Theme.danger : Theme.text
            wrapMode: Text.Wrap
            maximumLineCount: 3
            elide: Text.ElideRight
        }
        FlatButton {
            id: offered

            objectName: line.objectName + "Offer"
            anchors { right: close.left; verticalCenter: parent.verticalCenter; rightMargin: visible ? Theme.gap : 0 }
            compact: true
            visible: line.offer.length > 0
            width: visible ? implicitWidth : 0
            enabled: line.offerEnabled
            text: line.offer
            onClicked: line.offerTaken()
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
        offer: qsTr("Go on in another file…")
        offerEnabled: !root.sessions.goingOn
        onOfferTaken: root.anotherFileWanted()
        onDismissed: root.sessions.dismissTrouble()
    }
    Line {
        objectName: "noticeBanner"
        content: root.sessions.notice
        onDismissed: root.sessions.dismissNotice()
    }
    Line {
        objectName: "limitBanner"
        content: root.sessions.library.limit.question
        offer: qsTr("Review…")
        onOfferTaken: root.reviewWanted()
        onDismissed: root.sessions.library.limit.dismiss()
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
