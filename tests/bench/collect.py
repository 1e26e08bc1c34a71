#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs a benchmark, passes on what it prints and keeps the rows of the table among it.

usage: collect.py TABLE [COMMAND…]     without a command the table is begun anew"""
import pathlib
import subprocess
import sys

TABLE = pathlib.Path(sys.argv[1])
HEAD = "| what | Ajar | beside it | ratio |\n|---|---|---|---|\n"

if len(sys.argv) == 2:
    TABLE.write_text(HEAD, encoding="utf-8")
    sys.exit()
with subprocess.Popen(sys.argv[2:], stdout=subprocess.PIPE, text=True) as child, \
        TABLE.open("a", encoding="utf-8") as table:
    for line in child.stdout:
        print(line, end="", flush=True)
        if line.startswith("| "):
            table.write(line)
sys.exit(child.returncode)
