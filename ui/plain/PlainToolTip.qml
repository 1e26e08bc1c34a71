// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// A tool tip of any text: never rich text.
ToolTip {
    id: root

    property string content
    readonly property int widest: 420

    delay: 600
    padding: Theme.gap
    contentItem: PlainText {
        content: root.content
        wrapMode: implicitWidth > root.widest ? Text.Wrap : Text.NoWrap
        width: Math.min(implicitWidth, root.widest)
        font.pixelSize: Theme.smallSize + 1
    }
    background: Rectangle {
        color: Theme.panel
        border.color: Theme.border
        radius: Theme.radius
    }
}
