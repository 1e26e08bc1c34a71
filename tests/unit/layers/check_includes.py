#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Includes go in one direction only, and the lower layers know no Qt.

usage: check_includes.py SOURCE_ROOT
"""
import re
import sys
from pathlib import Path

# Which folders of core a folder may include, besides its own.
ALLOWED = {
    "core/wire": set(),
    "core/closing": {"wire"},
    "core/capture": {"wire", "closing"},
    "core/gate": {"wire", "closing"},
    "core/link": {"wire", "closing", "gate"},
    "core/session": {"wire", "closing", "capture"},
    "core/filter": {"wire", "closing", "session"},
    "core/library": {"wire", "closing", "session"},
    "core/beside": {"wire", "closing", "session"},
    "core/knowledge": {"wire", "closing"},
    "core/probe": {"wire", "closing", "gate", "link", "session", "filter", "knowledge"},
    "core/scenario": {"wire", "closing", "gate", "link", "session", "filter", "knowledge"},
    # The values of the lower layers are part of what link and session hand out.
    "ui": {"wire", "closing", "gate/policy.h", "link", "session", "filter", "knowledge", "library",
           "beside"},
}
QT_FREE = {"core/wire", "core/closing", "core/capture", "core/gate"}
LAYERS = {"wire", "closing", "capture", "gate", "link", "session", "filter", "library", "beside",
          "knowledge", "probe", "scenario", "ui", "app"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)
QT_HEADER = re.compile(r"(?:^|/)(?:Q[A-Z]\w*|Qt[A-Z]\w*|q[a-z]+\.h)$|^Qt[A-Z]\w*/")


def faults_in(folder: str, text: str) -> list[str]:
    """What the includes of one source file in this folder violate."""
    own = folder.split("/")[-1]
    allowed = ALLOWED[folder]
    faults = []
    for quoted, angled in INCLUDE.findall(text):
        path = quoted or angled
        if folder in QT_FREE and QT_HEADER.search(path):
            faults.append(f"includes Qt's <{path}>")
        layer = path.split("/")[0]
        if layer not in LAYERS or "/" not in path or layer == own:
            continue
        if layer not in allowed and path not in allowed:
            faults.append(f'includes "{path}": {own} may not know {layer}')
    return faults


def main(root: Path) -> int:
    faults = []
    seen = 0
    for folder in ALLOWED:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix not in {".h", ".cpp"}:
                continue
            seen += 1
            text = file.read_text(encoding="utf-8")
            faults += [f"{file.relative_to(root)} {fault}" for fault in faults_in(folder, text)]
    for folder in {path.name for path in (root / "core").iterdir() if path.is_dir()}:
        if f"core/{folder}" not in ALLOWED:
            faults.append(f"core/{folder} is not in the table of layers")
    print("\n".join(faults) or f"{seen} files, every include goes in its allowed direction")
    return 1 if faults or seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
