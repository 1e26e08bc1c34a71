// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtCharts
import Ajar

// Sent and received rates as two lines. The only file that knows Qt Charts.
Item {
    id: root

    property Connection connection: null
    property int window: 30
    property bool bytes: false
    property string title

    Accessible.role: Accessible.Chart
    Accessible.name: qsTr("%1, sent and received, up to %2").arg(title).arg(feed.mostText)

    RateFeed {
        id: feed

        connection: root.connection
        window: root.window
        bytes: root.bytes
        running: root.visible
        onFed: feed.fill(sentLine, receivedLine)
    }
    ChartView {
        id: chart

        anchors { fill: parent; topMargin: head.height - Theme.smallGap; margins: -Theme.smallGap }
        antialiasing: true
        legend.visible: false
        backgroundColor: "transparent"
        plotAreaColor: "transparent"
        margins { left: Theme.gap; right: Theme.margin; top: Theme.gap; bottom: Theme.gap }
        Accessible.ignored: true

        ValuesAxis {
            id: timeAxis

            min: feed.from
            max: feed.to
            visible: false
        }
        ValuesAxis {
            id: rateAxis

            min: 0
            max: feed.most
            tickCount: 3
            labelsVisible: false
            lineVisible: false
            gridLineColor: Theme.border
        }
        LineSeries {
            id: receivedLine

            axisX: timeAxis
            axisY: rateAxis
            color: Theme.received
            width: 2
        }
        LineSeries {
            id: sentLine

            axisX: timeAxis
            axisY: rateAxis
            color: Theme.sent
            width: 2
        }
    }
    Row {
        id: head

        anchors { left: parent.left; right: parent.right; top: parent.top; leftMargin: Theme.gap; topMargin: Theme.smallGap; rightMargin: Theme.gap }
        spacing: Theme.smallGap

        PlainText {
            content: root.title
            color: Theme.muted
            font.pixelSize: Theme.smallSize
        }
        PlainText {
            visible: root.width >= 150
            content: "→"
            color: Theme.sent
            font.bold: true
            font.pixelSize: Theme.smallSize
        }
        PlainText {
            visible: root.width >= 150
            content: "←"
            color: Theme.received
            font.bold: true
            font.pixelSize: Theme.smallSize
        }
    }
    PlainText {
        anchors { right: parent.right; rightMargin: Theme.margin; top: parent.top; topMargin: Theme.smallGap }
        content: feed.mostText
        color: Theme.muted
        font.pixelSize: Theme.smallSize
    }
}
