#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Two legs that decode both directions, against socat that only copies: throughput of messages from
the server, and the time of a message and its echo, each also without any relay.

usage: relay.py RELAY LOAD SOCAT"""
import socket
import subprocess
import sys
import time

from harness import FULL, Server, check, median, row

RELAY, LOAD, SOCAT = sys.argv[1:4]
ROUNDS = 5 if FULL else 1
THROUGHPUT = [(64, 5_000_000 if FULL else 500_000), (65536, 40_000 if FULL else 2000)]
ECHOES = 20_000 if FULL else 1000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Socat:
    """socat as a relay to a loopback port, with `options` such as a buffer's size."""

    def __init__(self, target, *options):
        self.port = free_port()
        self._child = subprocess.Popen(
            [SOCAT, *options, f"TCP-LISTEN:{self.port},bind=127.0.0.1,reuseaddr,fork,nodelay",
             f"TCP:127.0.0.1:{target},nodelay"])

    def __enter__(self):
        deadline = time.monotonic() + 10
        listening = f"0100007F:{self.port:04X} 00000000:0000 0A"
        while True:
            with open("/proc/net/tcp", encoding="ascii") as table:
                if listening in table.read():
                    return self
            check(time.monotonic() < deadline, "socat does not listen")
            time.sleep(0.01)

    def __exit__(self, *_):
        self._child.terminate()
        self._child.wait(10)


def compare_throughput(load, ports, size, count):
    print(f"relay, {count:,} messages of {size:,} bytes from the server, {ROUNDS} rounds:")
    seconds = {name: [] for name in ports}
    for _ in range(ROUNDS):
        for name, port in ports.items():
            seconds[name].append(float(load.ask("throughput", port, size, count)))
    for name, values in seconds.items():
        print(f"  {name:22} {count / median(values):12,.0f} messages/s"
              f" {count * size / median(values) / 1e6:9,.1f} MB/s")
    print_ratios("throughput", {name: 1 / median(values) for name, values in seconds.items()})
    ours, theirs = (median(seconds[name]) for name in ("ajar's legs", "socat"))
    row(f"the gate's legs as a relay, messages of {size:,} B",
        f"{count * size / ours / 1e6:,.0f} MB/s", f"socat: {count * size / theirs / 1e6:,.0f} MB/s",
        theirs / ours)


def compare_latency(load, ports):
    print(f"relay, {ECHOES:,} messages of 64 bytes and their echoes, {ROUNDS} rounds:")
    halves, tails = ({name: [] for name in ports} for _ in range(2))
    for _ in range(ROUNDS):
        for name, port in ports.items():
            half, tail = load.ask("latency", port, 64, ECHOES).split()
            halves[name].append(float(half))
            tails[name].append(float(tail))
    for name in ports:
        half, tail = median(halves[name]), median(tails[name])
        print(f"  {name:22} median {half:6.1f} us, 99th percentile {tail:6.1f} us; added"
              f" {half - median(halves['no relay']):6.1f} and {tail - median(tails['no relay']):6.1f} us")
    for what, values in (("median", halves), ("99th percentile", tails)):
        base = median(values["no relay"])
        print_ratios(f"added {what}", {name: median(times) - base for name, times in values.items()})
    base = median(tails["no relay"])
    ours, theirs = (median(tails[name]) - base for name in ("ajar's legs", "socat"))
    row("delay that the relay adds, 99th percentile", f"{ours:.1f} µs", f"socat: {theirs:.1f} µs",
        ours / theirs if theirs > 0 else None)


def print_ratios(what, values):
    ours = values["ajar's legs"]
    ratios = [f"{ours / value:.2f} of {name}'s" for name, value in values.items()
              if name.startswith("socat") and value > 0]
    print(f"  ratio, {what}: {', '.join(ratios)}", flush=True)


with Server(LOAD) as load, Server(RELAY, load.port) as relay, Socat(load.port) as plain, \
        Socat(load.port, "-b262144") as large:
    ports = {"no relay": load.port, "ajar's legs": relay.port, "socat": plain.port,
             "socat -b262144": large.port}
    for case in THROUGHPUT:
        compare_throughput(load, ports, *case)
    compare_latency(load, ports)
