// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// Which certificates the next wss connection trusts.
PopupPanel {
    id: root

    required property ConnectForm form
    required property FileChooser chooser

    width: 380

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        SlideSwitch {
            objectName: "insecureSwitch"
            text: qsTr("Accept any certificate (insecure)")
            checked: root.form.insecure
            onToggled: root.form.insecure = checked
        }
        PlainText {
            content: qsTr("Further trusted certificates (PEM file)")
        }
        RowLayout {
            spacing: Theme.smallGap

            InputField {
                objectName: "caField"
                Layout.fillWidth: true
                label: qsTr("CA file")
                text: root.form.caFile
                onTextEdited: root.form.caFile = text
            }
            FlatButton {
                text: qsTr("Choose…")
                onClicked: root.chooser.openCertificates()
            }
        }
    }
}
