# SPDX-License-Identifier: MIT
"""Close frames that are odd, come at odd moments or do not come: 40 to 49."""
import struct
import time
import unittest

from badinput import CLOSE, PING, BadInputTest, Row, Talk, close_frame, frame, sending


class BadCloses(BadInputTest):
    def closed_with(self, name, data, code, finding=None, exit_code=0, **more):
        """A row whose server sends a Close that we answer with `code` (None: empty)."""
        return Row(name, sending(data), exit_code=exit_code, findings=[finding] if finding else [],
                   **more), code

    def play_closes(self, pairs):
        for (row, run, talk), (_, code) in zip(self.play_all([row for row, _ in pairs]), pairs):
            with self.subTest(row.name):
                self.assertEqual(run.outcome()["sent"]["code"], code)
                answer, = talk.frames()
                self.assertEqual((answer.opcode, answer.payload[:2]),
                                 (CLOSE, b"" if code is None else struct.pack("!H", code)))

    def test_40_empty(self):
        self.play_closes([self.closed_with("empty", frame(0x88), None)])

    def test_41_one_byte(self):
        self.play_closes([self.closed_with(f"{byte:02x}", frame(0x88, bytes([byte])), 1002,
                                           "close-body-length") for byte in (0, 3, 0x80, 0xFF)])

    def test_42_codes(self):
        forbidden = {0: "close-code-below-1000", 999: "close-code-below-1000",
                     1004: "close-code-1004", 1005: "close-code-never-sent",
                     1006: "close-code-never-sent", 1015: "close-code-never-sent",
                     1016: "close-code-unassigned", 1100: "close-code-unassigned",
                     2000: "close-code-unassigned", 2999: "close-code-unassigned",
                     5000: "close-code-5000", 65535: "close-code-5000"}
        allowed = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999]
        self.play_closes(
            [self.closed_with(str(code), close_frame(code, b"why"), 1002, finding)
             for code, finding in forbidden.items()]
            + [self.closed_with(str(code), close_frame(code, b"why"), code) for code in allowed])

    def test_43_reasons(self):
        bad = {"bad UTF-8": b"\xc3\x28", "half a character": b"ab\xe2\x98", "a surrogate":
               b"\xed\xa0\x80", "0xFF": b"\xff" * 123}
        good = {"123 bytes": b"x" * 123, "right to left": "‮cba‬".encode(),
                "escape sequence": b"\x1b]0;title\x07\x1b[2J", "markup": b"<img src='file:///x'>&amp;",
                "NUL": b"a\0b", "line ends": b"a\r\nb\n", "C1": "\x9b2J".encode()}
        self.play_closes(
            [self.closed_with(name, close_frame(1000, reason), 1007, "close-reason-utf8")
             for name, reason in bad.items()]
            + [self.closed_with("124 bytes", close_frame(1000, b"x" * 124), 1002, "control-length"),
               self.closed_with("125 in 16 bits", frame(0x88, b"\x03\xe8" + b"x" * 123, 16), 1000,
                                "length-not-minimal")]
            + [self.closed_with(name, close_frame(1000, reason), 1000) for name, reason in good.items()])

    def test_44_two_closes(self):
        run, talk = self.play(Row("two", sending(close_frame(1001, b"a") + close_frame(1002, b"b")),
                                  findings=["close-twice"], sent=1001))
        self.assertEqual(run.outcome()["received"]["code"], 1001)
        self.assertEqual(len(talk.frames()), 1)

    def test_45_a_close_that_is_never_answered(self):
        def talk(self):
            self.open()
            self.read_to_end()
        run, talk = self.play(Row("silent", talk, "--close", "1000", "--close-timeout", "500ms",
                                  exit_code=3, sent=1000))
        self.assertEqual((run.outcome()["timedOut"], talk.ended_by), ("close", "reset"))

    def test_46_a_close_inside_a_message(self):
        # RFC 6455 5.4 lets control frames come between fragments; the message stays a torso.
        data = frame(0x01, b"begun") + close_frame(1001)
        run, _ = self.play(Row("inside", sending(data), exit_code=0, sent=1001))
        self.assertEqual([one["opcode"] for one in run.frames("received")], ["text", "close"])

    def test_47_data_without_end_after_close(self):
        def talk(self):
            self.open()
            self.send(close_frame())
            chunk = frame(0x82, bytes(1 << 20)) * 4
            for _ in range(256):  # a gigabyte, if we let it
                self.send(chunk)
            self.end()
        run, _ = self.play(Row("flood", talk, "--close-timeout", "1s", "--reply-close", "auto",
                               findings=["data-after-close"], sent=1000, timeout=60, cut=True))
        self.assertIn(run.outcome()["timedOut"], ("close", None))

    def test_48_both_close_at_once(self):
        def talk(self):
            self.open()
            while not self.received:
                self.received += self.tcp.recv(4096)  # our Close is on its way already
            self.send(close_frame(1001, b"me too"))
            self.end()
        run, _ = self.play(Row("crossing", talk, "--close", "1000:me", exit_code=0, sent=1000))
        self.assertEqual(run.outcome()["received"]["code"], 1001)

    def test_49_fin_without_a_close(self):
        run, talk = self.play(Row("FIN", sending(b""), exit_code=3))
        self.assertEqual((run.outcome()["reportedCode"], run.frames("sent")), (1006, []))
        self.assertEqual(talk.received, b"")

    def test_49_fin_while_our_answer_is_held(self):
        def talk(self):
            self.open()
            self.send(close_frame() + frame(0x80 | PING, b"?"))
            time.sleep(0.2)
            self.end()
        run, _ = self.play(Row("held", talk, "--reply-close", "hold", exit_code=3))
        self.assertEqual([one["disposition"] for one in run.frames("sent")], ["held", "dropped"])


if __name__ == "__main__":
    unittest.main()
