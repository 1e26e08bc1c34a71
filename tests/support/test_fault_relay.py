# SPDX-License-Identifier: MIT
"""What the relay of fault_relay.py does to bytes on their way."""
import socket
import subprocess
import sys
import time
import unittest
from pathlib import Path

from fault_relay import FaultRelay, Faults

PATIENCE = 20


class RelayTest(unittest.TestCase):
    def setUp(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.listener.close)

    def through(self, **faults):
        """Both ends of one connection through a relay with these faults: client, server."""
        relay = FaultRelay(self.listener.getsockname()[1], **faults)
        relay.__enter__()
        self.addCleanup(relay.__exit__)
        client = socket.create_connection(("127.0.0.1", relay.port), PATIENCE)
        server, _ = self.listener.accept()
        for end in (client, server):
            end.settimeout(PATIENCE)
            self.addCleanup(end.close)
        return client, server

    def read(self, end, count):
        data = b""
        while len(data) < count:
            data += end.recv(count - len(data)) or self.fail(f"FIN after {data}")
        return data

    def assert_silent(self, end):
        end.settimeout(0.1)
        with self.assertRaises(TimeoutError):
            end.recv(1)
        end.settimeout(PATIENCE)

    def test_without_faults_bytes_and_both_fins_go_through(self):
        client, server = self.through()
        client.sendall(b"x" * 300_000)
        self.assertEqual(self.read(server, 300_000), b"x" * 300_000)
        client.shutdown(socket.SHUT_WR)
        self.assertEqual(server.recv(1), b"")
        server.sendall(b"still here")
        self.assertEqual(self.read(client, 10), b"still here")
        server.close()
        self.assertEqual(client.recv(1), b"")

    def test_latency_delays_each_piece_and_keeps_the_order(self):
        client, server = self.through(up=Faults(latency=0.1, jitter=0.1))
        start = time.monotonic()
        for i in range(10):
            client.sendall(bytes([i]))
        self.assertEqual(self.read(server, 10), bytes(range(10)))
        self.assertGreaterEqual(time.monotonic() - start, 0.1)

    def test_slices_arrive_one_by_one(self):
        client, server = self.through(down=Faults(slice=2, delay=0.05))
        start = time.monotonic()
        server.sendall(b"abcdef")
        self.assertEqual(client.recv(100), b"ab")
        self.assertEqual(self.read(client, 4), b"cdef")
        self.assertGreaterEqual(time.monotonic() - start, 0.1)

    def test_a_limit_ends_one_direction_with_fin_and_the_other_goes_on(self):
        client, server = self.through(down=Faults(limit=3, then="fin"))
        server.sendall(b"abcdef")
        self.assertEqual(self.read(client, 3), b"abc")
        self.assertEqual(client.recv(1), b"")
        client.sendall(b"up")
        self.assertEqual(self.read(server, 2), b"up")

    def test_a_limit_resets_both_ends(self):
        client, server = self.through(up=Faults(limit=3, then="rst"))
        client.sendall(b"abcdef")
        with self.assertRaises(ConnectionResetError):
            self.read(server, 4)
        with self.assertRaises(ConnectionResetError):
            client.recv(1)

    def test_a_black_hole_keeps_both_ends_open(self):
        client, server = self.through(up=Faults(limit=2, then="hole"), down=Faults(limit=0, then="hole"))
        client.sendall(b"abcdef")
        server.sendall(b"abcdef")
        self.assertEqual(self.read(server, 2), b"ab")
        self.assert_silent(server)
        self.assert_silent(client)

    def test_a_stalled_direction_is_not_read_any_more(self):
        client, server = self.through(up=Faults(limit=0, then="stall"))
        client.settimeout(0.5)
        with self.assertRaises(TimeoutError):
            for _ in range(1000):
                client.sendall(b"x" * 100_000)
        server.sendall(b"down")
        self.assertEqual(self.read(client, 4), b"down")

    def test_a_fin_lingers(self):
        client, server = self.through(up=Faults(linger=0.2))
        start = time.monotonic()
        client.sendall(b"bye")
        client.close()
        self.assertEqual(self.read(server, 3), b"bye")
        self.assertEqual(server.recv(1), b"")
        self.assertGreaterEqual(time.monotonic() - start, 0.2)

    def test_a_reset_goes_through(self):
        client, server = self.through()
        client.sendall(b"x")
        self.read(server, 1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.close()
        with self.assertRaises(ConnectionResetError):
            server.recv(1)

    def test_the_same_seed_gives_the_same_jitter(self):
        draws = []
        for seed in (5, 5, 6):
            relay = FaultRelay(1, seed=seed)
            self.addCleanup(relay._listener.close)
            self.addCleanup(relay._loop.close)
            draws.append([relay._chance.random() for _ in range(4)])
        self.assertEqual(draws[0], draws[1])
        self.assertNotEqual(draws[0], draws[2])

    def test_as_a_program_it_ends_with_its_standard_input(self):
        with subprocess.Popen([sys.executable, "-B", Path(__file__).parent / "fault_relay.py", "--to",
                               str(self.listener.getsockname()[1]), "--down", "limit=2,then=fin"],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as relay:
            port = int(relay.stdout.readline().split()[1])
            with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
                server, _ = self.listener.accept()
                self.addCleanup(server.close)
                server.sendall(b"abc")
                self.assertEqual(self.read(client, 2), b"ab")
            relay.stdin.close()
            self.assertEqual(relay.wait(PATIENCE), 0)


if __name__ == "__main__":
    unittest.main()
