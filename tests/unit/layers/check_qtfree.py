#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""wire, closing, capture and gate are compiled and linked without Qt.

usage: check_qtfree.py COMPILE_COMMANDS SOURCE_ROOT NM LIBRARY...
"""
import json
import re
import subprocess
import sys
from pathlib import Path

FOLDERS = ("core/wire/", "core/closing/", "core/capture/", "core/gate/")
QT_OPTION = re.compile(r"(?:-I|-isystem\s+)\S*(?:/qt6|/Qt[A-Z0-9])\S*|-DQT_\w+_LIB")
# QString and its kin, moc's qt_metacall, and Qt's exported functions.
QT_SYMBOL = re.compile(r"\bQ[A-Z]\w+|\bqt_\w+|\bqt_static_metacall|\bqobject_interface")


def options_with_qt(command: str) -> list[str]:
    return QT_OPTION.findall(command)


def symbols_of_qt(listing: str) -> list[str]:
    """Names of Qt in a demangled listing of nm. A member's heading ends with a colon."""
    found = []
    for line in listing.splitlines():
        name = line[19:] if len(line) > 19 else ""
        if not line.endswith(":") and QT_SYMBOL.search(name):
            found.append(name)
    return found


def main(commands: Path, root: Path, nm: str, libraries: list[str]) -> int:
    faults = []
    compiled = 0
    for entry in json.loads(commands.read_text(encoding="utf-8")):
        file = Path(entry["directory"], entry["file"]).resolve()
        if not file.is_relative_to(root.resolve()):
            continue
        name = str(file.relative_to(root.resolve()))
        if not name.startswith(FOLDERS):
            continue
        compiled += 1
        for option in options_with_qt(entry["command"]):
            faults.append(f"{name} is compiled with {option}")
    for library in libraries:
        listing = subprocess.run([nm, "-C", library], check=True, capture_output=True, text=True)
        for symbol in symbols_of_qt(listing.stdout):
            faults.append(f"{Path(library).name} knows {symbol}")
    if compiled == 0 or len(libraries) != len(FOLDERS):
        faults.append(f"{compiled} files and {len(libraries)} libraries: there is nothing to check")
    print("\n".join(faults) or f"{compiled} files and {len(libraries)} libraries without Qt")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:]))
