# SPDX-License-Identifier: MIT
"""Peers that are slow, or stop, and clocks that jump: 73 to 76, 79 and 81. Numbers 77 and 78 need our
server role, 80 (suspend) a machine of its own; a dead DNS server is played in tests/unit/gate."""
import os
import select
import socket
import time
import unittest

from badinput import PING, BadInputTest, Row, Server, close_frame, frame, sending
from fault_relay import FaultRelay, Faults


class BadTiming(BadInputTest):
    def play_through(self, row, **faults):
        """The same as play(), with a relay between that does harm."""
        with Server(row.talk) as server, FaultRelay(server.port, **faults) as relay:
            run = self.record(f"ws://127.0.0.1:{relay.port}/", *row.options, timeout=row.timeout)
        self.assert_survived(row, run, server)
        return run, server.talks[-1]

    def test_73_a_head_that_drips(self):
        def talk(self):
            self.read_request()
            for byte in self.answer():
                self.send(bytes([byte]))
                time.sleep(0.1)
        run, _ = self.play(Row("slowloris", talk, "--handshake-timeout", "1s", exit_code=2,
                               kind="timeout"))
        self.assertEqual(run.outcome()["timedOut"], "handshake")

    def test_74_a_frame_that_drips(self):
        data = frame(0x81, b"slowly does it") + close_frame()
        run, _ = self.play_through(Row("8 bytes each 100 ms", sending(data), exit_code=0, timeout=60),
                                   down=Faults(slice=8, delay=0.1))
        self.assertEqual(run.texts("received"), ["slowly does it"])

    def test_74_a_large_frame_byte_by_byte(self):
        # One object for each read would cost hundreds of times the bytes.
        def talk(self):
            self.open()
            data = frame(0x82, bytes(200_000)) + close_frame()
            self.sent += data
            for at in range(len(data)):
                self.tcp.send(data[at:at + 1])
            self.end()
        run, _ = self.play(Row("200,000 segments", talk, exit_code=0, timeout=60))
        self.assertEqual(run.frames("received", "binary")[0]["length"], 200_000)

    def test_75_a_peer_that_never_reads(self):
        def talk(self):
            self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            self.open()
            self.send(frame(0x80 | PING, b"x" * 125) * 150_000 + close_frame())
            ended = select.poll()
            ended.register(self.tcp, select.POLLRDHUP)
            ended.poll(60_000)  # until the client has given up
        run, _ = self.play(Row("Pings", talk, "--close-timeout", "2s", exit_code=3, timeout=120,
                               cut=True))
        self.assertTrue(run.events("limit-reached"), "the user must be told")

    def test_76_a_reader_that_stops_and_goes_on(self):
        def talk(self):
            self.open()
            self.send(frame(0x80 | PING, b"x" * 125) * 30_000)
            time.sleep(2)
            self.send(close_frame())
            self.end()
        run, talk = self.play(Row("2 s", talk, exit_code=0, timeout=90))
        pongs = [one.payload for one in talk.frames() if one.opcode == 10]
        self.assertEqual(set(pongs), {b"x" * 125})

    def test_79_clocks_that_jump(self):
        def talk(self):
            self.open()
            for text in (b"1", b"2", b"3"):
                self.send(frame(0x81, text))
                time.sleep(0.2)
            self.send(close_frame())
            self.end()
        self.addCleanup(os.environ.pop, "LD_PRELOAD", None)
        asan = os.environ.get("ASAN_OPTIONS")
        os.environ["ASAN_OPTIONS"] = f"{asan or ''}:verify_asan_link_order=0"
        self.addCleanup(os.environ.__setitem__, "ASAN_OPTIONS", asan or "")
        os.environ["LD_PRELOAD"] = os.environ["AJAR_CLOCK_JUMPS"]
        run, _ = self.play(Row("an hour back and forth", talk, "--ping-every", "100ms",
                               "--pong-within", "10s", exit_code=0))
        del os.environ["LD_PRELOAD"]
        times = [one["t"] for one in run.frames("received", "text")]
        self.assertTrue(0.1 < times[-1] - times[0] < 60, times)
        self.assertEqual(run.outcome()["timedOut"], None)

    def test_81_one_address_is_dead(self):
        # localhost is ::1 too on most machines, where nobody listens.
        with Server(sending(frame(0x81, b"hi") + close_frame())) as server:
            run = self.record(f"ws://localhost:{server.port}/")
        self.assertEqual((run.exit_code, run.texts("received")), (0, ["hi"]), run.printed())
        self.assertEqual(run.event("tcp-connected")["address"], "127.0.0.1")


if __name__ == "__main__":
    unittest.main()
