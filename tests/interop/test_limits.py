# SPDX-License-Identifier: MIT
"""Each limit can be set on the command line, and each that is hit is an event in the session; a bomb
takes no more memory than its limit."""
import socket
import time
import unittest
import zlib
from pathlib import Path

from badinput import ALLOWED_MEMORY, PING, BadInputTest, Row, Server, Talk, close_frame, frame, sending
from harness import Recording, run_ajar

DEFLATE = b"Sec-WebSocket-Extensions: permessage-deflate"
MEGABYTE = 1 << 20


def deflated(size):
    """A compressed message of so many zeros, without its tail; made in pieces."""
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = bytes(MEGABYTE)
    done = b"".join(maker.compress(zeros) for _ in range(size // MEGABYTE))
    return (done + maker.compress(bytes(size % MEGABYTE)) + maker.flush(zlib.Z_SYNC_FLUSH))[:-4]


def reading_nothing(data, pause=0.0, then=Talk.end):
    """A talk that sends, and reads nothing before it ends."""
    def talk(self):
        self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.open()
        self.send(data)
        time.sleep(pause)
        then(self)
    return talk


class Limits(BadInputTest):
    def hit(self, limit, value, data, *options, sent=None, extension=(), **more):
        """Records `data` and expects the event."""
        row = Row(limit, sending(data, lambda talk: talk.end(), *extension), *options, sent=sent, **more)
        run, _ = self.play(row)
        events = run.events("limit-reached", limit=limit)
        self.assertEqual([one["value"] for one in events], [value], run.printed())

    def test_frame_size(self):
        self.hit("frame-size", 4096, frame(0x82, bytes(4097)), "--max-frame", "4k", sent=1009)

    def test_message_size(self):
        self.hit("message-size", 1000, frame(0x02, bytes(600)) + frame(0x80, bytes(401)),
                 "--max-message", "1000", sent=1009)

    def test_inflated_size(self):
        self.hit("inflated-size", MEGABYTE, frame(0xC2, deflated(MEGABYTE + 1)), "--max-inflated", "1M",
                 sent=1009, extension=(DEFLATE,))

    def test_fragments(self):
        self.hit("fragments", 5, frame(0x01, b"x") + frame(0x00, b"x") * 5, "--max-fragments", "5",
                 sent=1009)

    def test_held_frames(self):
        self.hit("held-frames", 3, frame(0x81, b"x") * 10 + close_frame(), "--max-held-frames", "3",
                 "--hold", "received", "--close-after", "300ms", "--close-timeout", "300ms")

    def test_held_bytes(self):
        self.hit("held-bytes", 10, frame(0x81, b"12345") * 3, "--max-held", "10", "--hold", "received",
                 "--close-after", "300ms", "--close-timeout", "300ms")

    def test_pongs_that_wait(self):
        run, _ = self.play(Row("Pongs", reading_nothing(frame(0x80 | PING, b"x" * 100) * 200),
                               "--max-pongs", "5"))
        self.assertTrue(run.events("limit-reached", limit="unread-pongs"), run.printed()[-3000:])

    def test_queue_to_a_peer_that_does_not_read(self):
        payload = Path(self.folder) / "large"
        payload.write_bytes(bytes(16 * MEGABYTE))
        row = Row("queue", reading_nothing(b"", 1, Talk.reset), "--max-queue", "64k", "--send-raw",
                  f"opcode=binary,file={payload}")
        run, _ = self.play(row)
        event = run.events("limit-reached", limit="send-queue")[0]
        self.assertGreater(event["value"], 64 << 10)

    def test_heads(self):
        for options, field in ((("--max-header-bytes", "1000"), b"X: " + b"x" * 1000),
                               (("--max-headers", "10"), b"\r\n".join(b"X: y" for _ in range(20)))):
            with self.subTest(options[0]):
                def talk(self):
                    self.read_request()
                    self.send(self.answer(field))
                    self.end()
                run, _ = self.play(Row(options[0], talk, *options, exit_code=2, kind="head"))
                event, = run.events("limit-reached")
                self.assertEqual(event["value"], int(options[1]))

    def test_sizes_that_are_none_are_refused(self):
        for option in ("max-frame", "max-message", "max-inflated", "max-fragments", "max-pongs",
                       "max-queue", "max-held", "max-held-frames", "max-header-bytes", "max-headers"):
            for value in ("0", "-1", "x", "", "1T", "99999999999999999999"):
                with self.subTest(option=option, value=value):
                    done = run_ajar("record", "ws://127.0.0.1:1/", "-o", self.folder / "x.ajar",
                                    f"--{option}", value)
                    self.assertEqual(done.returncode, 1, done.stderr)
                    self.assertIn(option, done.stderr)


class Bomb(BadInputTest):
    def test_a_bomb_of_a_gibibyte_takes_no_more_memory_than_its_limit(self):
        message = frame(0xC2, deflated(1 << 30))
        self.assertLess(len(message), (1 << 30) // 1000)
        most = []

        def talk(self):
            self.open(DEFLATE)
            self.send(message)
            while not self.received:  # our Close 1009: the bomb has been met
                self.received += self.tcp.recv(65536)
            most.append(peak(run._child.pid))
            self.end()
        with Server(talk) as server:
            run = Recording(server.url, self.folder / "bomb.ajar")
            run.finish(60)
        self.check(run)
        self.assert_survived(Row("bomb", talk, exit_code=3, sent=1009, findings=["deflate-bomb"]), run,
                             server)
        self.assertEqual(run.event("limit-reached", limit="inflated-size")["value"], 64 * MEGABYTE)
        self.assertLess(most[0], ALLOWED_MEMORY)


def peak(process):
    """The most memory that a child has ever used: VmHWM."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) << 10
    return 0


if __name__ == "__main__":
    unittest.main()
