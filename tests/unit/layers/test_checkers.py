#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The two checkers find what they are there to find."""
import unittest

from check_includes import faults_in
from check_qtfree import options_with_qt, symbols_of_qt


class Includes(unittest.TestCase):
    def test_downward_is_allowed(self):
        self.assertEqual(faults_in("core/gate", '#include "wire/frame.h"\n#include <asio.hpp>\n'), [])
        self.assertEqual(faults_in("core/link", '#include "gate/policy.h"\n#include <QObject>\n'), [])
        self.assertEqual(faults_in("core/wire", '#include "sha1.h"\n#include <vector>\n'), [])

    def test_upward_is_a_fault(self):
        for folder, path in [("core/wire", "closing/state.h"), ("core/closing", "gate/leg.h"),
                             ("core/gate", "link/network.h"), ("core/session", "gate/leg.h"),
                             ("core/session", "link/network.h"), ("core/link", "session/reader.h"),
                             ("core/link", "ui/theme.h"), ("core/gate", "app/main.h"),
                             ("ui", "gate/clientgate.h")]:
            self.assertEqual(len(faults_in(folder, f'  # include "{path}"\n')), 1, (folder, path))

    def test_qt_below_link_is_a_fault(self):
        for header in ["QString", "QtCore/QString", "QtGlobal", "qglobal.h", "QtCore/qobject.h"]:
            self.assertEqual(len(faults_in("core/gate", f"#include <{header}>\n")), 1, header)


class QtFree(unittest.TestCase):
    def test_options(self):
        self.assertTrue(options_with_qt("c++ -isystem /usr/include/x86_64-linux-gnu/qt6/QtCore -c a"))
        self.assertTrue(options_with_qt("c++ -DQT_CORE_LIB -c a.cpp"))
        self.assertFalse(options_with_qt("c++ -DQT_NO_CAST_FROM_ASCII -Icore -c a.cpp"))

    def test_symbols(self):
        listing = ("qtest.cpp.o:\n"
                   "                 U QString::fromUtf8(char const*)\n"
                   "0000000000000010 T ajar::gate::Leg::close()\n"
                   "                 U qt_metacall\n"
                   "                 U SHA1_Query\n")
        self.assertEqual(symbols_of_qt(listing), ["QString::fromUtf8(char const*)", "qt_metacall"])


if __name__ == "__main__":
    unittest.main()
