# SPDX-License-Identifier: MIT
"""Frames that break the rules of framing, or come in odd pieces: 22 to 39."""
import itertools
import unittest

from badinput import (BINARY, CLOSE, CONTINUATION, PING, TEXT, BadInputTest, Row, Talk, close_frame,
                      frame, in_pieces, sending)

FIN = 0x80
MASK = b"\x11\x22\x33\x44"
SNOWMAN = "☃".encode()


def with_second_byte(first, second):
    """The frame that begins with these two bytes, complete and as small as it can be."""
    marker = second & 0x7F
    form = {126: 16, 127: 64}.get(marker, 7)
    body = b"a" * (marker if form == 7 else 3)
    return frame(first, body, form, mask=MASK if second & 0x80 else None)


class FirstTwoBytes(BadInputTest):
    def test_22_each_first_byte_with_each_second_byte(self):
        # The gate goes on recording after the first fault, so that one connection takes many.
        def all_of(first):
            return b"".join(with_second_byte(first, second) for second in range(256))
        firsts = range(256)
        rows = [Row(f"{first:02x}", sending(all_of(first)), timeout=60) for first in firsts]
        for row, run, _ in self.play_all(rows):
            with self.subTest(row.name):
                first = int(row.name, 16)
                received = run.frames("received")
                self.assertEqual(len(received), 256)
                self.assertEqual({(one["fin"], one["rsv"]) for one in received},
                                 {(first >= 0x80, first >> 4 & 7)})
                self.assertEqual(sum("server-masked" in one["findings"] for one in received), 128)
                self.assertTrue(all("rsv-not-negotiated" in one["findings"] for one in received)
                                or not first & 0x70)
                # The first frame of 0x88 is a good Close, which is answered as it came.
                self.assertEqual(run.outcome()["sent"]["code"], None if first == 0x88 else 1002)

    def test_22_all_in_one_connection(self):
        data = b"".join(with_second_byte(first, second)
                        for first, second in itertools.product(range(256), repeat=2))
        run, _ = self.play(Row("65,536", sending(data), timeout=120))
        self.assertEqual(len(run.frames("received")), 65536)


class BadFrames(BadInputTest):
    def fails(self, name, data, finding, code=1002, **more):
        """A row whose server sends `data`, for which we fail the connection with `code`."""
        return Row(name, sending(data), exit_code=3, findings=[finding], sent=code, **more)

    def test_23_reserved_bits(self):
        rows = [self.fails(f"rsv {rsv} on opcode {opcode}", frame(FIN | rsv << 4 | opcode, b"x"),
                           "rsv-not-negotiated")
                for rsv in range(1, 8) for opcode in (TEXT, BINARY, PING, 10)]
        rows += [self.fails(f"rsv {rsv} on a continuation",
                            frame(TEXT, b"x") + frame(FIN | rsv << 4 | CONTINUATION, b"y"),
                            "rsv-not-negotiated") for rsv in (1, 2, 4)]
        rows.append(Row("rsv on Close", sending(frame(FIN | 0x40 | CLOSE, b"\x03\xe8")),
                        findings=["rsv-not-negotiated"], sent=1002))
        self.play_all(rows)

    def test_24_reserved_opcodes(self):
        rows = [self.fails(f"opcode {opcode}", frame(FIN | opcode, b"x"), "opcode-reserved")
                for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)]
        for row, run, _ in self.play_all(rows):
            with self.subTest(row.name):
                self.assertEqual(run.frames("received")[0]["opcode"],
                                 "reserved-" + row.name.split()[1])

    def test_25_lengths_that_are_not_minimal(self):
        # RFC 6455 5.2 demands the shortest form; what it means is clear, so we go on.
        rows = [Row(f"{size} bytes in {form} bits",
                    sending(frame(FIN | TEXT, b"x" * size, form) + close_frame()), exit_code=0,
                    findings=["length-not-minimal"])
                for size, form in ((0, 16), (5, 16), (125, 16), (0, 64), (5, 64), (200, 64),
                                   (65535, 64))]
        for row, run, _ in self.play_all(rows):
            with self.subTest(row.name):
                self.assertEqual(run.texts("received"), ["x" * int(row.name.split()[0])])

    def test_26_huge_lengths(self):
        below = [2**31 - 2, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53, 2**53 + 1, 2**63 - 1]
        above = [2**63, *range(2**64 - 16, 2**64)]
        rows = [self.fails(str(length), frame(FIN | BINARY, b"abc", 64, length), "frame-too-large",
                           1009) for length in below]
        rows += [self.fails(str(length), frame(FIN | BINARY, b"abc", 64, length), "length-high-bit")
                 for length in above]
        rows += [self.fails("masked, so that length and header wrap round",
                            frame(FIN | BINARY, b"abc", 64, 2**64 - 10, MASK), "length-high-bit"),
                 self.fails("hixie-76: bytes of 0x80 and above for ever", b"\x80" + b"\xff" * 5000,
                            "length-high-bit"),
                 self.fails("a Ping", frame(FIN | PING, b"", 64, 2**62), "frame-too-large", 1009)]
        for row, run, talk in self.play_all(rows):
            with self.subTest(row.name):
                run.event("framing-lost")
                first = run.frames("received")[0]
                self.assertEqual(first["length"], int.from_bytes(talk.sent[talk.sent_head:][2:10],
                                                                 "big"))

    def test_26_lengths_of_fragments_that_sum_past_63_bits(self):
        data = frame(BINARY, b"a") + frame(CONTINUATION, b"b", 64, 2**63 - 1) + b"c" * 1000
        self.play(self.fails("fragments", data, "frame-too-large", 1009))

    def test_27_masks_of_a_server(self):
        rows = [self.fails(f"opcode {opcode}", frame(FIN | opcode, b"hello", mask=MASK),
                           "server-masked") for opcode in (TEXT, BINARY, PING, 10)]
        rows.append(Row("Close", sending(frame(FIN | CLOSE, b"\x03\xe8", mask=MASK)),
                        findings=["server-masked"], sent=1002))
        self.play_all(rows)

    def test_28_a_mask_of_zero(self):
        run, _ = self.play(self.fails("zero", frame(FIN | TEXT, b"hello", mask=bytes(4)),
                                      "server-masked"))
        self.assertEqual(run.frames("received")[0]["maskKey"], "00000000")

    def test_29_fragmented_control_frames(self):
        rows = [self.fails(f"opcode {opcode}", frame(opcode, b"") + frame(FIN, b""),
                           "control-fragmented") for opcode in (PING, 10)]
        rows.append(Row("Close", sending(frame(CLOSE, b"\x03\xe8")),
                        findings=["control-fragmented"], sent=1002))
        self.play_all(rows)

    def test_30_control_frames_over_125_bytes(self):
        rows = [self.fails(f"{size} bytes, opcode {opcode}", frame(FIN | opcode, b"x" * size),
                           "control-length")
                for size, opcode in itertools.product((126, 127, 65535, 65536, 1_000_000), (PING, 10))]
        rows.append(Row("Close", sending(frame(FIN | CLOSE, b"\x03\xe8" + b"x" * 124)),
                        findings=["control-length"], sent=1002))
        self.play_all(rows)

    def test_31_a_continuation_first(self):
        self.play_all([self.fails("with FIN", frame(FIN, b"x"), "continuation-alone"),
                       self.fails("without", frame(0, b"x"), "continuation-alone"),
                       self.fails("after a whole message", frame(FIN | TEXT) + frame(FIN, b"x"),
                                  "continuation-alone")])

    def test_32_a_message_inside_a_message(self):
        self.play_all([self.fails("whole", frame(TEXT, b"a") + frame(FIN | TEXT, b"b"),
                                  "message-interrupted"),
                       self.fails("fragment", frame(TEXT, b"a") + frame(BINARY, b"b"),
                                  "message-interrupted")])

    def test_33_pings_between_fragments(self):
        data = (frame(TEXT, b"a") + frame(FIN | PING, b"1") + frame(0, b"b") + frame(FIN | PING, b"2")
                + frame(FIN, b"c") + close_frame())
        run, talk = self.play(Row("ping", sending(data), exit_code=0))
        self.assertEqual([one.payload for one in talk.frames() if one.opcode == 10], [b"1", b"2"])

    def test_34_empty_fragments(self):
        rows = [Row(name, sending(b"".join(parts) + close_frame()), exit_code=0) for name, parts in {
            "first": (frame(TEXT), frame(FIN, b"x")),
            "middle": (frame(TEXT, b"x"), frame(0), frame(0), frame(FIN, b"y")),
            "last": (frame(TEXT, b"x"), frame(FIN)),
            "all": (frame(TEXT), *[frame(0)] * 1000, frame(FIN))}.items()]
        self.play_all(rows)

    def test_35_characters_across_fragments_and_segments(self):
        text = "κόσμε ☃ 𝄞".encode()
        fragments = b"".join(frame(TEXT if at == 0 else 0, text[at:at + 1])
                             for at in range(len(text))) + frame(FIN)
        rows = [Row("a fragment for each byte", sending(fragments + close_frame()), exit_code=0),
                Row("a segment for each byte", in_pieces(fragments + close_frame(), 1), exit_code=0),
                self.fails("a message ends inside a character",
                           frame(TEXT, SNOWMAN[:1]) + frame(FIN, SNOWMAN[1:2]), "text-utf8", 1007)]
        for row, run, _ in self.play_all(rows):
            with self.subTest(row.name):
                if row.exit_codes == (0,):
                    self.assertEqual(run.payloads("received", "continuation")[0], text[1:2])

    def test_36_text_that_is_no_utf8(self):
        bad = ["c080", "c1bf", "e08080", "e09fbf", "f0808080", "f08fbfbf", "f880808080",
               "fc8080808080", "eda080", "edbfbf", "eda080edb080", "f4908080", "f7bfbfbf",
               "fbbfbfbfbf", "fdbfbfbfbfbf", "80", "bf", "8080", "fe", "ff", "c3", "e298", "f09d84",
               "c328", "e28e28", "cebae1bdb9cf83cebcceb5eda080656469746564"]
        rows = [self.fails(text, frame(FIN | TEXT, bytes.fromhex(text)), "text-utf8", 1007)
                for text in bad]
        good = ["efbbbf", "efbfbe", "efbfbf", "f48fbfbf", "00", "7f", "ed9fbf", "ee8080", "f0908080"]
        rows += [Row(text, sending(frame(FIN | TEXT, bytes.fromhex(text)) + close_frame()),
                     exit_code=0) for text in good]
        for row, run, _ in self.play_all(rows):
            with self.subTest(row.name):
                self.assertEqual(run.payloads("received", "text"), [bytes.fromhex(row.name)])

    def test_37_three_frames_split_at_every_byte(self):
        data = frame(FIN | TEXT, SNOWMAN) + frame(FIN | BINARY, b"\0" * 130) + close_frame(1001, b"go")

        def split(at):
            def talk(self):
                self.open()
                self.send(data[:at])
                self.tcp.settimeout(0.02)
                try:
                    self.tcp.recv(1 << 16)
                except TimeoutError:
                    pass
                self.tcp.settimeout(None)
                self.send(data[at:])
                self.end()
            return talk
        rows = [Row(f"at {at}", split(at), exit_code=0) for at in range(1, len(data))]
        shapes = []
        for row, run, _ in self.play_all([*rows, Row("each", in_pieces(data, 1), exit_code=0)]):
            shapes.append((row.name, [(one["opcode"], one["wireLength"], one["findings"])
                                      for one in run.frames("received")]))
        for name, shape in shapes:
            self.assertEqual(shape, shapes[0][1], name)

    def test_38_data_after_close(self):
        data = close_frame() + frame(FIN | TEXT, b"late") + frame(FIN | PING, b"late")
        run, talk = self.play(Row("late", sending(data), findings=["data-after-close"]))
        self.assertEqual([one.opcode for one in talk.frames()], [CLOSE])

    def test_39_half_a_frame_at_the_end(self):
        whole = frame(FIN | BINARY, b"x" * 300)
        rows = [Row(f"{size} bytes of it", sending(whole[:size]), exit_code=3)
                for size in (1, 2, 3, 4, 5, 100, len(whole) - 1)]
        rows.append(Row("masked", sending(frame(FIN | TEXT, b"abcdef", mask=MASK)[:8]), exit_code=3))
        for row, run, talk in self.play_all(rows):
            with self.subTest(row.name):
                self.assertEqual(run.event("frame-truncated")["bytes"],
                                 len(talk.sent) - talk.sent_head)
        self.play(Row("RST", sending(whole[:100], Talk.reset), exit_code=3, cut=True))


if __name__ == "__main__":
    unittest.main()
