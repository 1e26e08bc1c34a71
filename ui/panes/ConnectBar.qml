// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// The bar at the top: where to connect, how, and what is recorded.
Rectangle {
    id: root

    required property Sessions sessions
    required property ConnectForm form
    required property FileChooser chooser
    required property Actions actions
    readonly property bool narrow: width < Theme.narrowWidth

    function focusUrl(): void {
        url.forceActiveFocus()
        url.selectAll()
    }

    color: Theme.panel
    implicitHeight: Theme.barHeight + (problem.visible ? problem.implicitHeight + Theme.smallGap : 0)

    RowLayout {
        id: row

        anchors { left: parent.left; right: parent.right; top: parent.top; leftMargin: Theme.margin; rightMargin: Theme.margin }
        height: Theme.barHeight
        spacing: Theme.gap

        InputField {
            id: url

            objectName: "urlField"
            Layout.fillWidth: true
            label: qsTr("Address")
            placeholderText: qsTr("wss://host/path  or  host:port")
            text: root.form.url
            problem: root.form.error
            saysProblem: false
            inputMethodHints: Qt.ImhUrlCharactersOnly
            onTextEdited: root.form.url = text
            onAccepted: root.actions.connectNow.trigger()
        }
        FlatButton {
            id: headers

            objectName: "headersButton"
            text: root.form.headers.filled > 0 ? qsTr("Headers · %1").arg(root.form.headers.filled) : qsTr("Headers")
            hint: qsTr("Header fields and subprotocols of the opening handshake")
            quiet: headersPopup.visible
            onClicked: headersPopup.open()

            HeadersPopup {
                id: headersPopup
                y: headers.height + Theme.smallGap
                form: root.form
            }
        }
        FlatButton {
            id: tls

            objectName: "tlsButton"
            text: root.form.opening.insecure ? qsTr("TLS !") : root.form.opening.chosenTls > 0 ? qsTr("TLS · %1").arg(root.form.opening.chosenTls) : qsTr("TLS")
            hint: root.form.opening.insecure ? qsTr("Any certificate is accepted") : qsTr("Which certificates are trusted")
            quiet: tlsPopup.visible
            onClicked: tlsPopup.open()

            TlsPopup {
                id: tlsPopup
                y: tls.height + Theme.smallGap
                form: root.form.opening
                chooser: root.chooser
            }
        }
        FlatButton {
            id: options

            readonly property int chosen: root.form.opening.chosen + root.form.wire.chosen

            objectName: "optionsButton"
            text: chosen > 0 ? qsTr("Options · %1").arg(chosen) : qsTr("Options")
            hint: qsTr("Credentials, cookies, proxy, redirections, compression, limits")
            quiet: optionsPopup.visible
            onClicked: optionsPopup.open()

            OptionsPopup {
                id: optionsPopup
                y: options.height + Theme.smallGap
                form: root.form.opening
                wire: root.form.wire
            }
        }
        FlatButton {
            objectName: "connectButton"
            action: root.actions.connectNow
            primary: true
        }
        Rectangle {
            Layout.leftMargin: Theme.gap
            implicitWidth: Theme.gap + 2
            implicitHeight: implicitWidth
            radius: width / 2
            color: root.sessions.recording ? Theme.danger : "transparent"
            border.color: root.sessions.recording ? Theme.danger : Theme.muted
            Accessible.role: Accessible.Indicator
            Accessible.name: recording.content
        }
        PlainText {
            id: recording

            content: root.sessions.recording ? qsTr("Recording") : qsTr("Not recording")
            color: root.sessions.recording ? Theme.danger : Theme.muted
            visible: !root.narrow
        }
        PlainText {
            objectName: "sessionName"
            Layout.maximumWidth: root.narrow ? 110 : 190
            content: root.sessions.sessionName
            elide: Text.ElideMiddle
            font.family: Theme.mono
            font.pixelSize: Theme.monoSize
        }
        FlatButton {
            objectName: "saveButton"
            action: root.actions.save
        }
        FlatButton {
            objectName: "exportButton"
            action: root.actions.exportSession
        }
        FlatButton {
            id: menuButton

            objectName: "menuButton"
            text: "☰"
            quiet: menu.visible
            hint: qsTr("Menu")
            onClicked: menu.open()

            ActionMenu {
                id: menu
                x: menuButton.width - width
                y: menuButton.height + Theme.smallGap
                source: root.actions
            }
        }
    }

    PlainText {
        id: problem

        objectName: "urlProblem"
        anchors { left: row.left; right: row.right; top: row.bottom; topMargin: -Theme.smallGap }
        visible: root.form.error.length > 0
        content: root.form.error
        color: Theme.danger
        wrapMode: Text.Wrap
        font.pixelSize: Theme.fontSize - 1
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Theme.line
        color: Theme.border
    }
}
