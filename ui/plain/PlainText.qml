// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// One line or paragraph of any text: never rich text, nothing invisible in it.
Text {
    property string content

    text: Plain.line(content)
    textFormat: Text.PlainText
    elide: wrapMode === Text.NoWrap ? Text.ElideRight : Text.ElideNone
    color: Theme.text
    font.pixelSize: Theme.fontSize
    verticalAlignment: Text.AlignVCenter
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text.length === 0
}
