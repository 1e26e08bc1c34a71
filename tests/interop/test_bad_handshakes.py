# SPDX-License-Identifier: MIT
"""Answers to the opening handshake that are none, or not what they should be: 1 to 20. Number 21
needs our server role."""
import base64
import random
import time
import unittest

from badinput import BadInputTest, Row, Talk, close_frame, frame, instead_of_handshake

GOOD_END = frame(0x81, b"hi") + close_frame()
NOISE = random.Random(3).randbytes(1 << 20)
LIMIT = 64 * 1024


def stays_open(talk):
    """Says nothing more and leaves TCP open until the client ends it."""
    talk.read_to_end()


def opened_by(*more, **changes):
    """A talk that answers 101 with changes, then sends a text and a Close."""
    def talk(self):
        self.read_request()
        answer = self.answer(*more, **changes)
        self.send(answer)
        self.sent_head = len(answer)
        self.send(GOOD_END)
        self.end()
    return talk


def raw_answer(make):
    """A talk whose answer `make(talk)` gives, followed by a text and a Close."""
    def talk(self):
        self.read_request()
        head = make(self)
        self.send(head)
        self.sent_head = len(head)
        self.send(GOOD_END)
        self.end()
    return talk


def without_line_ends(talk, end):
    return talk.answer().replace(b"\r\n", end)


class BadHandshakes(BadInputTest):
    def refused(self, name, data, *options, kind=None, then=Talk.end, **more):
        return Row(name, instead_of_handshake(data, then), *options, exit_code=2, kind=kind, **more)

    def assert_all_recorded(self, results, limit=LIMIT):
        """What the server said is in the record as far as the limit for heads goes."""
        for row, run, talk in results:
            with self.subTest(row.name):
                said = b"".join(answer_bytes(event) for event in run.records()
                                if event.get("event") in ("handshake-response", "handshake-failed"))
                self.assertTrue(said or not talk.sent, run.printed()[:4000])
                self.assertIn(talk.sent[:min(limit, 1000)], said)

    def test_01_empty_reply(self):
        run, _ = self.play(self.refused("empty", b"", kind="eof"))
        self.assertIn("closed TCP", run.outcome()["summary"])

    def test_02_one_byte_then_fin(self):
        for byte in (b"H", b"\0", b"\xff", b"\n"):
            self.play(self.refused(repr(byte), byte, kind=("eof", "not-http")))

    def test_03_binary_noise_of_a_megabyte(self):
        run, talk = self.play(self.refused("noise", NOISE, kind=("not-http", "head")))
        self.assert_all_recorded([(Row("noise", None), run, talk)])

    def test_04_no_empty_line_ever(self):
        line = b"X-Padding: 0123456789012345678901234567890123456789\r\n"
        rows = [self.refused("until the limit", b"HTTP/1.1 101 Switching Protocols\r\n" + line * 5000,
                             kind="head"),
                self.refused("then silence", b"HTTP/1.1 101 Switching Protocols\r\n" + line * 3,
                             "--handshake-timeout", "500ms", kind="timeout", then=stays_open),
                self.refused("then FIN", b"HTTP/1.1 101 Switching Protocols\r\n" + line * 3,
                             kind="eof")]
        self.play_all(rows)

    def test_05_line_feeds_only(self):
        # RFC 9112 2.2 lets a recipient take a bare LF for the end of a line.
        run, _ = self.play(Row("LF", raw_answer(lambda talk: without_line_ends(talk, b"\n")),
                               exit_code=0))
        self.assertEqual(run.texts("received"), ["hi"])

    def test_06_carriage_returns_only(self):
        self.play(self.refused("CR", lambda talk: without_line_ends(talk, b"\r"),
                               kind=("not-http", "head", "eof")))

    def test_07_other_statuses(self):
        def answer(code, *fields, body=b"sorry"):
            lines = [b"HTTP/1.1 %d Told So" % code, b"Content-Length: %d" % len(body), *fields]
            return b"\r\n".join(lines) + b"\r\n\r\n" + body
        rows = [self.refused(str(code), answer(code, *fields), kind="status") for code, fields in {
            200: (), 204: (), 301: (), 304: (), 307: (b"Location: http://[",),
            400: (), 401: (b"WWW-Authenticate: Basic",), 403: (), 404: (),
            407: (b"Proxy-Authenticate: Basic",), 426: (b"Upgrade: h2c",), 500: (), 503: (),
            599: (), 999: ()}.items() if code != 307]
        rows.append(self.refused("Location that is none", answer(302, b"Location: http://["),
                                 kind=("status", "redirect")))
        results = self.play_all(rows)
        for row, run, _ in results:
            with self.subTest(row.name):
                self.assertEqual(run.event("handshake-failed")["status"], int(row.name[:3])
                                 if row.name[0].isdigit() else 302)

    def test_07_redirection_in_a_circle(self):
        def talk(self):
            self.read_request()
            port = self.tcp.getsockname()[1]
            self.send(b"HTTP/1.1 302 Found\r\nLocation: ws://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n"
                      % port)
            self.end()
        run, _ = self.play(Row("to itself", talk, "--follow", "5", exit_code=2, kind="redirect"))
        self.assertLessEqual(len(run.events("handshake-request")), 6)

    def test_07_redirections_without_end(self):
        def talk(self):
            step = int(self.read_request().split(b" ")[1].strip(b"/") or b"0")
            port = self.tcp.getsockname()[1]
            self.send(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/%d\r\n"
                      b"Content-Length: 0\r\n\r\n" % (port, step + 1))
            self.end()
        run, _ = self.play(Row("ever further", talk, "--follow", "5", exit_code=2, kind="redirect"))
        self.assertEqual(len(run.events("redirected")), 5)

    def test_07_interim_answers(self):
        def after_hints(self):
            return b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + self.answer()
        run, _ = self.play(Row("103 then 101", raw_answer(after_hints), exit_code=0))
        self.assertEqual([event["status"] for event in run.events("handshake-response")], [103, 101])
        run, _ = self.play(self.refused("100 for ever", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000,
                                        kind="status"))
        self.assertLess(len(run.events("handshake-response")), 100)

    def test_08_versions_of_http(self):
        rows = [Row(status.decode(), opened_by(status=status), exit_code=(0, 2)) for status in (
            b"HTTP/1.0 101 Switching Protocols", b"HTTP/2 101", b"HTTP/9.9 101 x", b"HTTP/1.1 101",
            b"http/1.1 101 x", b"HTTP/1.1  101 x", b"HTTP/1.1 1010 x", b"HTTP/1.1 +101 x",
            b"HTTP/1.1\t101 x", b"ICY 101 x", b" HTTP/1.1 101 x")]
        results = {row.name: run for row, run, _ in self.play_all(rows)}
        self.assertEqual(results["HTTP/2 101"].exit_code, 2)
        self.assertEqual(results["HTTP/1.1 1010 x"].exit_code, 2)
        self.assertEqual(results["ICY 101 x"].exit_code, 2)

    def test_09_accept_field(self):
        def changed(change):
            return raw_answer(lambda talk: talk.answer(*change(talk.accept_key()),
                                                       without=("accept",)))
        name = b"Sec-WebSocket-Accept: "
        bad = {"missing": lambda key: (),
               "wrong": lambda key: (name + b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",),
               "lower-cased": lambda key: (name + key.lower(),),
               "cut": lambda key: (name + key[:-2],), "longer": lambda key: (name + key + b"A",),
               "empty": lambda key: (name,), "quoted": lambda key: (name + b'"' + key + b'"',),
               "two wrong": lambda key: (name + b"x", name + b"y")}
        rows = [Row(what, changed(change), exit_code=2, kind=("accept-wrong", "accept-missing"))
                for what, change in bad.items()]
        rows += [Row("doubled", changed(lambda key: (name + key, name + key)), exit_code=(0, 2)),
                 Row("right and wrong", changed(lambda key: (name + key, name + b"x")),
                     exit_code=(0, 2)),
                 Row("folded", changed(lambda key: (name, b" " + key)), exit_code=(0, 2)),
                 Row("another case of the name",
                     changed(lambda key: (b"SEC-WEBSOCKET-ACCEPT:" + key,)), exit_code=0)]
        self.play_all(rows)

    def test_10_upgrade_and_connection_fields(self):
        rows = [Row("no Connection", opened_by(without=("connection",)), exit_code=2,
                    kind="connection"),
                Row("no Upgrade", opened_by(without=("upgrade",)), exit_code=2, kind="upgrade"),
                Row("Connection: close", opened_by(b"Connection: close", without=("connection",)),
                    exit_code=2, kind="connection"),
                Row("Upgrade: h2c", opened_by(b"Upgrade: h2c", without=("upgrade",)), exit_code=2,
                    kind="upgrade"),
                Row("in a list", opened_by(b"Connection: keep-alive, Upgrade",
                                           without=("connection",)), exit_code=0),
                Row("in two fields", opened_by(b"Connection: keep-alive", b"connection: UPGRADE",
                                               without=("connection",)), exit_code=0)]
        self.play_all(rows)

    def test_11_subprotocols(self):
        field = b"Sec-WebSocket-Protocol: "
        offer = ("--subprotocol", "a", "--subprotocol", "b")
        rows = [Row("not offered at all", opened_by(field + b"a"), exit_code=2, kind="subprotocol"),
                Row("another one", opened_by(field + b"c"), *offer, exit_code=2, kind="subprotocol"),
                Row("two in one field", opened_by(field + b"a, b"), *offer, exit_code=2,
                    kind="subprotocol"),
                Row("two fields", opened_by(field + b"a", field + b"b"), *offer, exit_code=2,
                    kind="subprotocol"),
                Row("another case", opened_by(field + b"A"), *offer, exit_code=2,
                    kind="subprotocol"),
                Row("32,000 spaces inside", opened_by(field + b"b" + b" " * 32000 + b"x"), *offer,
                    exit_code=2, kind="subprotocol"),
                Row("the offered one", opened_by(field + b"b"), *offer, exit_code=0)]
        self.play_all(rows)

    def test_12_extensions(self):
        field = b"Sec-WebSocket-Extensions: "
        bits = b"permessage-deflate; server_max_window_bits="
        # Each with what the refusal must name of it.
        said = {b"x-unknown": "x-unknown", b"__proto__": "__proto__", b"constructor": "constructor",
                b"permessage-deflate, permessage-deflate": "permessage-deflate twice",
                b'a; b="' + b"\\c" * 25000: "Sec-WebSocket-Extensions",
                b"a; b=" + b";" * 20000: "Sec-WebSocket-Extensions",
                bits + b"7": '"7"', bits + b"16": '"16"', bits + b"99": '"99"', bits + b"-1": '"-1"',
                bits + b"1e9": '"1e9"', bits + b'""': "Sec-WebSocket-Extensions",
                bits + b'"8;8"': "Sec-WebSocket-Extensions",
                bits + b"10; server_max_window_bits=10": "server_max_window_bits twice",
                b"permessage-deflate; unknown=1": "unknown parameter unknown"}
        rows = [Row(value[:60].decode(), opened_by(field + value), exit_code=2, kind="extension")
                for value in said]
        for (row, run, _), text in zip(self.play_all(rows), said.values()):
            with self.subTest(row.name):
                self.assertIn(text, run.event("handshake-failed")["text"])

    def test_13_long_lines(self):
        rows = [Row("8 KiB and 1", opened_by(b"X: " + b"x" * 8190), exit_code=0),
                Row("beyond the limit", opened_by(b"X: " + b"x" * LIMIT), exit_code=2, kind="head"),
                self.refused("20 MB", b"HTTP/1.1 101 Switching Protocols\r\nX: " + b"x" * 20_000_000,
                             kind="head", cut=True),
                self.refused("a start line of 20 MB", b"HTTP/1.1 101 " + b"x" * 20_000_000,
                             kind=("head", "not-http"), cut=True)]
        for row, run, _ in self.play_all(rows):
            with self.subTest(row.name):
                self.assertLess(len("\n".join(run.lines)), 1_000_000)

    def test_14_many_fields(self):
        few = [b"X-%d: y" % n for n in range(150)]
        many = [b"X-%d: y" % n for n in range(2000)]
        rows = [Row("150", opened_by(*few), exit_code=0),
                Row("2,000", opened_by(*many), exit_code=2, kind="head"),
                Row("2,000, Upgrade last", opened_by(*many, b"Upgrade: websocket",
                                                     without=("upgrade",)), exit_code=2)]
        self.play_all(rows)
        row = Row("2,000 when allowed", opened_by(*many), "--max-headers", "3000", exit_code=0)
        self.play(row)

    def test_15_bytes_that_no_field_has(self):
        rows = [Row(repr(byte), opened_by(b"X-Odd: a" + byte + b"z"), exit_code=codes)
                for byte, codes in ((b"\0", 2), (b"\x1b]0;title\x07", (0, 2)), (b"\x7f", (0, 2)),
                                    (bytes(range(0x80, 0x100)), (0, 2)), (b"\xc3\xa9", (0, 2)),
                                    (b"\r", 2), (b"\x0b", (0, 2)))]
        rows += [Row(f"name {name!r}", opened_by(name + b": x"), exit_code=2, kind="head")
                 for name in (b"X Odd", b"X-Odd ", b"", b" X")[:3]]
        results = self.play_all(rows)
        for row, run, talk in results:
            with self.subTest(row.name):
                self.assertNotIn("\x1b", "\n".join(run.lines))
                said = b"".join(answer_bytes(event) for event in run.events("handshake-response"))
                self.assertEqual(said, talk.sent[:len(said)])
                self.assertGreaterEqual(len(said), talk.sent_head)

    def test_16_folded_lines(self):
        run, _ = self.play(Row("folded", opened_by(b"X-Folded: one", b" two", b"\tthree"),
                               exit_code=(0, 2)))
        self.assertIn("X-Folded: one\r\n two\r\n\tthree\r\n", run.event("handshake-response")["raw"])
        self.play(self.refused("the first field is folded",
                               b"HTTP/1.1 101 x\r\n folded: yes\r\n\r\n"))

    def test_17_content_length_beside_101(self):
        # RFC 9110 6.4.1: a 101 has no content; what follows are frames.
        for fields in ((b"Content-Length: 5",), (b"Content-Length: -1",),
                       (b"Transfer-Encoding: chunked",),
                       (b"Content-Length: 5", b"Transfer-Encoding:\x0bchunked")):
            run, _ = self.play(Row(repr(fields), opened_by(*fields), exit_code=(0, 2)))
            if run.exit_code == 0:
                self.assertEqual(run.texts("received"), ["hi"])

    def test_18_the_first_frame_comes_with_the_answer(self):
        def talk(self):
            self.read_request()
            answer = self.answer()
            self.send(answer + GOOD_END)
            self.sent_head = len(answer)
            self.end()
        run, _ = self.play(Row("one segment", talk, exit_code=0))
        self.assertEqual(run.texts("received"), ["hi"])

    def test_19_the_answer_is_split_at_every_byte(self):
        def split(at):
            def talk(self):
                self.read_request()
                answer = self.answer()
                self.send(answer[:at])
                time.sleep(0.02)
                self.send(answer[at:] + GOOD_END)
                self.sent_head = len(answer)
                self.end()
            return talk

        def byte_by_byte(self):
            self.read_request()
            answer = self.answer()
            for at in range(len(answer)):
                self.send(answer[at:at + 1])
            self.sent_head = len(answer)
            self.send(GOOD_END)
            self.end()
        # 129 bytes: HTTP/1.1 101 … with the four fields that it needs
        rows = [Row(f"at {at}", split(at), exit_code=0) for at in range(1, 130)]
        for row, run, talk in self.play_all([*rows, Row("each byte", byte_by_byte, exit_code=0)]):
            with self.subTest(row.name):
                self.assertEqual(talk.sent_head, 129)
                self.assertEqual(run.texts("received"), ["hi"])
                self.assertEqual(len(run.events("handshake-response")), 1)

    def test_20_a_chunked_body_without_end(self):
        def talk(self):
            self.read_request()
            self.send(b"HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n")
            chunk = b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n"
            while True:  # 10 GB would come, if anybody read them
                self.tcp.sendall(chunk)
        run, _ = self.play(Row("400", talk, exit_code=2, kind="status", cut=True))
        failed = run.event("handshake-failed")
        self.assertEqual((failed["status"], len(failed["body"]) <= LIMIT), (400, True))
        for length in (b"10000000000", b"99999999999999999999999", b"-5", b"abc"):
            run, _ = self.play(self.refused(
                f"Content-Length: {length}", b"HTTP/1.1 400 Bad Request\r\nContent-Length: " + length
                + b"\r\n\r\n" + b"y" * 100_000, kind="status"))
            self.assertLessEqual(len(run.event("handshake-failed").get("body", "")), LIMIT)


def answer_bytes(event):
    """The bytes of an answer in the record: as text, or in base64 where they are no UTF-8."""
    for name in ("raw", "head"):
        if name + "Base64" in event:
            return base64.b64decode(event[name + "Base64"])
        if name in event:
            return event[name].encode()
    return b""


if __name__ == "__main__":
    unittest.main()
