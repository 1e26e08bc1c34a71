// SPDX-License-Identifier: GPL-3.0-or-later
import QtQml

// A format of the export: what the command line calls it, and what a person is told.
QtObject {
    required property string name
    required property string suffix
    required property string title
    required property string use
}
