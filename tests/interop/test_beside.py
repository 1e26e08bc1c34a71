# SPDX-License-Identifier: MIT
"""Two recordings of one connection laid side by side: `ajar record` at the client, dumpcap at the
server, and between them a relay that delays, swallows or cuts."""
import json
import subprocess
import sys
from pathlib import Path

from harness import AJAR, InteropTest, environment, run_ajar
from test_captures import Dumpcap

RELAY = Path(__file__).parents[1] / "support" / "fault_relay.py"


class Relay:
    """A TCP relay to a port of ours, with faults."""

    def __init__(self, port, *options):
        self._child = subprocess.Popen(
            [sys.executable, "-B", str(RELAY), "--to", str(port), *options], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, env=environment())
        self.port = int(self._child.stdout.readline().split()[1])

    def stop(self):
        self._child.stdin.close()
        self._child.wait(20)
        self._child.stdout.close()


class Beside(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws("--deflate")

    def both_ends(self, path, *options, faults=(), code=0):
        """The session of the client, and that of a capture at the server."""
        relay = Relay(self.ws.port, *faults)
        self.addCleanup(relay.stop)
        name = self.id().rsplit(".", 1)[-1]
        capture = self.folder / f"{name}.pcapng"
        dumpcap = Dumpcap(capture, [self.ws.port])
        client = self.folder / f"{name}.client.ajar"
        done = run_ajar("record", f"ws://127.0.0.1:{relay.port}{path}", "--quiet", "-o", client,
                        *options, timeout=60)
        dumpcap.stop()
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        server = self.folder / f"{name}.server.ajar"
        done = run_ajar("import", capture, server, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.capture = capture
        return client, server

    def laid(self, a, b, *options):
        done = run_ajar("beside", a, b, "--json", *options, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(lines[-1]["type"], "beside")
        times = [line["t"] for line in lines[:-1]]
        self.assertEqual(times, sorted(times))
        return lines[:-1], lines[-1]

    def test_what_travels_slowly_is_paired_with_its_time_on_the_way(self):
        client, server = self.both_ends("/echo", "--send", "one", "--send", "two", "--close-after",
                                        "600ms", "--close", "1000:bye",
                                        faults=("--up", "latency=0.1", "--down", "latency=0.1"))
        rows, summary = self.laid(client, server)
        self.assertEqual([row["fate"] for row in rows if row["type"] == "message"], ["arrived"] * 6)
        for flow in ("toServer", "toClient"):
            self.assertEqual((summary[flow]["arrived"], summary[flow]["lost"]), (3, 0))
        # Both clocks are this machine's; the way there is about as long as the way back.
        self.assertEqual(summary["clocks"]["nearerToClient"], "a")
        self.assertLessEqual(abs(summary["clocks"]["offset"]), summary["clocks"]["uncertainty"])
        self.assertGreater(summary["clocks"]["uncertainty"], 0.09)
        self.assertGreater(summary["toServer"]["median"] + summary["toClient"]["median"], 0.19)
        self.assertIn("The client sent Close 1000", " ".join(summary["story"]))
        self.assertIn("same Sec-WebSocket-Key", summary["story"][0])
        # The capture itself does as well.
        self.assertEqual(self.laid(client, self.capture), (rows, summary))

    def test_the_other_way_round_says_the_same(self):
        client, server = self.both_ends("/echo", "--send", "one", "--close-after", "400ms",
                                        "--close", "1000", faults=("--up", "latency=0.05"))
        _, summary = self.laid(server, client)
        self.assertEqual(summary["clocks"]["nearerToClient"], "b")
        self.assertEqual((summary["toServer"]["arrived"], summary["toServer"]["lost"],
                          summary["toClient"]["made"]), (2, 0, 0))
        self.assertGreater(summary["toServer"]["median"], 0.02)

    def test_a_close_that_is_swallowed_is_lost_and_explains_1006(self):
        # The answer to the handshake passes; the relay takes what follows and forwards nothing.
        head = self.head_size()
        client, server = self.both_ends("/close/1001/away", "--close-timeout", "500ms", "--idle-timeout",
                                        "1s", faults=("--down", f"limit={head},then=hole"), code=3)
        rows, summary = self.laid(client, server)
        lost = [row for row in rows if row.get("fate") == "lost"]
        self.assertEqual([row["b"]["code"] for row in lost if "b" in row], [1001])
        told = " ".join(summary["story"])
        self.assertIn("The server sent Close 1001 going away", told)
        self.assertIn("it never reached the client", told)

    def head_size(self):
        """How long the server's answer to our handshake is."""
        file = self.folder / "head.ajar"
        run_ajar("record", f"ws://127.0.0.1:{self.ws.port}/echo", "--quiet", "-o", file, "--close",
                 "1000", timeout=60)
        done = run_ajar("export", file, "--to", "jsonl", "-o", "-", timeout=60)
        return next(len(record["raw"]) for record in map(json.loads, done.stdout.splitlines())
                    if record.get("event") == "handshake-response")

    def test_two_sessions_without_a_common_connection_are_refused(self):
        one, two = (self.folder / f"other{i}.ajar" for i in (1, 2))
        for file, text in ((one, "this"), (two, "that")):
            run_ajar("record", f"ws://127.0.0.1:{self.ws.port}/listen", "--quiet", "-o", file, "--send",
                     text, "--close", "1000" if text == "this" else "1001", timeout=60)
        done = run_ajar("beside", one, two, timeout=60)
        self.assertEqual(done.returncode, 5, done.stdout)
        self.assertIn("no connection of the one session is like one of the other", done.stderr)
        done = run_ajar("beside", one, two, "--connection-a", "1", "--connection-b", "1", timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("were chosen", done.stdout)
        done = run_ajar("beside", one, two, "--connection-b", "7", timeout=60)
        self.assertEqual(done.returncode, 5)
        self.assertIn("the second session has no connection 7", done.stderr)


if __name__ == "__main__":
    import unittest
    unittest.main()
