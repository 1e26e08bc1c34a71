#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A client link that records every frame, and one that records nothing, against npm's ws that only
counts them: throughput as their server sees it (from its first byte to the answer to its Close), the
most memory, and the ratio.

usage: clientlink.py AJAR GATECLIENT BLASTER NODE"""
import os
import pathlib
import sqlite3
import sys
import tempfile

from harness import FULL, Server, check, count_of, median, row, run

AJAR, GATECLIENT, BLASTER, NODE = sys.argv[1:5]
WS_COUNT = pathlib.Path(__file__).with_name("ws_count.mjs")
ROUNDS = 5 if FULL else 1
CASES = [(64, 1_000_000 if FULL else 100_000), (65536, 20_000 if FULL else 1000)]


def record(url, count, folder):
    """Lets ajar record, checks the file; the most memory that ajar had."""
    file = folder / "bench.ajar"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    _, memory = run([AJAR, "record", url, "-o", file, "--quiet"], env=environment)
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        texts, = database.execute("SELECT count(*) FROM frames WHERE opcode = 'text'"
                                  " AND direction = 'received'").fetchone()
    database.close()
    check(texts == count, f"{texts} of {count} messages are in the session file")
    file.unlink()
    return memory


def count_messages(argv, count):
    output, memory = run(argv)
    check(int(output) == count, f"{argv[0]} counted {output.strip()} of {count} messages")
    return memory


def rate(seconds, size, count):
    per_second = count / median(seconds)
    return f"{per_second:,.0f} messages/s" if size < 1024 else f"{per_second * size / 1e6:,.0f} MB/s"


def compare(size, count, folder):
    seconds = {name: [] for name in ("recording", "counting", "ws")}
    memory = {name: [] for name in seconds}
    with Server(BLASTER, count, size, 3 * ROUNDS) as server:
        url = f"ws://127.0.0.1:{server.port}/"
        for _ in range(ROUNDS):
            for name, measure in (
                    ("recording", lambda: record(url, count, folder)),
                    ("counting", lambda: count_messages([GATECLIENT, server.port], count)),
                    ("ws", lambda: count_messages([NODE, WS_COUNT, url], count))):
                memory[name].append(measure())
                seconds[name].append(float(server.line()))
    for name in seconds:
        print(f"  {name}: {min(seconds[name]):.3f} to {max(seconds[name]):.3f} s")
    said = {name: f"{rate(seconds[name], size, count)}, {max(memory[name]) / 1e6:.0f} MB of memory"
            for name in seconds}
    texts = f"{count_of(count)} texts of " + (f"{size // 1024} KiB" if size >= 1024 else f"{size} B")
    for name, what in (("recording", "client link recording every frame"),
                       ("counting", "client link recording nothing")):
        row(f"{what}, {texts}", said[name], "npm `ws` counting: " + said["ws"],
            median(seconds["ws"]) / median(seconds[name]))


# Beside the programs, so that it is a disk where /tmp may be memory.
with tempfile.TemporaryDirectory(dir=".", prefix="bench-") as name:
    for case in CASES:
        compare(*case, pathlib.Path(name))
