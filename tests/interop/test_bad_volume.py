# SPDX-License-Identifier: MIT
"""Far too much of everything: 92 to 96 and 99. Numbers 97 and 98 are the window's."""
import resource
import sqlite3
import subprocess
import threading
import time
import unittest

from badinput import (ALLOWED_MEMORY, PING, BadInputTest, Server, close_frame, frame,
                      resident_bytes)
from harness import AJAR, PATIENCE, environment

MEGABYTE = 1 << 20


def streaming(pieces, end=b""):
    """A talk that sends all of `pieces`, keeping none of it."""
    def talk(self):
        self.open()
        reader = threading.Thread(target=self.read_to_end, daemon=True)
        reader.start()
        try:
            for piece in pieces():
                self.tcp.sendall(piece)
            self.tcp.sendall(end)
            self.fin()
        finally:
            reader.join(PATIENCE)
    return talk


class BadVolume(BadInputTest):
    """Recorded without printing: what came is counted in the session file."""

    def flood(self, talk, *options, timeout=120, limits=None):
        """exit code, most memory used, and a connection to the session file."""
        file = self.folder / "flood.ajar"
        file.unlink(missing_ok=True)
        most = 0
        with Server(talk) as server:
            program = subprocess.Popen(
                [AJAR, "record", server.url, "-o", file, "--quiet", *options],
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(),
                preexec_fn=limits)
            deadline = time.monotonic() + timeout
            try:
                while program.poll() is None:
                    self.assertLess(time.monotonic(), deadline, "it does not end")
                    most = max(most, resident_bytes(program.pid))
                    time.sleep(0.02)
            finally:
                program.kill()
                errors = program.communicate()[1]
        self.assertIn(program.returncode, (0, 2, 3), errors)
        self.assertLess(most, ALLOWED_MEMORY)
        session = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self.addCleanup(session.close)
        return program.returncode, session

    def one(self, session, question):
        return session.execute(question).fetchone()[0]

    def test_92_a_frame_of_4_gib(self):
        def pieces():
            yield frame(0x82, b"", 64, 1 << 32)
            for _ in range(100):
                yield bytes(MEGABYTE)
        code, session = self.flood(streaming(pieces), "--close-timeout", "5s")
        self.assertEqual(code, 3)
        self.assertEqual(self.one(session, "SELECT length FROM frames WHERE direction = 'received'"),
                         1 << 32)
        self.assertEqual(self.one(session, "SELECT json_extract(details, '$.code') FROM events "
                                           "WHERE event = 'protocol-failed'"), 1009)
        # What was no frame is kept all the same.
        self.assertGreater(self.one(session, "SELECT count(*) FROM record WHERE kind = 5"), 0)

    def test_93_a_text_of_64_mib_in_one_line(self):
        data = frame(0x81, b"x" * (64 * MEGABYTE))
        code, session = self.flood(streaming(lambda: [data], close_frame()))
        self.assertEqual((code, self.one(session, "SELECT length FROM frames WHERE opcode = 'text'")),
                         (0, 64 * MEGABYTE))

    def test_93_one_byte_more(self):
        data = frame(0x81, b"x" * (64 * MEGABYTE + 1))
        code, session = self.flood(streaming(lambda: [data], close_frame()))
        self.assertEqual((code, self.one(session, "SELECT sent_code FROM outcomes")), (3, 1009))

    def test_94_a_million_fragments(self):
        for name, payload in (("one byte", b"x"), ("empty", b"")):
            with self.subTest(name):
                def pieces():
                    yield frame(0x01, payload)
                    for _ in range(1000):
                        yield frame(0x00, payload) * 1000
                code, session = self.flood(streaming(pieces, close_frame()))
                self.assertEqual(self.one(session, "SELECT count(*) FROM frames "
                                                   "WHERE opcode = 'continuation'"), 1_000_000)
                self.assertIn(code, (0, 3))

    def test_95_a_million_pings(self):
        def pieces():
            for _ in range(1000):
                yield frame(0x80 | PING, b"x" * 125) * 1000
        code, session = self.flood(streaming(pieces, close_frame()))
        self.assertEqual(self.one(session, "SELECT count(*) FROM frames WHERE opcode = 'ping'"),
                         1_000_000)

    def test_95_a_million_pongs_that_nobody_asked_for(self):
        def pieces():
            for _ in range(1000):
                yield frame(0x8A, b"x" * 125) * 1000
        code, session = self.flood(streaming(pieces, close_frame()))
        self.assertEqual((code, self.one(session, "SELECT count(*) FROM frames WHERE "
                                                  "opcode = 'pong'")), (0, 1_000_000))

    def test_96_as_fast_as_they_come(self):
        def pieces():
            for n in range(1000):
                yield b"".join(frame(0x81, b"%07d" % (n * 1000 + i)) for i in range(1000))
        code, session = self.flood(streaming(pieces, close_frame()))
        self.assertEqual((code, self.one(session, "SELECT count(DISTINCT text) FROM frames "
                                                  "WHERE opcode = 'text'")), (0, 1_000_000))
        self.assertEqual(self.one(session, "SELECT count(*) FROM events WHERE event = 'gap'"), 0)

    def test_99_little_memory(self):
        def little():
            resource.setrlimit(resource.RLIMIT_AS, (2048 * MEGABYTE, 2048 * MEGABYTE))
        probe = subprocess.run([AJAR, "--version"], capture_output=True, timeout=PATIENCE,
                               env=environment(), preexec_fn=little)
        limits = None if probe.returncode else little  # the address sanitizer needs far more

        def pieces():
            for _ in range(16):
                yield frame(0x82, bytes(16 * MEGABYTE))
        code, session = self.flood(streaming(pieces, close_frame()), limits=limits)
        self.assertEqual((code, self.one(session, "SELECT count(*) FROM frames "
                                                  "WHERE opcode = 'binary'")), (0, 16))


if __name__ == "__main__":
    unittest.main()
