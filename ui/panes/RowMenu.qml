// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// The menu of a cell in the frame table: filters for its value, copying, marks and comparing.
Menu {
    id: root

    required property FilterForm form
    required property FrameModel frames
    required property Actions actions
    property double seq: 0
    property string cell
    property list<string> expressions

    function openFor(seq: double, cell: string, from: Item, x: real, y: real): void {
        root.seq = seq
        root.cell = cell
        expressions = frames.cellFilters(seq, cell)
        popup(from, x, y)
    }

    component Entry: MenuItem {
        id: entry

        implicitHeight: Theme.controlHeight
        Accessible.name: text
        contentItem: PlainText {
            leftPadding: Theme.smallGap
            rightPadding: entry.subMenu ? Theme.margin * 2 : Theme.smallGap
            content: entry.text
            opacity: entry.enabled ? 1 : 0.5
            Accessible.ignored: true
        }
        background: Rectangle {
            color: entry.highlighted ? Theme.selection : "transparent"
        }
    }

    width: 340
    delegate: Entry {}
    background: Rectangle {
        color: Theme.field
        border.color: Theme.border
        radius: Theme.radius
    }

    Entry {
        text: qsTr("Copy")
        enabled: root.cell.length > 0
        onTriggered: root.frames.copyCell(root.seq, root.cell)
    }
    Entry {
        text: qsTr("Copy row")
        onTriggered: root.frames.copyCell(root.seq, "")
    }
    MenuSeparator {}
    Entry { action: root.actions.mark }
    Entry { action: root.actions.note }
    ColourMenu { actions: root.actions }
    Entry { action: root.actions.timeReference }
    Entry { action: root.actions.compare }

    Instantiator {
        model: root.expressions
        delegate: FilterMenu {
            required property string modelData

            form: root.form
            frames: root.frames
            expression: modelData
        }
        onObjectAdded: (index, object) => root.insertMenu(index, object as Menu)
        onObjectRemoved: (index, object) => root.removeMenu(object as Menu)
    }
}
