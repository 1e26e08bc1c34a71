#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Names the programs that chosen tests of a configured build folder run, as paths in that folder.

usage: ctest --test-dir BUILD -L LABELS --show-only=json-v1 | test_programs.py BUILD

Ninja takes such a path as a target: so a build makes what these tests need and no more."""
import json
import os
import pathlib
import re
import sys

folder = os.path.realpath(sys.argv[1])

# CTest leaves out the commands of programs that are not built yet: its files have them all.
commands = {}
for file in pathlib.Path(folder).rglob("CTestTestfile.cmake"):
    for _, name, command in re.findall(r"^add_test\(\[(=*)\[(.*?)\]\1\] (.*)\)$", file.read_text(), re.M):
        commands[name] = re.findall(r'"((?:[^"\\]|\\.)*)"', command)

programs = set()
for test in json.load(sys.stdin)["tests"]:
    words = commands[test["name"]]
    for known in test.get("properties", []):
        if known["name"] == "ENVIRONMENT":
            words = words + [setting.partition("=")[2] for setting in known["value"]]
    # Scripts and data are made by no rule; a program's name has no suffix.
    programs.update(os.path.relpath(word, folder) for word in words
                    if word.startswith(folder + os.sep) and not os.path.splitext(word)[1]
                    and not os.path.isdir(word))
print("\n".join(sorted(programs)))
