// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// The status bar: the state as a sentence, figures, what is recorded, TLS.
Rectangle {
    id: root

    required property Sessions sessions
    required property Measure measure
    readonly property Connection current: sessions.current
    readonly property string stateKey: current?.stateKey ?? ""

    component Note: PlainText {
        visible: content.length > 0
        color: Theme.muted
        font.pixelSize: Theme.monoSize
    }

    color: Theme.panel
    implicitHeight: Theme.statusHeight
    Accessible.role: Accessible.StatusBar

    Rectangle {
        width: parent.width
        height: Theme.line
        color: Theme.border
    }
    RowLayout {
        anchors { fill: parent; leftMargin: Theme.margin; rightMargin: Theme.margin }
        spacing: Theme.margin + Theme.smallGap

        Door {
            Layout.rightMargin: -Theme.gap
            implicitWidth: 15
            implicitHeight: 18
            visible: root.current !== null
            state: root.stateKey
            color: Theme.stateColor(root.stateKey)
            ground: Theme.panel
        }
        Note {
            objectName: "statusState"
            Layout.minimumWidth: Math.min(implicitWidth, 250)
            content: root.current?.headline ?? qsTr("Not connected")
            color: root.current ? Theme.stateText(root.stateKey) : Theme.muted
            font.bold: root.current !== null
        }
        Note {
            objectName: "statusFrames"
            content: root.current ? (root.current.frameCount === "1" ? qsTr("%1 frame · %2") : qsTr("%1 frames · %2")).arg(root.current.frameCount).arg(root.current.byteCount) : ""
        }
        Note {
            visible: content.length > 0 && root.width >= Theme.narrowWidth
            content: root.current && root.current.live ? qsTr("%1 frames/s").arg(root.current.rate) : ""
        }
        Note {
            objectName: "statusRecorded"
            Layout.fillWidth: true
            content: root.measure.text.length > 0 ? root.measure.text : root.sessions.recordedText
            color: root.measure.text.length > 0 ? Theme.text : Theme.muted
        }
        Note {
            objectName: "statusFindings"
            content: root.current ? root.current.findingCount === 1 ? qsTr("1 finding") : qsTr("%1 findings").arg(root.current.findingCount) : ""
            color: Theme.levelColor(root.current?.findingLevel ?? "")
        }
        Note {
            content: root.current?.tls ?? ""
        }
        Note {
            objectName: "statusExtension"
            readonly property string all: root.current?.extension ?? ""

            Layout.maximumWidth: root.width * 0.3
            visible: content.length > 0 && root.width >= Theme.narrowWidth
            content: root.width >= Theme.wideWidth ? all : all.split(";")[0]
        }
    }
}
