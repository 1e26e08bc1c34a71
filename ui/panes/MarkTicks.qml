// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// Where the marked rows are, beside the scroll bar's handle.
Item {
    id: root

    required property Marks marks

    Repeater {
        model: root.marks.places
        delegate: Rectangle {
            required property int index
            required property double modelData

            x: 1
            y: Math.min(root.height - height, modelData * root.height)
            width: root.width - 2
            height: 3
            radius: 1
            color: Theme.markColor(root.marks.placeColours[index] ?? 0)
        }
    }
}
