# SPDX-License-Identifier: MIT
"""permessage-deflate (RFC 7692) with npm's ws and python websockets, in both roles: random messages of
0 to 1 MiB, 10 000 for each peer and role, spread over all window bits and both kinds of context, equal
at both ends."""
import itertools
import json
import os
import subprocess
import sys

from harness import NODE, SUPPORT, InteropTest, Peer, environment

CLIENT = os.environ["AJAR_DEFLATE_CLIENT"]
SERVER = os.environ["AJAR_ECHO_GATE"]
MESSAGES = 10_000
LARGEST = 1 << 20
BITS = range(8, 16)
TAKEOVERS = list(itertools.product([False, True], repeat=2))  # server's, client's forbidden
CASES = [(bits, *takeover) for bits in BITS for takeover in TAKEOVERS]


def run(argv, timeout=250):
    """One exchange: what it printed, which ends with 0 only if every message came back unchanged."""
    done = subprocess.run([str(word) for word in argv], stdin=subprocess.DEVNULL, text=True,
                          capture_output=True, timeout=timeout, env=environment())
    if done.returncode != 0:
        raise AssertionError(f"{argv} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout)


class Servers(InteropTest):
    """Our client against a server that we did not write."""
    smallest_bits = 8  # of what the server deflates

    def exchange(self, server, extensions_of):
        total = compressed = 0
        for seed, (bits, no_server, no_client) in enumerate(CASES):
            count = MESSAGES // len(CASES) + (seed < MESSAGES % len(CASES))
            url = server.url("/mirror")
            words = [f"s{max(bits, self.smallest_bits)}", f"c{bits}", *(["s"] if no_server else []),
                     *(["c"] if no_client else [])]
            with self.subTest(bits=bits, no_server=no_server, no_client=no_client):
                result = run([CLIENT, url, count, seed, LARGEST, *words])
                agreed = extensions_of(server.report(url, "open"))
                self.assertIn("permessage-deflate", agreed)
                self.assertEqual(("server_no_context_takeover" in agreed,
                                  "client_no_context_takeover" in agreed), (no_server, no_client))
                self.assertEqual(result["findings"] & ~EMPTY_FRAGMENTS, 0)
                self.assertTrue(result["clean"])
                total += result["same"]
                compressed += result["compressed"]
        self.assertEqual(total, MESSAGES)
        self.assertEqual(compressed, 2 * MESSAGES)


# The bit of the note fragments-empty: a fragment that only goes into the deflater's buffer.
EMPTY_FRAGMENTS = 1 << 28


class WsServers(Servers):
    def test_10_000_random_messages_come_back_unchanged(self):
        self.exchange(self.start_ws("--deflate", "--life", "280"), lambda line: line["extensions"])

    def test_without_compression(self):
        result = run([CLIENT, self.start_ws("--life", "280").url("/mirror"), 200, 1, LARGEST])
        self.assertEqual(result["compressed"], 0)


class PythonServers(Servers):
    smallest_bits = 9  # Python's zlib does not deflate raw with 8

    def test_10_000_random_messages_come_back_unchanged(self):
        self.exchange(self.start_websockets("--deflate", "--ping-interval", "0", "--life", "280"),
                      lambda line: line["extensions"])


class Clients(InteropTest):
    """A client that we did not write against our server role."""
    smallest_bits = 8  # of what the client deflates

    def exchange(self, argv_of):
        total = 0
        for seed, (bits, no_server, no_client) in enumerate(CASES):
            count = MESSAGES // len(CASES) + (seed < MESSAGES % len(CASES))
            with self.subTest(bits=bits, no_server=no_server, no_client=no_client):
                server = Peer([SERVER, f"s{bits}", f"c{max(bits, self.smallest_bits)}",
                               *(["s"] if no_server else []), *(["c"] if no_client else [])])
                self.addCleanup(server.stop)
                result = run(argv_of(f"ws://127.0.0.1:{server.port}/", count, seed,
                                     bits, no_server, no_client))
                self.assertIn("permessage", json.dumps(result["extensions"]).lower())
                total += result["same"]
        self.assertEqual(total, MESSAGES)


class WsClients(Clients):
    def test_10_000_random_messages_come_back_unchanged(self):
        def argv(url, count, seed, bits, no_server, no_client):
            options = {"threshold": 0, "serverMaxWindowBits": bits, "clientMaxWindowBits": bits,
                       "serverNoContextTakeover": no_server, "clientNoContextTakeover": no_client}
            return [NODE, SUPPORT / "random_client.mjs", url, count, seed, LARGEST,
                    json.dumps(options)]
        self.exchange(argv)


class PythonClients(Clients):
    smallest_bits = 9  # Python's zlib does not deflate raw with 8

    def test_10_000_random_messages_come_back_unchanged(self):
        def argv(url, count, seed, bits, no_server, no_client):
            options = {"server_max_window_bits": bits,
                       "client_max_window_bits": max(bits, self.smallest_bits),
                       "server_no_context_takeover": no_server,
                       "client_no_context_takeover": no_client}
            return [sys.executable, SUPPORT / "random_client.py", url, count, seed, LARGEST,
                    json.dumps(options)]
        self.exchange(argv)


del Servers, Clients  # only their heirs are tests
