// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// What the user can do: send on the left, close on the right.
Rectangle {
    id: root

    required property Composer composer
    required property CloseForm closeForm
    required property Controls controls
    required property Actions actions
    required property FileChooser chooser
    readonly property bool roomy: width >= 780 // else titles that can be guessed are left out
    readonly property real closingWidth: Math.min(520, Math.max(428, width * 0.58))

    function openRawFrame(): void {
        composerPane.openRawFrame()
    }

    color: Theme.panel

    ComposerPane {
        id: composerPane

        anchors { left: parent.left; right: rule.left; top: parent.top; bottom: parent.bottom; margins: Theme.gap + 2 }
        composer: root.composer
        controls: root.controls
        chooser: root.chooser
        roomy: root.roomy
        actions: root.actions
    }
    Rectangle {
        id: rule

        anchors { top: parent.top; bottom: parent.bottom; right: closing.left; rightMargin: Theme.gap + 2 }
        width: Theme.line
        color: Theme.border
    }
    ClosingPane {
        id: closing

        anchors { right: parent.right; top: parent.top; bottom: parent.bottom; margins: Theme.gap + 2 }
        width: root.closingWidth
        controls: root.controls
        roomy: root.roomy
        form: root.closeForm
        actions: root.actions
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; top: parent.top }
        height: Theme.line
        color: Theme.border
    }
}
