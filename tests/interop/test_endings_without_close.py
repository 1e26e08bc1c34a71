# SPDX-License-Identifier: MIT
"""Connections that end without a complete closing handshake: the exit code is 3."""
import unittest

from harness import InteropTest


class EndingsOverWs(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws("--close-timeout", "2000")
        cls.websockets = cls.start_websockets("--close-timeout", "1")
        cls.raw = cls.start_raw()

    def test_fin_without_a_close_is_an_abort(self):
        for peer in (self.ws, self.raw):
            url = peer.url("/fin")
            run = self.record(url)
            self.assert_states(run, "open", "aborted")
            self.assert_ended(run, 3, "aborted", "peer", "fin")
            self.assert_closes(run, sent=None, received=None)
            self.assertEqual(run.outcome()["reportedCode"], 1006)
            self.assertEqual(run.outcome()["firstClose"], None)
            run.event("fin-received")
        self.raw.report(url, "fin")

    def test_rst_without_a_close_is_an_abort(self):
        for peer in (self.ws, self.raw):
            run = self.record(peer.url("/rst"))
            self.assert_states(run, "open", "aborted")
            self.assert_ended(run, 3, "aborted", "peer", "reset")
            self.assertEqual(run.outcome()["reportedCode"], 1006)
            run.event("reset-received")
            self.assertEqual(run.events("fin-received"), [])

    def test_fin_inside_a_frame_is_recorded_as_a_truncated_frame(self):
        run = self.record(self.raw.url("/die-mid-frame/fin"))
        self.assert_ended(run, 3, "aborted", "peer", "fin")
        self.assertGreater(run.event("frame-truncated")["bytes"], 0)
        self.assertEqual(run.frames("received", "close"), [])

    def test_rst_inside_a_frame_is_an_abort(self):
        run = self.record(self.raw.url("/die-mid-frame/rst"))
        self.assert_ended(run, 3, "aborted", "peer", "reset")

    def test_a_peer_that_never_answers_our_close_is_reset_after_the_close_timeout(self):
        url = self.raw.url("/never-answers")
        run = self.record(url, "--close", "1000:bye", "--close-timeout", "1s")
        self.assert_states(run, "open", "half-closed-local", "aborted")
        self.assert_ended(run, 3, "aborted", "us", "reset")
        self.assert_closes(run, sent=(1000, "bye"), received=None)
        self.assertEqual(run.outcome()["timedOut"], "close")
        self.assertEqual(run.event("timer-started", timer="close")["duration"], 1)
        run.event("timer-expired", timer="close")
        run.event("reset-sent")
        self.assertGreaterEqual(run.time_in("half-closed-local"), 1)
        self.assertEqual(self.raw.report(url, "frame")["code"], 1000)
        self.raw.report(url, "reset")

    def test_a_peer_that_never_ends_tcp_is_reset_after_the_close_timeout(self):
        url = self.raw.url("/tcp-open")
        run = self.record(url, "--close", "1000", "--close-timeout", "1s")
        self.assert_states(run, "open", "half-closed-local", "close-exchanged", "closed")
        self.assert_ended(run, 3, "closed", "us", "reset")
        self.assertEqual(run.outcome()["timedOut"], "close")
        run.event("timer-expired", timer="close")
        self.assertGreaterEqual(run.entered("closed") - run.entered("half-closed-local"), 1)
        self.raw.report(url, "reset")

    def test_our_direction_of_tcp_can_stay_open_after_the_peers_fin(self):
        url = self.raw.url("/tcp-open/200")
        run = self.record(url, "--close", "1000", "--close-timeout", "1s", "--tcp-end", "never")
        self.assert_states(run, "open", "half-closed-local", "close-exchanged", "closed")
        self.assert_ended(run, 3, "closed", "peer", "fin")
        self.assertEqual(run.outcome()["timedOut"], "close")
        self.assertEqual(run.events("fin-sent"), [])
        self.assertLess(run.event("fin-received")["t"], run.event("reset-sent")["t"])
        self.raw.report(url, "reset")

    def test_a_held_answer_keeps_the_link_half_closed_until_ws_gives_up(self):
        url = self.ws.url("/close/1001/held")
        run = self.record(url, "--reply-close", "hold")
        self.assert_states(run, "open", "half-closed-remote", "aborted")
        self.assertEqual((run.exit_code, run.outcome()["tcpEndedBy"]), (3, "peer"))
        self.assert_closes(run, sent=None, received=(1001, "held"))
        close, = run.frames("received", "close")
        self.assertEqual(run.entered("half-closed-remote"), close["t"])
        self.assertAlmostEqual(run.time_in("half-closed-remote"), 2.0, delta=0.1)
        self.assertEqual([frame["disposition"] for frame in run.frames("sent", "close")],
                         ["held", "dropped"])
        self.assertEqual(self.ws.report(url, "close")["code"], 1006)

    def test_a_close_that_is_never_answered_lasts_until_python_websockets_gives_up(self):
        url = self.websockets.url("/close/1001/held")
        run = self.record(url, "--reply-close", "never")
        self.assert_states(run, "open", "half-closed-remote", "aborted")
        self.assertEqual((run.exit_code, run.outcome()["tcpEndedBy"]), (3, "peer"))
        self.assertAlmostEqual(run.time_in("half-closed-remote"), 1.0, delta=0.1)
        self.assertEqual(run.frames("sent"), [])
        told = self.websockets.report(url, "close")
        self.assertEqual((told["code"], told["sent"], told["received"]),
                         (1006, {"code": 1001, "reason": "held"}, None))

    def test_a_text_that_is_no_utf8_fails_the_connection_with_1007(self):
        url = self.raw.url("/hex/8102c328")
        run = self.record(url)
        self.assertEqual(run.outcome()["sent"]["code"], 1007)
        text, = run.frames("received", "text")
        self.assertEqual(text["findings"], ["text-utf8"])
        self.assertEqual(run.event("protocol-failed")["code"], 1007)
        self.assertEqual(self.raw.report(url, "frame")["code"], 1007)

    def test_a_masked_frame_of_a_server_fails_the_connection_with_1002(self):
        url = self.raw.url("/hex/8182000000006869")
        run = self.record(url)
        self.assertEqual(run.outcome()["sent"]["code"], 1002)
        text, = run.frames("received", "text")
        self.assertEqual((text["findings"], text["text"]), (["server-masked"], "hi"))
        self.assertEqual(self.raw.report(url, "frame")["code"], 1002)


class EndingsOverWss(EndingsOverWs):
    tls = True


if __name__ == "__main__":
    unittest.main()
