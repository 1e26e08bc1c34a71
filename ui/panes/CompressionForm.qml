// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// What is offered of permessage-deflate (RFC 7692) in the next opening handshake.
ColumnLayout {
    id: root

    required property WireForm form

    spacing: Theme.smallGap

    component Choice: RowLayout {
        id: choice

        property string label
        property string hint
        property string name
        property alias model: box.model
        property alias currentIndex: box.currentIndex

        signal picked(int index)

        spacing: Theme.smallGap
        Layout.fillWidth: true

        PlainText {
            Layout.fillWidth: true
            content: choice.label
            font.pixelSize: Theme.fontSize - 1
            Accessible.ignored: true
        }
        ChoiceBox {
            id: box

            objectName: choice.name
            implicitWidth: 104
            label: choice.label
            hint: choice.hint
            onActivated: index => choice.picked(index)
        }
    }

    RowLayout {
        spacing: Theme.margin

        FlatButton {
            objectName: "deflateToggle"
            compact: true
            checkable: true
            checked: root.form.deflate
            text: checked ? qsTr("Compression offered") : qsTr("No compression offered")
            hint: qsTr("Whether permessage-deflate is offered")
            onToggled: root.form.deflate = checked
        }
        PlainText {
            Layout.fillWidth: true
            objectName: "deflateOffer"
            content: root.form.offer
            wrapMode: Text.Wrap
            font.family: Theme.mono
            font.pixelSize: Theme.smallSize
            color: Theme.muted
        }
    }
    GridLayout {
        Layout.fillWidth: true
        columns: 2
        columnSpacing: Theme.margin
        rowSpacing: Theme.smallGap
        enabled: root.form.deflate

        FlatButton {
            objectName: "serverNoTakeover"
            Layout.fillWidth: true
            compact: true
            checkable: true
            checked: root.form.serverNoTakeover
            text: qsTr("server_no_context_takeover")
            hint: qsTr("The server compresses each message by itself")
            onToggled: root.form.serverNoTakeover = checked
        }
        FlatButton {
            objectName: "clientNoTakeover"
            Layout.fillWidth: true
            compact: true
            checkable: true
            checked: root.form.clientNoTakeover
            text: qsTr("client_no_context_takeover")
            hint: qsTr("We compress each message by itself")
            onToggled: root.form.clientNoTakeover = checked
        }
        Choice {
            name: "serverBits"
            label: qsTr("Server window")
            hint: qsTr("server_max_window_bits: the server may use no larger window")
            model: root.form.serverBitsChoices
            currentIndex: root.form.serverBits
            onPicked: index => root.form.serverBits = index
        }
        Choice {
            name: "clientBits"
            label: qsTr("Client window")
            hint: qsTr("client_max_window_bits: the server may limit our window")
            model: root.form.clientBitsChoices
            currentIndex: root.form.clientBits
            onPicked: index => root.form.clientBits = index
        }
    }
}
