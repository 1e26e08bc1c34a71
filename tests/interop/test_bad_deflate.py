# SPDX-License-Identifier: MIT
"""Compressed messages (RFC 7692) that are bombs, broken or odd: 50 to 62."""
import random
import unittest
import zlib

from badinput import (ALLOWED_MEMORY, PING, BadInputTest, Row, Server, close_frame, frame,
                      resident_bytes, sending)
from harness import Recording

EXTENSION = b"Sec-WebSocket-Extensions: permessage-deflate"
NO_TAKEOVER = EXTENSION + b"; server_no_context_takeover"
FIN, RSV1 = 0x80, 0x40
TEXT, BINARY = 1, 2
HELLO = bytes.fromhex("f248cdc9c90700")  # RFC 7692 7.2.3.1
MEGABYTE = 1 << 20


class Deflater:
    """A server's: with context takeover, unless a new one is made for each message."""

    def __init__(self, bits=15, level=9):
        self._zlib = zlib.compressobj(level, zlib.DEFLATED, -bits)

    def message(self, data):
        done = self._zlib.compress(data) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
        assert done.endswith(b"\0\0\xff\xff")
        return done[:-4]


def deflated(data, opcode=TEXT):
    return frame(FIN | RSV1 | opcode, Deflater().message(data))


def fragments(message, count, opcode=BINARY):
    """A compressed message in about so many frames."""
    size = max(1, len(message) // count)
    pieces = [message[at:at + size] for at in range(0, len(message), size)]
    heads = [RSV1 | opcode] + [0] * (len(pieces) - 1)
    heads[-1] |= FIN
    return b"".join(frame(head, piece) for head, piece in zip(heads, pieces))


def agreed(data, *, extension=EXTENSION):
    """A talk that agrees on compression and sends `data`."""
    return sending(data, lambda talk: talk.end(), extension)


class BadDeflate(BadInputTest):
    def good(self, name, data, texts=None, extension=EXTENSION):
        return Row(name, agreed(data + close_frame(), extension=extension), exit_code=0, sent=1000)

    def fails(self, name, data, code=1007, finding="deflate-inflates", extension=EXTENSION, **more):
        return Row(name, agreed(data, extension=extension), exit_code=3, sent=code,
                   findings=[finding], **more)

    def test_50_bombs(self):
        bomb = Deflater().message(bytes(256 * MEGABYTE))  # 1 to 1,029
        rows = [self.fails("in one frame", frame(FIN | RSV1 | BINARY, bomb), 1009, "deflate-bomb"),
                self.fails("in 1,000 fragments", fragments(bomb, 1000), 1009, "deflate-bomb"),
                self.fails("rubbish right behind it", frame(FIN | RSV1 | BINARY, bomb)
                           + frame(FIN | RSV1 | BINARY, b"\xff" * 100), 1009, "deflate-bomb")]
        for row in rows:
            most = 0
            with Server(row.talk) as server:
                run = Recording(server.url, self.folder / f"{row.name}.ajar")
                while run._child.poll() is None:
                    most = max(most, resident_bytes(run._child.pid))
                run.finish()
            self.check(run)
            self.assert_survived(row, run, server)
            self.assertLess(most, ALLOWED_MEMORY, row.name)

    def test_50_the_limit_is_one_of_inflated_bytes(self):
        limit = 64 * MEGABYTE
        self.play_all([self.good("as large as allowed", deflated(bytes(limit), BINARY)),
                       self.fails("one byte more", deflated(bytes(limit + 1), BINARY), 1009,
                                  "deflate-bomb")])

    def test_51_context_that_is_taken_over(self):
        shared = Deflater()
        messages = [b"the same words again and again", b"the same words again and again", b"words"]
        data = [frame(FIN | RSV1 | TEXT, shared.message(text)) for text in messages]
        self.play(self.good("as agreed", b"".join(data)))
        # Against the agreement the second message refers to the first one.
        run, _ = self.play(Row("against the agreement", agreed(b"".join(data), extension=NO_TAKEOVER),
                               exit_code=3, sent=1007))
        second = run.frames("received", "text")[1]
        self.assertTrue({"deflate-no-takeover", "deflate-inflates"} & set(second["findings"]),
                        run.printed())

    def test_52_what_is_no_deflate(self):
        # Refers to words that only its maker's dictionary has.
        words = b"what came before the start"
        stray = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=words)
        rows = [self.fails(name, frame(FIN | RSV1 | BINARY, data)) for name, data in {
            "block type 3": b"\x07", "all ones": b"\xff" * 50,
            "stored block, lengths disagree": bytes.fromhex("000500000048656c6c6f"),
            "too many Huffman codes": b"\x05\xe0" + b"\xff" * 10,
            "a length that is no length": bytes.fromhex("1bffffffff"),
            "distance before the start": stray.compress(words) + stray.flush()}.items()]
        noise = random.Random(52).randbytes(3000)
        rows.append(Row("noise", agreed(frame(FIN | RSV1 | BINARY, noise)), exit_code=3, sent=1007))
        self.play_all(rows)

    def test_53_a_stream_that_is_cut(self):
        whole = Deflater().message(random.Random(53).randbytes(300) + b"x" * 300)
        rows = [Row(f"{size} bytes of {len(whole)}", agreed(
            frame(FIN | RSV1 | BINARY, whole[:size]) + close_frame()))
            for size in (1, 2, 5, 50, 100, len(whole) - 2, len(whole) - 1)]
        for row, run, _ in self.play_all(rows):
            with self.subTest(row.name):
                self.assertIn(run.outcome()["sent"]["code"], (1000, 1007))

    def test_54_the_last_four_bytes(self):
        plain = zlib.compressobj(9, zlib.DEFLATED, -15)
        full = plain.compress(b"Hello") + plain.flush(zlib.Z_SYNC_FLUSH)
        rows = [self.good("kept", frame(FIN | RSV1 | TEXT, full)),
                self.good("twice", frame(FIN | RSV1 | TEXT, full + b"\0\0\0\xff\xff")),
                self.good("missing one more byte is an empty block's",
                          frame(FIN | RSV1 | TEXT, HELLO))]
        self.play_all(rows)

    def test_55_a_final_block_and_more(self):
        final = bytes.fromhex("f348cdc9c9070000")  # RFC 7692 7.2.3.4
        rows = [self.good("as its example", frame(FIN | RSV1 | TEXT, final)),
                self.good("twice", frame(FIN | RSV1 | TEXT, final) * 2),
                Row("data behind it", agreed(frame(FIN | RSV1 | TEXT, final[:-1] + HELLO)
                                             + close_frame()))]
        self.play_all(rows)

    def test_56_window_bits(self):
        data = b"abcdefgh" * 40 + random.Random(56).randbytes(2000) + b"abcdefgh" * 40
        rows = []
        for bits in range(9, 16):
            extension = EXTENSION + b"; server_max_window_bits=%d" % bits
            message = frame(FIN | RSV1 | BINARY, Deflater(bits).message(data))
            rows.append(Row(f"{bits} bits", agreed(message + close_frame(), extension=extension),
                            "--deflate", f"client_max_window_bits; server_max_window_bits={bits}",
                            exit_code=0, sent=1000))
        eight = EXTENSION + b"; server_max_window_bits=8"
        small = frame(FIN | RSV1 | BINARY, Deflater(9).message(b"x" * 100))
        rows.append(Row("8 bits", agreed(small + close_frame(), extension=eight), "--deflate",
                        "client_max_window_bits; server_max_window_bits=8", exit_code=0, sent=1000))
        for bits in (b"0", b"7", b"16", b"", b"08", b"+9", b"9.0"):
            rows.append(Row(f"client bits {bits!r}", agreed(
                b"", extension=EXTENSION + b"; client_max_window_bits=" + bits), exit_code=2))
        self.play_all(rows)

    def test_57_empty_compressed_messages(self):
        self.play_all([self.good("of one byte", bytes.fromhex("c10100")),
                       self.good("of none", bytes.fromhex("c100")),
                       self.good("of a stored block", bytes.fromhex("c1050000 00ffff")),
                       self.good("of 1,000 fragments", frame(RSV1 | TEXT) + frame(0) * 998
                                 + frame(FIN, b"\0"))])

    def test_58_compressed_control_frames(self):
        rows = [Row(f"opcode {opcode}", agreed(frame(FIN | RSV1 | opcode, HELLO)), sent=1002)
                for opcode in (PING, 10)]
        rows.append(Row("a continuation", agreed(frame(TEXT, b"a") + frame(FIN | RSV1, HELLO)),
                        exit_code=3, sent=1002))
        for row, run, _ in self.play_all(rows):
            with self.subTest(row.name):
                found = run.frames("received")[-1]["findings"]
                self.assertTrue({"deflate-rsv1-place", "rsv-not-negotiated"} & set(found), found)

    def test_59_plain_messages_in_between(self):
        shared = Deflater()
        data = b"".join(frame(FIN | RSV1 | TEXT, shared.message(b"compressed"))
                        + frame(FIN | TEXT, b"plain") for _ in range(100))
        run, _ = self.play(self.good("in turns", data))
        self.assertEqual(len(run.frames("received", "text")), 200)

    def test_60_pings_between_compressed_fragments(self):
        message = Deflater().message(b"one two three four")
        data = (frame(RSV1 | TEXT, message[:5]) + frame(FIN | PING, b"?") + frame(0, message[5:9])
                + frame(FIN | PING, b"!") + frame(FIN, message[9:]))
        run, talk = self.play(self.good("Pings", data))
        self.assertEqual([one.payload for one in talk.frames() if one.opcode == 10], [b"?", b"!"])

    def test_61_what_follows_a_message_that_does_not_inflate(self):
        shared = Deflater()
        first, lost, later = (shared.message(text) for text in (b"first words", b"lost", b"first"))
        data = b"".join(frame(FIN | RSV1 | TEXT, part) for part in (first, b"\xff" * 9, lost, later))
        run, _ = self.play(self.fails("the second of four", data))
        self.assertEqual([bool(one["findings"]) for one in run.frames("received", "text")][:2],
                         [False, True])
        lenient = Row("lenient", agreed(data + close_frame()), "--lenient", exit_code=0)
        run, _ = self.play(lenient)
        self.assertEqual(len(run.frames("received", "text")), 4)

    def test_62_compressed_text_that_is_no_utf8(self):
        bad = [b"\xc3\x28", b"\xed\xa0\x80", b"ok \xff", "☃".encode()[:2]]
        rows = [self.fails(repr(text), deflated(text), 1007, "text-utf8") for text in bad]
        cut = Deflater().message("☃".encode())
        rows.append(self.fails("over fragments", fragments(Deflater().message(b"\xe2\x98x" * 9), 4,
                                                           TEXT), 1007, "text-utf8"))
        rows.append(self.good("a character over fragments", fragments(cut, len(cut), TEXT)))
        rows.append(self.good("binary", deflated(b"\xff\xfe", BINARY)))
        self.play_all(rows)


if __name__ == "__main__":
    unittest.main()
