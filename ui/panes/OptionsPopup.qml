// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// How the next connection is opened: credentials, the way out, redirections, compression, limits.
PopupPanel {
    id: root

    required property OpeningForm form
    required property WireForm wire

    width: 460

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        LabeledField {
            name: "userField"
            label: qsTr("User")
            text: root.form.user
            onEdited: text => root.form.user = text
        }
        LabeledField {
            name: "passwordField"
            label: qsTr("Password")
            secret: true
            text: root.form.password
            onEdited: text => root.form.password = text
        }
        LabeledField {
            name: "bearerField"
            label: qsTr("Bearer token")
            secret: true
            text: root.form.bearer
            onEdited: text => root.form.bearer = text
        }
        LabeledField {
            name: "cookiesField"
            label: qsTr("Cookies")
            placeholder: qsTr("name=value; name=value")
            text: root.form.cookies
            onEdited: text => root.form.cookies = text
        }
        LabeledField {
            name: "proxyField"
            label: qsTr("Proxy")
            placeholder: qsTr("the system's; http://host:port, socks5://…, none")
            text: root.form.proxy
            onEdited: text => root.form.proxy = text
        }
        LabeledField {
            name: "redirectsField"
            label: qsTr("Follow redirections")
            placeholder: qsTr("0")
            text: root.form.redirects
            onEdited: text => root.form.redirects = text
        }
        PlainText {
            Layout.topMargin: Theme.smallGap
            content: qsTr("Compression")
            font.bold: true
        }
        CompressionForm {
            Layout.fillWidth: true
            form: root.wire
        }
        PlainText {
            Layout.topMargin: Theme.smallGap
            content: qsTr("Limits")
            font.bold: true
        }
        LimitsForm {
            Layout.fillWidth: true
            limits: root.wire.limits
        }
    }
}
