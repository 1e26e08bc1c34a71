// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// Which certificates the next wss connection trusts, and which it shows.
PopupPanel {
    id: root

    required property OpeningForm form
    required property FileChooser chooser

    width: 440

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        SlideSwitch {
            objectName: "insecureSwitch"
            text: qsTr("Accept any certificate (insecure)")
            checked: root.form.insecure
            onToggled: root.form.insecure = checked
        }
        LabeledField {
            name: "caField"
            label: qsTr("Trusted authorities")
            placeholder: qsTr("PEM file")
            text: root.form.caFile
            choosable: true
            onEdited: text => root.form.caFile = text
            onChooseWanted: root.chooser.openCertificates("caFile")
        }
        LabeledField {
            name: "trustField"
            label: qsTr("Trusted certificate")
            placeholder: qsTr("SHA-256, or host:port=SHA-256")
            text: root.form.trusted
            onEdited: text => root.form.trusted = text
        }
        LabeledField {
            name: "certificateField"
            label: qsTr("Our certificate")
            placeholder: qsTr("PEM file, for servers that ask")
            text: root.form.certificate
            choosable: true
            onEdited: text => root.form.certificate = text
            onChooseWanted: root.chooser.openCertificates("certificate")
        }
        LabeledField {
            name: "keyField"
            label: qsTr("Its private key")
            placeholder: qsTr("in the certificate's file")
            text: root.form.key
            choosable: true
            onEdited: text => root.form.key = text
            onChooseWanted: root.chooser.openCertificates("key")
        }
        LabeledField {
            name: "keyLogField"
            label: qsTr("TLS key log")
            placeholder: qsTr("no file; one for Wireshark")
            text: root.form.keyLog
            onEdited: text => root.form.keyLog = text
        }
    }
}
