// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// On the start page: the last sessions, and the addresses of the last connections.
ColumnLayout {
    id: root

    required property Sessions sessions

    signal urlChosen(url: string)

    component Entry: Rectangle {
        id: entry

        property string title
        property string note
        property color noteColor: Theme.muted

        signal chosen

        Layout.fillWidth: true
        implicitHeight: Theme.rowHeight
        radius: Theme.radius
        color: mouse.containsMouse ? Theme.hover : "transparent"
        border.color: activeFocus ? Theme.accent : "transparent"
        activeFocusOnTab: true
        Accessible.role: Accessible.Button
        Accessible.name: note.length > 0 ? qsTr("%1, %2").arg(title).arg(note) : title
        Accessible.onPressAction: chosen()
        Keys.onReturnPressed: chosen()
        Keys.onSpacePressed: chosen()

        RowLayout {
            anchors { fill: parent; leftMargin: Theme.gap; rightMargin: Theme.gap }
            spacing: Theme.gap

            PlainText {
                Layout.fillWidth: true
                content: entry.title
                elide: Text.ElideMiddle
                Accessible.ignored: true
            }
            PlainText {
                content: entry.note
                color: entry.noteColor
                font.pixelSize: Theme.smallSize
                Accessible.ignored: true
            }
        }
        MouseArea {
            id: mouse

            anchors.fill: parent
            hoverEnabled: true
            onClicked: entry.chosen()
        }
    }
    component Heading: PlainText {
        color: Theme.muted
        font.pixelSize: Theme.smallSize
        font.capitalization: Font.AllUppercase
        Accessible.role: Accessible.Heading
    }

    spacing: 0

    Heading {
        content: qsTr("Recent sessions")
    }
    Repeater {
        model: root.sessions.library.recent

        Entry {
            required property int index
            required property string path
            required property string when
            required property string ending
            required property string endingKey
            required property string display

            objectName: "recent" + index
            title: display
            note: qsTr("%1 · %2").arg(when).arg(ending)
            noteColor: endingKey === "closed" ? Theme.muted : Theme.stateText(endingKey)
            onChosen: root.sessions.openSession(path)
        }
    }
    Heading {
        Layout.topMargin: Theme.margin
        visible: root.sessions.library.recentUrls.length > 0
        content: qsTr("Recent addresses")
    }
    Repeater {
        model: root.sessions.library.recentUrls

        Entry {
            required property int index
            required property string modelData

            objectName: "recentUrl" + index
            title: modelData
            onChosen: root.urlChosen(modelData)
        }
    }
}
