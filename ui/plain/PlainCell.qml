// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// PlainText for the cells of a table whose rows change many times a second: a screen reader gets the row,
// and of a long text no more is laid out than can be seen.
Text {
    property string content
    readonly property int most: 8 + width / (font.pixelSize * 0.2)

    height: Theme.rowHeight
    leftPadding: Theme.gap
    rightPadding: Theme.gap
    visible: width > 0
    text: Plain.start(content, most)
    textFormat: Text.PlainText
    elide: Text.ElideRight
    color: Theme.text
    font.family: Theme.mono
    font.pixelSize: Theme.monoSize
    verticalAlignment: Text.AlignVCenter
}
