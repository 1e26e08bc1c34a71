// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// What can be done with a filter for one value: set it, join it to the one that is set, or only write it.
Menu {
    id: root

    required property FilterForm form
    required property FrameModel frames
    required property string expression

    component Entry: MenuItem {
        id: entry

        property string how
        property bool prepare: false

        implicitHeight: Theme.controlHeight
        Accessible.name: text
        contentItem: PlainText {
            leftPadding: Theme.smallGap
            content: entry.text
            opacity: entry.enabled ? 1 : 0.5
            Accessible.ignored: true
        }
        background: Rectangle {
            color: entry.highlighted ? Theme.selection : "transparent"
        }
        onTriggered: root.form.combine(how, root.expression, prepare)
    }

    title: qsTr("Filter: %1").arg(expression)
    width: 210
    background: Rectangle {
        color: Theme.field
        border.color: Theme.border
        radius: Theme.radius
    }

    Entry { text: qsTr("Apply"); how: "replace" }
    Entry { text: qsTr("And"); how: "and"; enabled: root.frames.filtered }
    Entry { text: qsTr("Or"); how: "or"; enabled: root.frames.filtered }
    Entry { text: qsTr("And not"); how: "and-not"; enabled: root.frames.filtered }
    Entry { text: qsTr("Not"); how: "not" }
    MenuSeparator {}
    Entry { text: qsTr("Prepare"); how: "replace"; prepare: true }
    Entry { text: qsTr("Prepare: and"); how: "and"; prepare: true; enabled: root.frames.filtered }
    Entry { text: qsTr("Prepare: or"); how: "or"; prepare: true; enabled: root.frames.filtered }
    Entry { text: qsTr("Prepare: not"); how: "not"; prepare: true }
}
