#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A client link that records every frame, against npm's ws that only counts them: throughput as their
server sees it (from its first byte to the answer to its Close), the most memory, and the ratio.

usage: clientlink.py AJAR BLASTER NODE"""
import os
import pathlib
import sqlite3
import sys
import tempfile

from harness import FULL, Server, check, median, run

AJAR, BLASTER, NODE = sys.argv[1:4]
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


def count_messages(url, count):
    output, memory = run([NODE, WS_COUNT, url])
    check(int(output) == count, f"ws counted {output.strip()} of {count} messages")
    return memory


def show(name, seconds, memory, size, count):
    middle = median(seconds)
    print(f"  {name:22} {count / middle:12,.0f} messages/s {count * size / middle / 1e6:9,.1f} MB/s"
          f"   {max(memory) / 1e6:7,.0f} MB at most"
          f"   ({min(seconds):.3f} to {max(seconds):.3f} s)", flush=True)
    return middle


def compare(size, count, folder):
    print(f"client link, {count:,} text messages of {size:,} bytes, {ROUNDS} rounds:")
    ajar, ws, ajar_memory, ws_memory = [], [], [], []
    with Server(BLASTER, count, size, 2 * ROUNDS) as server:
        url = f"ws://127.0.0.1:{server.port}/"
        for _ in range(ROUNDS):
            ajar_memory.append(record(url, count, folder))
            ajar.append(float(server.line()))
            ws_memory.append(count_messages(url, count))
            ws.append(float(server.line()))
    ours = show("ajar record", ajar, ajar_memory, size, count)
    theirs = show("npm ws, only counting", ws, ws_memory, size, count)
    print(f"  ratio {theirs / ours:.2f}", flush=True)


# Beside the programs, so that it is a disk where /tmp may be memory.
with tempfile.TemporaryDirectory(dir=".", prefix="bench-") as name:
    for case in CASES:
        compare(*case, pathlib.Path(name))
