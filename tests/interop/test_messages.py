# SPDX-License-Identifier: MIT
"""Messages, Pings and the opening handshake with real peers, over ws and wss."""
import base64
import unittest

from harness import InteropTest


class MessagesOverWs(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws("--subprotocol", "chat.v1")
        cls.websockets = cls.start_websockets()
        cls.raw = cls.start_raw()

    def test_a_text_comes_back_from_ws(self):
        url = self.ws.url("/echo")
        run = self.record(url, "--send", "hello", "--close", "1000:done")
        self.assertEqual(run.exit_code, 0, run.printed())
        self.assertEqual(self.ws.report(url, "message")["text"], "hello")
        sent, received = run.frames(opcode="text")
        self.assertEqual((sent["direction"], sent["text"], sent["length"], sent["wireLength"],
                          sent["masked"], sent["fin"]), ("sent", "hello", 5, 11, True, True))
        self.assertEqual((received["direction"], received["text"], received["length"],
                          received["wireLength"], received["masked"], received["fin"]),
                         ("received", "hello", 5, 7, False, True))
        self.assertEqual({frame["leg"] for frame in run.frames()}, {"peer"})
        self.assertEqual([frame.get("findings", []) for frame in run.frames()], [[]] * 4)

    def test_a_text_comes_back_from_python_websockets(self):
        # This library drops the echo of a message when a Close comes right behind it.
        run = self.record(self.websockets.url("/echo/2"), "--send", "hello", "--send", "☃")
        self.assertEqual(run.exit_code, 0, run.printed())
        self.assertEqual(run.texts("received"), ["hello", "☃"])

    def test_several_texts_keep_their_order_and_their_characters(self):
        texts = ["first", "", "héllo ☃", "𝄞 \"quoted\" \\ and\ttab", "x" * 70000, "last"]
        url = self.ws.url("/echo")
        options = [word for text in texts for word in ("--send", text)]
        run = self.record(url, *options, "--close", "1000")
        self.assertEqual(run.texts("sent"), texts)
        self.assertEqual(run.texts("received"), texts)
        self.ws.report(url, "close")
        self.assertEqual([line["text"] for line in self.ws.reports(url, "message")], texts)

    def test_headers_of_the_user_reach_the_peer(self):
        url = self.ws.url("/echo")
        run = self.record(url, "--header", "X-Test: one two", "--header", "Authorization: Bearer abc",
                          "--close", "1000")
        headers = self.ws.report(url, "open")["headers"]
        self.assertEqual((headers["x-test"], headers["authorization"]), ("one two", "Bearer abc"))
        self.assertEqual((headers["sec-websocket-version"], headers["upgrade"].lower()),
                         ("13", "websocket"))
        self.assertIn("X-Test: one two\r\n", run.event("handshake-request")["raw"])

    def test_the_subprotocol_that_the_peer_chooses_is_recorded(self):
        url = self.ws.url("/subprotocol")
        run = self.record(url, "--subprotocol", "chat.v2", "--subprotocol", "chat.v1",
                          "--close", "1000")
        self.assertEqual(run.exit_code, 0, run.printed())
        opened = self.ws.report(url, "open")
        self.assertEqual(opened["subprotocol"], "chat.v1")
        self.assertEqual(opened["headers"]["sec-websocket-protocol"].replace(" ", ""),
                         "chat.v2,chat.v1")
        response = run.event("handshake-response")
        self.assertEqual(response["status"], 101)
        self.assertIn("sec-websocket-protocol: chat.v1\r\n", response["raw"].lower())

    def test_the_story_of_the_connection_begins_with_tcp_and_the_handshake(self):
        run = self.record(self.ws.url("/echo"), "--close", "1000")
        connected = run.event("tcp-connected")
        self.assertEqual((connected["address"], connected["port"], connected["localAddress"]),
                         ("127.0.0.1", self.ws.port, "127.0.0.1"))
        # As the kernel has it, however long this process had to wait for its processor.
        self.assertTrue(0 < connected["roundTrip"] < 0.05, connected)
        order = [event["event"] for event in run.events() if event["event"] in (
            "tcp-connected", "tls-established", "handshake-request", "handshake-response")]
        self.assertEqual(order, ["tcp-connected", *(["tls-established"] if self.tls else []),
                                 "handshake-request", "handshake-response"])
        self.assertTrue(run.event("handshake-request")["raw"].startswith("GET /echo?case="))
        self.assertLessEqual(run.event("handshake-response")["t"], run.entered("open"))

    def test_a_ping_of_the_peer_is_answered_with_its_payload(self):
        url = self.ws.url("/ping")
        run = self.record(url)
        self.assertEqual(self.ws.report(url, "pong")["text"], "are you there")
        controls = [(frame["direction"], frame["opcode"]) for frame in run.frames()]
        self.assertEqual(controls, [("received", "ping"), ("sent", "pong"),
                                    ("received", "close"), ("sent", "close")])
        self.assert_closes(run, sent=(1000, "alive"), received=(1000, "alive"))

    def test_our_pings_are_answered_by_the_peer(self):
        url = self.ws.url("/echo")
        run = self.record(url, "--ping-every", "50ms", "--close-after", "500ms")
        self.assertEqual(run.exit_code, 0, run.printed())
        self.ws.report(url, "close")
        pings = [bytes(told["text"], "utf-8") for told in self.ws.reports(url, "ping")]
        self.assertGreaterEqual(len(pings), 2, run.printed())
        self.assertEqual(run.payloads("sent", "ping"), pings)
        self.assertEqual(run.payloads("received", "pong"), run.payloads("sent", "ping"))

    def test_a_series_of_messages_is_recorded_until_the_peer_closes(self):
        run = self.record(self.ws.url("/ticks/20/10"))
        self.assertEqual(run.exit_code, 0, run.printed())
        self.assertEqual(run.texts("received"), [f"tick {n}" for n in range(1, 21)])
        self.assert_closes(run, sent=(1000, "done"), received=(1000, "done"))

    def test_a_large_message_is_printed_whole(self):
        run = self.record(self.raw.url("/big/3000000"))
        frame, = run.frames(opcode="text")
        self.assertEqual((frame["length"], frame["wireLength"]), (3000000, 3000010))
        self.assertEqual(frame["text"], "x" * 3000000)

    def test_a_binary_message_is_printed_as_base64(self):
        run = self.record(self.raw.url("/hex/820400ff80fe880203e8"))
        frame, = run.frames(opcode="binary")
        self.assertEqual(base64.b64decode(frame["base64"]), b"\x00\xff\x80\xfe")
        self.assertNotIn("text", frame)

    def test_fragments_are_recorded_as_the_frames_that_they_are(self):
        # The snowman is cut in two, with a Ping between.
        run = self.record(self.raw.url("/hex/0102e2988900800183880203e8"))
        self.assertEqual([(frame["opcode"], frame["fin"], frame["length"])
                          for frame in run.frames("received")],
                         [("text", False, 2), ("ping", True, 0), ("continuation", True, 1),
                          ("close", True, 2)])
        self.assertEqual([frame.get("findings", []) for frame in run.frames()],
                         [[]] * len(run.frames()))
        self.assertEqual((run.exit_code, run.events("protocol-failed")), (0, []), run.printed())

    def test_frames_that_come_together_with_the_handshake_are_not_lost(self):
        run = self.record(self.raw.url("/early/81026869880203e8"))
        self.assertEqual(run.texts("received"), ["hi"])
        self.assert_states(run, "open", "half-closed-remote", "close-exchanged", "closed")


class MessagesOverWss(MessagesOverWs):
    tls = True

    def test_what_tls_showed_is_recorded(self):
        run = self.record(self.ws.url("/echo", host="localhost"), "--close", "1000")
        shown = run.event("tls-established")
        self.assertIs(shown["verified"], True)
        self.assertIn(shown["protocol"], ("TLSv1.2", "TLSv1.3"))
        self.assertIn("localhost", shown["subject"])
        self.assertIn("Ajar Test Authority", shown["issuer"])
        self.assertNotIn("problem", shown)
        self.assertEqual(len(shown["fingerprint"].replace(":", "")), 64)
        self.assertTrue(shown["cipher"])


if __name__ == "__main__":
    unittest.main()
