// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// A small panel over the window.
Popup {
    padding: Theme.margin
    margins: Theme.smallGap // it stays inside the window
    focus: true
    background: Rectangle {
        color: Theme.panel
        border.color: Theme.border
        radius: Theme.radius + 2
    }
}
