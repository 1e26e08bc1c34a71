// SPDX-License-Identifier: GPL-3.0-or-later
pragma Singleton
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// Every colour, size and font of the window.
QtObject {
    id: theme

    enum Mode { System, Light, Dark }

    property int mode: Theme.System
    readonly property bool dark: mode === Theme.Dark || (mode === Theme.System && system.window.hslLightness < 0.5)
    property SystemPalette system: SystemPalette {}

    readonly property color window: dark ? "#14171d" : "#ffffff"
    readonly property color panel: dark ? "#1b1f26" : "#f4f5f8"
    readonly property color field: dark ? "#14171d" : "#ffffff"
    readonly property color border: dark ? "#2f3540" : "#dde0e7"
    readonly property color track: dark ? "#333a46" : "#d9dce4"
    readonly property color knob: "#ffffff"
    readonly property color text: dark ? "#e8eaf0" : "#1a1e28"
    readonly property color muted: dark ? "#959cae" : "#636979"
    readonly property color accent: dark ? "#6f9fff" : "#2563eb"
    readonly property color accentInk: dark ? "#0d1420" : "#ffffff"
    readonly property color danger: dark ? "#ff7070" : "#cf3030"
    readonly property color selection: dark ? "#22345a" : "#e1ebff"
    readonly property color hover: dark ? "#242a34" : "#eceef3"
    readonly property color heldGround: dark ? "#352a10" : "#fff4dc"
    readonly property color findingGround: dark ? "#3a1d20" : "#ffecec"
    readonly property color sent: dark ? "#6f9fff" : "#2563eb"
    readonly property color received: dark ? "#2fb984" : "#0f9a67"
    readonly property color control: dark ? "#ad90ff" : "#7048d8"
    readonly property color amber: dark ? "#f2aa3c" : "#e08600"
    readonly property color amberText: dark ? "#f2aa3c" : "#a35c00"
    readonly property color greenText: dark ? "#3cc492" : "#0a7a51"

    readonly property var stateColors: ({
        "connecting": muted, "open": received, "half-closed-local": accent,
        "half-closed-remote": amber, "held": amber, "close-exchanged": control,
        "closed": muted, "aborted": danger, "refused": danger, "finding": danger
    })
    readonly property var typeColors: ({
        "close": amberText, "ping": control, "pong": control, "text": text, "binary": text,
        "continuation": text
    })

    // Of marks: none, red, orange, yellow, green, blue, purple.
    readonly property var markColors: dark ? ["#aab2c5", "#ff6b6b", "#ff9f4a", "#e6cf4a", "#4cc38a", "#5aa2ff", "#b48cff"] : ["#6b7285", "#d92d2d", "#d9730d", "#b39700", "#17824f", "#1f6feb", "#7c3aed"]

    readonly property int fontSize: 13
    readonly property int smallSize: 11
    readonly property int monoSize: 12
    readonly property int titleSize: 16
    readonly property string mono: Fonts.fixed
    readonly property string sans: Fonts.general

    readonly property int rowHeight: 24
    readonly property int controlHeight: 28
    readonly property int barHeight: 48
    readonly property int statusHeight: 28
    readonly property int gap: 8
    readonly property int smallGap: 4
    readonly property int margin: 12
    readonly property int radius: 5
    readonly property int line: 1
    readonly property int roomForRecent: 490
    readonly property int narrowWidth: 1180
    readonly property int wideWidth: 1400

    function stateColor(key: string): color {
        return stateColors[key] ?? muted
    }
    // How strongly the RFC asks for what was not kept.
    function levelColor(level: string): color {
        return level === "MUST" ? danger : level === "SHOULD" ? amberText : level === "strict" ? control : muted
    }
    // For words: amber on white is too pale to read.
    function stateText(key: string): color {
        if (key === "half-closed-remote" || key === "held")
            return amberText
        return key === "open" ? greenText : stateColor(key)
    }
    function markColor(index: int): color {
        return markColors[Math.max(0, index)]
    }
    function typeColor(key: string): color {
        return typeColors[key] ?? danger
    }
}
