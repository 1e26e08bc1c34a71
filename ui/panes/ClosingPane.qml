// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// Everything about closing: the Close frame, what is withheld, timeouts, TCP.
ColumnLayout {
    id: root

    required property Controls controls
    required property CloseForm form
    required property Actions actions
    required property bool roomy

    spacing: Theme.smallGap + 1

    RowLayout {
        spacing: Theme.smallGap + 2

        PlainText {
            visible: root.roomy
            content: qsTr("Closing")
            font.bold: true
        }
        CloseCodeBox {
            objectName: "closeCode"
            Layout.preferredWidth: 184
            model: root.form.choices
            problem: root.form.problem
            onEditTextChanged: root.form.code = editText
        }
        InputField {
            objectName: "closeReason"
            Layout.fillWidth: true
            label: qsTr("Close reason")
            placeholderText: qsTr("reason")
            enabled: !root.form.empty
            problem: root.form.reasonBytes > root.form.reasonLimit ? root.form.problem : ""
            onTextEdited: root.form.reason = text
        }
        PlainText {
            objectName: "reasonCounter"
            content: qsTr("%1/%2").arg(root.form.reasonBytes).arg(root.form.reasonLimit)
            color: root.form.reasonBytes > root.form.reasonLimit ? Theme.danger : Theme.muted
            font.pixelSize: Theme.smallSize
        }
        FlatButton {
            objectName: "sendCloseButton"
            action: root.actions.sendClose
            danger: true
        }
    }
    PlainText {
        Layout.fillWidth: true
        visible: root.form.problem.length > 0 && root.height >= 200
        content: root.form.problem
        color: Theme.danger
        font.pixelSize: Theme.smallSize
    }
    Flow {
        Layout.fillWidth: true
        spacing: Theme.gap

        SlideSwitch {
            objectName: "withholdClose"
            text: root.roomy ? qsTr("Withhold Close reply") : qsTr("Withhold Close")
            hint: qsTr("Our answer to a Close is made and held until you release it")
            checked: root.controls.withholdClose
            onToggled: root.controls.withholdClose = checked
        }
        SlideSwitch {
            objectName: "withholdPong"
            text: qsTr("Withhold Pong")
            hint: qsTr("Our answers to Pings are held")
            checked: root.controls.withholdPong
            onToggled: root.controls.withholdPong = checked
        }
        SlideSwitch {
            objectName: "holdSent"
            text: qsTr("Hold sent")
            hint: qsTr("Each frame on its way to the peer is held until you release it")
            checked: root.controls.holdSent
            onToggled: root.controls.holdSent = checked
        }
        SlideSwitch {
            objectName: "holdReceived"
            text: qsTr("Hold received")
            hint: qsTr("Each frame that comes is held before anything is done about it")
            checked: root.controls.holdReceived
            onToggled: root.controls.holdReceived = checked
        }
        SlideSwitch {
            objectName: "unlockCodes"
            text: qsTr("Any code")
            hint: qsTr("A Close may carry a code that is never sent (1005, 1006, 999, 5000…) and a long reason")
            checked: root.form.unlocked
            onToggled: root.form.unlocked = checked
        }
    }
    Flow {
        Layout.fillWidth: true
        spacing: Theme.gap

        DurationField { controls: root.controls; name: "close"; label: qsTr("Close timeout"); value: root.controls.closeTimeout; hint: qsTr("From our Close; then we reset TCP") }
        DurationField { controls: root.controls; name: "ping"; label: qsTr("Ping every"); value: root.controls.pingInterval; hint: qsTr("How often we send a Ping by ourselves") }
        DurationField { controls: root.controls; name: "pong"; label: qsTr("Pong within"); value: root.controls.pongTimeout; hint: qsTr("How long a Pong may take") }
        DurationField { controls: root.controls; name: "handshake"; label: qsTr("Handshake"); value: root.controls.handshakeTimeout; hint: qsTr("How long the opening handshake may take") }
        DurationField { controls: root.controls; name: "idle"; label: qsTr("Idle"); value: root.controls.idleTimeout; hint: qsTr("Nothing in either direction for so long: we send a Close") }
    }
    Flow {
        Layout.fillWidth: true
        spacing: Theme.smallGap + 2

        FlatButton {
            objectName: "releaseReply"
            action: root.actions.releaseReply
            primary: enabled
        }
        FlatButton {
            objectName: "dropReply"
            action: root.actions.dropReply
        }
        FlatButton {
            objectName: "halfClose"
            action: root.actions.halfClose
            text: root.roomy ? action.text : qsTr("FIN")
            hint: qsTr("Ends our direction of TCP; the peer can go on sending")
        }
        FlatButton {
            objectName: "reset"
            action: root.actions.reset
            text: root.roomy ? action.text : qsTr("Reset")
            hint: qsTr("Ends TCP at once, both directions")
        }
        FlatButton {
            id: replies

            objectName: "repliesButton"
            text: qsTr("Replies…")
            hint: qsTr("How we answer Close and Ping, end TCP and take faults")
            quiet: repliesPopup.visible
            onClicked: repliesPopup.open()

            RepliesPopup {
                id: repliesPopup
                y: -height - Theme.smallGap
                x: Math.min(0, root.width - replies.x - width)
                controls: root.controls
            }
        }
    }
    Item {
        Layout.fillHeight: true
    }
}
