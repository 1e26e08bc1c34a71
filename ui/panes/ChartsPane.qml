// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// Frames and bytes a second over the last two minutes, or over all of an ended connection.
ColumnLayout {
    id: root

    property Connection connection: null

    spacing: Theme.gap

    RateChart {
        Layout.fillWidth: true
        Layout.fillHeight: true
        connection: root.connection
        window: 120
        title: qsTr("Frames a second")
    }
    RateChart {
        Layout.fillWidth: true
        Layout.fillHeight: true
        connection: root.connection
        window: 120
        bytes: true
        title: qsTr("Bytes a second")
    }
}
