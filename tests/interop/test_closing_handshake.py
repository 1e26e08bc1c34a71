# SPDX-License-Identifier: MIT
"""Closing handshakes that complete, begun by either side, with ws, python websockets and a raw peer."""
import unittest

from harness import InteropTest

LOCAL_FIRST = ("open", "half-closed-local", "close-exchanged", "closed")
REMOTE_FIRST = ("open", "half-closed-remote", "close-exchanged", "closed")


class ClosingHandshakeOverWs(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()
        cls.websockets = cls.start_websockets()
        cls.raw = cls.start_raw()

    def assert_peer_closed_first(self, run, code, reason):
        self.assert_states(run, *REMOTE_FIRST)
        self.assert_closes(run, sent=(code, reason), received=(code, reason))
        self.assert_ended(run, 0, "closed", "peer", "fin")
        self.assertEqual(run.outcome()["firstClose"], "peer")
        self.assertEqual(run.outcome()["timedOut"], None)

    def assert_we_closed_first(self, run, code, reason):
        self.assert_states(run, *LOCAL_FIRST)
        self.assert_closes(run, sent=(code, reason), received=(code, reason))
        self.assert_ended(run, 0, "closed", "peer", "fin")
        self.assertEqual(run.outcome()["firstClose"], "us")
        self.assertEqual(run.outcome()["timedOut"], None)

    def test_ws_closes_first_and_gets_its_code_and_reason_back(self):
        url = self.ws.url("/close/1001/going%20home")
        run = self.record(url)
        self.assert_peer_closed_first(run, 1001, "going home")
        told = self.ws.report(url, "close")
        self.assertEqual((told["code"], told["reason"]), (1001, "going home"))
        close, = run.frames("received", "close")
        self.assertEqual(close["close"], {"code": 1001, "reason": "going home"})

    def test_python_websockets_closes_first_and_gets_its_code_and_reason_back(self):
        url = self.websockets.url("/close/1001/going%20home")
        run = self.record(url)
        self.assert_peer_closed_first(run, 1001, "going home")
        told = self.websockets.report(url, "close")
        self.assertEqual((told["code"], told["reason"], told["received"]),
                         (1001, "going home", {"code": 1001, "reason": "going home"}))

    def test_we_close_first_and_ws_repeats_code_and_reason(self):
        url = self.ws.url("/echo")
        run = self.record(url, "--close", "3000:enough: really")
        self.assert_we_closed_first(run, 3000, "enough: really")
        told = self.ws.report(url, "close")
        self.assertEqual((told["code"], told["reason"]), (3000, "enough: really"))

    def test_we_close_first_and_python_websockets_repeats_code_and_reason(self):
        url = self.websockets.url("/listen")
        run = self.record(url, "--close", "3000:enough")
        self.assert_we_closed_first(run, 3000, "enough")
        told = self.websockets.report(url, "close")
        self.assertEqual((told["code"], told["reason"], told["sent"]),
                         (3000, "enough", {"code": 3000, "reason": "enough"}))

    def test_close_after_waits_and_sends_1000(self):
        url = self.ws.url("/echo")
        run = self.record(url, "--close-after", "300ms")
        self.assert_we_closed_first(run, 1000, "")
        self.assertGreaterEqual(run.time_in("open"), 0.3)
        self.assertEqual(self.ws.report(url, "close")["code"], 1000)

    def test_for_ends_the_recording_with_a_close(self):
        url = self.ws.url("/echo")
        run = self.record(url, "--for", "300ms")
        self.assert_we_closed_first(run, 1000, "")
        self.assertEqual(self.ws.report(url, "close")["code"], 1000)

    def test_an_empty_close_is_answered_with_an_empty_close(self):
        url = self.ws.url("/empty-close")
        run = self.record(url)
        self.assert_states(run, *REMOTE_FIRST)
        self.assert_closes(run, sent=(None, ""), received=(None, ""))
        self.assertEqual((run.exit_code, run.outcome()["reportedCode"]), (0, 1005))
        self.assertEqual([frame["length"] for frame in run.frames(opcode="close")], [0, 0])
        self.assertEqual(self.ws.report(url, "close")["code"], 1005)
        url = self.raw.url("/empty-close")
        self.assertEqual(self.record(url).exit_code, 0)
        self.assertEqual(self.raw.report(url, "frame")["code"], None)

    def test_we_can_send_an_empty_close(self):
        url = self.ws.url("/echo")
        run = self.record(url, "--close", "empty")
        self.assert_states(run, *LOCAL_FIRST)
        self.assert_closes(run, sent=(None, ""), received=(None, ""))
        self.assertEqual((run.exit_code, run.outcome()["reportedCode"]), (0, 1005))
        self.assertEqual(self.ws.report(url, "close")["code"], 1005)
        url = self.websockets.url("/listen")
        self.assertEqual(self.record(url, "--close", "empty").exit_code, 0)
        self.assertEqual(self.websockets.report(url, "close")["code"], 1005)

    def test_a_reason_of_123_bytes_comes_back_whole(self):
        reason = "é" * 61 + "!"
        url = self.ws.url("/echo")
        run = self.record(url, "--close", f"4999:{reason}")
        self.assert_we_closed_first(run, 4999, reason)
        self.assertEqual(self.ws.report(url, "close")["reason"], reason)

    def test_a_delayed_answer_completes_the_closing_handshake(self):
        url = self.ws.url("/close/1001/slowly")
        run = self.record(url, "--reply-close", "500ms")
        self.assert_peer_closed_first(run, 1001, "slowly")
        self.assertGreaterEqual(run.time_in("half-closed-remote"), 0.5)
        self.assertGreaterEqual(run.outcome()["halfClosedFor"], 0.5)
        run.event("timer-expired", timer="reply-close")
        self.assertEqual([frame["disposition"] for frame in run.frames("sent", "close")],
                         ["held", "released"])
        told = self.ws.report(url, "close")
        self.assertEqual((told["code"], told["reason"]), (1001, "slowly"))

    def test_another_code_can_be_the_answer(self):
        url = self.websockets.url("/close/1001/x")
        run = self.record(url, "--reply-close", "1011")
        self.assert_states(run, *REMOTE_FIRST)
        self.assert_closes(run, sent=(1011, ""), received=(1001, "x"))
        self.assertEqual(run.exit_code, 0)
        self.assertEqual(self.websockets.report(url, "close")["received"],
                         {"code": 1011, "reason": ""})

    def test_a_fin_right_behind_the_close_does_not_keep_our_answer_back(self):
        url = self.raw.url("/close-then-fin/1001/bye")
        run = self.record(url)
        self.assert_peer_closed_first(run, 1001, "bye")
        answer = self.raw.report(url, "frame")
        self.assertEqual((answer["opcode"], answer["code"], answer["reason"]), ("close", 1001, "bye"))
        self.raw.report(url, "fin")

    def test_a_fin_behind_the_close_waits_for_a_delayed_answer(self):
        url = self.raw.url("/close-then-fin/1001/bye")
        run = self.record(url, "--reply-close", "300ms")
        self.assert_peer_closed_first(run, 1001, "bye")
        self.assertGreaterEqual(run.time_in("half-closed-remote"), 0.3)
        self.assertEqual(self.raw.report(url, "frame")["code"], 1001)

    def test_a_client_waits_for_the_server_to_end_tcp(self):
        url = self.raw.url("/tcp-open/300")
        run = self.record(url, "--close", "1000")
        self.assert_we_closed_first(run, 1000, "")
        self.assertGreaterEqual(run.time_in("close-exchanged"), 0.25)
        fins = [event["event"] for event in run.events() if event["event"].startswith("fin-")]
        self.assertEqual(fins, ["fin-received", "fin-sent"])

    def test_tcp_ends_when_the_peer_is_told_to_end_it(self):
        peer = self.start_raw()  # of its own: the word ends every open connection
        url = peer.url("/tcp-open")
        recording = self.start_recording(url, "--close", "1000")
        recording.wait_for_line(lambda line: '"state":"close-exchanged"' in line, "close-exchanged")
        peer.tell("fin")
        self.check(recording.finish())
        self.assert_we_closed_first(recording, 1000, "")

    def test_our_fin_can_go_out_at_once(self):
        url = self.raw.url("/tcp-open")
        run = self.record(url, "--close", "1000", "--tcp-end", "fin")
        self.assert_states(run, *LOCAL_FIRST)
        self.assert_ended(run, 0, "closed", "us", "fin")
        fins = [event["event"] for event in run.events() if event["event"].startswith("fin-")]
        self.assertEqual(fins, ["fin-sent", "fin-received"])
        self.raw.report(url, "fin")

    def test_frames_after_our_close_are_recorded_and_pings_still_answered(self):
        url = self.raw.url("/late-close")
        run = self.record(url, "--close", "1000:soon")
        self.assert_we_closed_first(run, 1000, "soon")
        told = self.raw.report(url, "late-close")
        self.assertEqual((told["texts"], told["pings"], told["answered"]), (12, 6, 6))
        self.assertEqual(run.texts("received"), [f"late text {n}" for n in range(1, 13)])
        pings = [b"late ping %d" % n for n in range(1, 7)]
        self.assertEqual(run.payloads("received", "ping"), pings)
        self.assertEqual(run.payloads("sent", "pong"), pings)
        begin, end = run.entered("half-closed-local"), run.entered("close-exchanged")
        late = run.frames("received", "text") + run.frames("received", "ping")
        self.assertTrue(all(begin <= frame["t"] <= end for frame in late), run.printed())
        self.assertAlmostEqual(end - begin, 3.0, delta=0.25)


class ClosingHandshakeOverWss(ClosingHandshakeOverWs):
    tls = True

    def tls_and_tcp_ends(self, run):
        return [event["event"] for event in run.events()
                if event["event"].startswith(("fin-", "close-notify-"))]

    def test_the_peers_close_notify_is_answered_before_its_fin_comes(self):
        # Python's asyncio sends close_notify and ends TCP when ours has come: a client that waits
        # for the FIN alone leaves it waiting for its close timeout of 10 s.
        url = self.websockets.url("/close/1001/x")
        run = self.record(url)
        self.assert_peer_closed_first(run, 1001, "x")
        self.assertEqual(self.tls_and_tcp_ends(run), ["close-notify-received", "close-notify-sent",
                                                      "fin-received", "fin-sent"])
        self.assertLess(run.time_in("close-exchanged"), 5)

    def test_close_notify_is_recorded_beside_fin(self):
        run = self.record(self.raw.url("/close-and-wait/1000"))
        ends = self.tls_and_tcp_ends(run)
        self.assertEqual(sorted(ends), ["close-notify-received", "close-notify-sent",
                                        "fin-received", "fin-sent"], run.printed())
        self.assertLess(ends.index("close-notify-received"), ends.index("fin-received"))
        self.assertLess(ends.index("close-notify-sent"), ends.index("fin-sent"))


if __name__ == "__main__":
    unittest.main()
