// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// The opening handshake as it was on the wire, and TLS.
ColumnLayout {
    id: root

    property Connection connection: null

    component Part: ColumnLayout {
        id: part

        property string title
        property string content
        property int share: 1
        property string blockName

        visible: content.length > 0
        spacing: Theme.smallGap

        PlainText {
            content: part.title
            font.bold: true
        }
        PlainBlock {
            objectName: part.blockName
            Layout.fillWidth: true
            Layout.fillHeight: true
            Layout.preferredHeight: 100 * part.share
            label: part.title
            content: part.content
        }
    }

    spacing: Theme.gap

    Handshake {
        id: handshake

        connection: root.connection
    }
    PlainText {
        objectName: "handshakeExtension"
        Layout.fillWidth: true
        visible: handshake.response.length > 0
        content: (root.connection?.extension ?? "").length > 0 ? qsTr("Extension agreed: %1").arg(root.connection.extension) : (root.connection?.offeredExtension ?? "").length > 0 ? qsTr("No extension agreed; offered: %1").arg(root.connection.offeredExtension) : qsTr("No extension offered.")
        wrapMode: Text.Wrap
    }
    Part {
        title: qsTr("Request")
        blockName: "handshakeRequest"
        content: handshake.request
        share: 2
    }
    Part {
        title: qsTr("Response")
        content: handshake.response
        share: 2
    }
    Part {
        title: qsTr("Body of the response")
        content: handshake.body
    }
    Part {
        title: qsTr("TLS")
        blockName: "handshakeTls"
        share: 2
        content: handshake.tls
    }
    PlainText {
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: handshake.request.length === 0
        verticalAlignment: Text.AlignTop
        content: qsTr("No opening handshake has been sent.")
        color: Theme.muted
    }
}
