# SPDX-License-Identifier: MIT
"""Frames that a user writes bit by bit, with `--send-raw`, as they arrive at a bare socket."""
import os
import unittest
import zlib

from badinput import BadInputTest, Row, frame
from harness import payload, run_ajar

KEY = bytes.fromhex("01020304")


def taking(bytes_due, *more):
    """A talk that opens, takes so many bytes of the client's, then ends TCP."""
    def talk(self):
        self.open(*more)
        self.tcp.settimeout(10)
        while len(self.received) < bytes_due:
            data = self.tcp.recv(65536)
            if not data:
                return
            self.received += data
        self.end()
    return talk


class RawFrames(BadInputTest):
    def send(self, *written, due, options=(), extension=()):
        """What a bare peer has received when it has `due` bytes, and the recording."""
        words = [word for one in written for word in ("--send-raw", one)]
        row = Row(" ".join(written)[:80], taking(due, *extension), *words, *options, exit_code=(0, 3))
        run, talk = self.play(row)
        return talk.received[:due], run

    def check_wire(self, written, wire, findings=()):
        received, run = self.send(written, due=len(wire))
        self.assertEqual(received.hex(), wire.hex(), written)
        sent = run.frames("sent")[0]
        self.assertEqual(sent["disposition"], "injected", written)
        self.assertLessEqual(set(findings), set(sent["findings"]), written)
        return run

    def test_each_opcode(self):
        for opcode in range(16):
            with self.subTest(opcode):
                reserved = opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)
                self.check_wire(f"opcode={opcode},mask=01020304,payload=03e8",
                                frame(0x80 | opcode, b"\x03\xe8", mask=KEY),
                                {"opcode-reserved"} if reserved else ())

    def test_fin_and_each_rsv(self):
        for bits in range(16):
            with self.subTest(bits):
                self.check_wire(f"opcode=binary,fin={bits >> 3},rsv={bits & 7},mask=01020304",
                                frame(bits << 4 | 2, b"", mask=KEY),
                                {"rsv-not-negotiated"} if bits & 7 else ())

    def test_masks(self):
        self.check_wire("mask=0,text=\"bare\"", frame(0x81, b"bare"), {"client-unmasked"})
        self.check_wire("mask=00000000,text=\"zero\"", frame(0x81, b"zero", mask=bytes(4)))
        keys = set()
        for _ in range(3):
            received, _ = self.send("text=\"fresh\"", due=11)
            self.assertEqual(received[:2].hex(), "8185")
            keys.add(received[2:6])
        self.assertEqual(len(keys), 3, "a key of its own for each")

    def test_payloads(self):
        everything = bytes(range(256)) * 300
        file = self.folder / "payload.bin"
        file.write_bytes(everything)
        for written, opcode, body in (
                (r'text="a\"\\\n\r\t\0\xff☃"', 1, b'a"\\\n\r\t\0\xff' + "☃".encode()),
                ("opcode=binary,payload=00FFab", 2, b"\0\xff\xab"),
                ("opcode=ping,payload=", 9, b""),
                (f"opcode=binary,file={file}", 2, everything)):
            with self.subTest(written[:30]):
                options, _, rest = written.rpartition("file=")
                written = (options + "mask=01020304,file=" + rest if options
                           else "mask=01020304," + written)
                run = self.check_wire(written, frame(0x80 | opcode, body, mask=KEY))
                self.assertEqual(payload(run.frames("sent")[0]), body)

    def test_a_file_that_is_not_there(self):
        done = run_ajar("record", "ws://127.0.0.1:1/", "-o", self.folder / "x.ajar", "--send-raw",
                        f"file={self.folder}/none")
        self.assertEqual(done.returncode, 1)
        self.assertIn(f"{self.folder}/none", done.stderr)

    def test_a_fault_in_the_text_is_said_with_its_place(self):
        done = run_ajar("record", "ws://127.0.0.1:1/", "-o", self.folder / "x.ajar", "--send-raw",
                        "opcode=text,fin=2")
        self.assertEqual(done.returncode, 1)
        self.assertIn("fin is 0 or 1", done.stderr)
        self.assertFalse(os.path.exists(self.folder / "x.ajar"))

    def test_lengths_that_lie(self):
        for length, form, body in ((0, 7, b"abc"), (2, 7, b"abc"), (100, 7, b"abc"),
                                   (300, 16, b"abc"), (70_000, 64, b"abc"),
                                   (2**63, 64, b"abc"), (2**64 - 1, 64, b"")):
            with self.subTest(length):
                self.check_wire(f"opcode=binary,mask=01020304,length={length},payload={body.hex()}",
                                frame(0x82, body, form, length, KEY))

    def test_forms_of_the_length(self):
        for form in (16, 64):
            self.check_wire(f"mask=01020304,form={form},text=\"abc\"",
                            frame(0x81, b"abc", form, mask=KEY), {"length-not-minimal"})

    def test_fragments(self):
        body = b"abcdefghij"
        wire = (frame(0x01, b"abcd", mask=KEY) + frame(0x00, b"efg", mask=KEY)
                + frame(0x80, b"hij", mask=KEY))
        run = self.check_wire(f"mask=01020304,fragments=3,text=\"{body.decode()}\"", wire)
        self.assertEqual([one["opcode"] for one in run.frames("sent")][:3],
                         ["text", "continuation", "continuation"])

    def test_compressed(self):
        written = "compress=1,mask=01020304,text=\"Hello Hello Hello\""
        extension = (b"Sec-WebSocket-Extensions: permessage-deflate",)
        received, _ = self.send(written, due=8, extension=extension)
        self.assertEqual(received[0], 0xC1)
        size = received[1] & 0x7F
        received, _ = self.send(written, due=6 + size, extension=extension)
        body = bytes(byte ^ KEY[i % 4] for i, byte in enumerate(received[6:]))
        self.assertEqual(zlib.decompressobj(-15).decompress(body + b"\0\0\xff\xff"),
                         b"Hello Hello Hello")

    def test_compressed_without_an_agreement_is_refused(self):
        run, _ = self.play(Row("not agreed", taking(1), "--send-raw", "compress=1,text=\"x\"",
                               "--close-after", "200ms", exit_code=(0, 3)))
        self.assertEqual(run.event("send-refused")["why"], "no compression was agreed")

    def test_reserved_close_codes(self):
        for code, finding in ((0, "close-code-below-1000"), (1004, "close-code-1004"),
                              (1005, "close-code-never-sent"), (1006, "close-code-never-sent"),
                              (1015, "close-code-never-sent"), (2999, "close-code-unassigned"),
                              (65535, "close-code-5000")):
            with self.subTest(code):
                run = self.check_wire(f"opcode=close,mask=01020304,code={code}",
                                      frame(0x88, code.to_bytes(2, "big"), mask=KEY), {finding})
                self.assertEqual(run.outcome()["sent"]["code"], code)

    def test_after_our_own_close(self):
        wire = frame(0x88, b"\x03\xe8", mask=KEY) + frame(0x81, b"late", mask=KEY)
        received, run = self.send("opcode=close,mask=01020304,code=1000",
                                  "mask=01020304,text=\"late\"", due=len(wire))
        self.assertEqual(received, wire)
        close, late = run.frames("sent")[:2]
        self.assertEqual((close["findings"], "data-after-close" in late["findings"]), ([], True))


if __name__ == "__main__":
    unittest.main()
