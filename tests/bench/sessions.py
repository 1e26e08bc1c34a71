#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Large sessions: `ajar show --filter` against `tshark -Y` with the same filter on the same frames,
which must find as many; and a session of ten million frames, read and jumped about in.

usage: sessions.py AJAR MAKE_SESSION READER TSHARK"""
import os
import pathlib
import sys
import tempfile
import time

from harness import FULL, check, count_of, median, row, run

AJAR, MAKE_SESSION, READER, TSHARK = sys.argv[1:5]
ROUNDS = 3 if FULL else 1
FILTERED = 1_000_000 if FULL else 20_000
LARGE = 10_000_000 if FULL else 200_000
FILTERS = ["websocket.opcode == 8", "websocket.payload.text contains \"liquidation\"",
           "websocket.fin == 0 || websocket.opcode == 9"]
ENVIRONMENT = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def timed(argv):
    """Lines that a program prints, without comments; its seconds and the most memory."""
    begin = time.monotonic()
    output, memory = run(argv, env=ENVIRONMENT)
    seconds = time.monotonic() - begin
    return sum(not line.startswith("#") for line in output.splitlines()), seconds, memory


def compare_filters(session, capture):
    for text in FILTERS:
        ours, theirs = ([timed(argv) for _ in range(rounds)] for argv, rounds in (
            ([AJAR, "show", session, "--filter", text], ROUNDS),
            ([TSHARK, "-r", capture, "-Y", text], 1)))
        found = theirs[0][0]
        check(all(hits == found for hits, _, _ in ours), f"{ours[0][0]} and {found} hits: {text}")
        seconds, their_seconds = (median([one[1] for one in runs]) for runs in (ours, theirs))
        memory, their_memory = (max(one[2] for one in runs) / 1e6 for runs in (ours, theirs))
        row(f"filter `{text}` over {count_of(FILTERED)} frames".replace("|", "\\|"),
            f"{seconds:.2f} s, {memory:.0f} MB of memory",
            f"tshark: {their_seconds:.2f} s, {their_memory:.0f} MB", their_seconds / seconds)


def make(folder, frames):
    file = folder / f"{frames}.ajar"
    run([MAKE_SESSION, file, frames])
    return file


with tempfile.TemporaryDirectory(dir=".", prefix="bench-") as name:
    folder = pathlib.Path(name)
    session = make(folder, FILTERED)
    capture = folder / "session.pcapng"
    run([AJAR, "export", session, "--to", "pcapng", "-o", capture], env=ENVIRONMENT)
    compare_filters(session, capture)
    capture.unlink()
    session.unlink()
    output, _ = run([READER, make(folder, LARGE), LARGE])
    print(output, end="", flush=True)
