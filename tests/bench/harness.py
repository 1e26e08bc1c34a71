# SPDX-License-Identifier: MIT
"""Starts the programs that a benchmark compares and reads what they print. Everything is bounded in
time; a wrong count or a program that fails ends the benchmark, a slow one does not."""
import os
import subprocess
import sys
import threading

PATIENCE = 300  # seconds for one program
FULL = os.environ.get("AJAR_BENCH") == "full"


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def check(right, what):
    if not right:
        sys.exit(f"wrong: {what}")


def count_of(number):
    """1_000_000 as `1 M`."""
    return f"{number // 1_000_000} M" if number % 1_000_000 == 0 else f"{number:,}"


def row(what, ours, theirs="", ratio=None):
    """A line of the table that collect.py gathers."""
    print(f"| {what} | {ours} | {theirs} | {'' if ratio is None else f'{ratio:.2f}'} |", flush=True)


class Server:
    """A child that prints "listening PORT" and then answers by lines."""

    def __init__(self, *argv):
        self._child = subprocess.Popen([str(word) for word in argv], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True)
        self._timer = threading.Timer(3 * PATIENCE, self._child.kill)
        self._timer.start()
        self.port = int(self.line().split()[1])

    def line(self):
        line = self._child.stdout.readline()
        check(line, f"{self._child.args[0]} ended early")
        return line.strip()

    def ask(self, *words):
        print(*words, file=self._child.stdin, flush=True)
        return self.line()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._child.terminate()
        self._child.wait(PATIENCE)
        self._timer.cancel()


def run(argv, **more):
    """Runs a program to its end: its output, and the most memory that it had, in bytes."""
    child = subprocess.Popen([str(word) for word in argv], stdout=subprocess.PIPE, text=True, **more)
    timer = threading.Timer(PATIENCE, child.kill)
    timer.start()
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    timer.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    check(child.returncode == 0, f"{argv[0]} ended with {child.returncode}:\n{output}")
    return output, usage.ru_maxrss * 1024
