# SPDX-License-Identifier: MIT
"""What takes as long as the peer's own timers, at their full length. Over ws and wss at once; each
class is a CTest test of its own, so that they wait side by side."""
import unittest

from harness import InteropTest


class SlowTest(InteropTest):
    def record_over_both(self, path, *options, peers, timeout):
        """[(recording, peer, url)] over ws and over wss, which run at the same time."""
        started = []
        for peer in peers:
            url = peer.url(path)
            started.append((self.start_recording(url, *options), peer, url))
        for recording, _, _ in started:
            self.check(recording.finish(timeout))
        return started


class HeldCloseWithWs(SlowTest):
    def test_the_link_stays_half_closed_until_ws_gives_up_after_30_s(self):
        peers = [self.start_ws(tls=tls) for tls in (False, True)]
        for run, peer, url in self.record_over_both("/close/1001/held", "--reply-close", "hold",
                                                    peers=peers, timeout=60):
            with self.subTest(url=url):
                self.assert_states(run, "open", "half-closed-remote", "aborted")
                close, = run.frames("received", "close")
                self.assertEqual(run.entered("half-closed-remote"), close["t"])
                self.assertAlmostEqual(run.time_in("half-closed-remote"), 30.0, delta=0.1)
                self.assertAlmostEqual(run.outcome()["halfClosedFor"], 30.0, delta=0.1)
                self.assertEqual((run.exit_code, run.outcome()["tcpEndedBy"]), (3, "peer"))
                self.assertEqual(run.outcome()["timedOut"], None)
                self.assertEqual(peer.report(url, "close")["code"], 1006)


class HeldCloseWithPythonWebsockets(SlowTest):
    def test_the_link_stays_half_closed_until_websockets_gives_up_after_10_s(self):
        # After 10 s without a Close it sends FIN; over TLS close_notify, and waits for ours.
        peers = [self.start_websockets(tls=tls) for tls in (False, True)]
        for run, peer, url in self.record_over_both("/close/1001/held", "--reply-close", "hold",
                                                    peers=peers, timeout=60):
            with self.subTest(url=url):
                self.assert_states(run, "open", "half-closed-remote", "aborted")
                self.assertAlmostEqual(run.time_in("half-closed-remote"), 10.0, delta=0.1)
                self.assertEqual((run.exit_code, run.outcome()["tcpEndedBy"]), (3, "peer"))
                told = peer.report(url, "close", timeout=30)
                self.assertEqual((told["code"], told["received"]), (1006, None))


class UnansweredClose(SlowTest):
    def test_we_reset_tcp_30_s_after_our_close(self):
        peers = [self.start_raw(tls=tls) for tls in (False, True)]
        for run, peer, url in self.record_over_both("/never-answers", "--close", "1000:bye",
                                                    peers=peers, timeout=60):
            with self.subTest(url=url):
                self.assert_states(run, "open", "half-closed-local", "aborted")
                self.assert_ended(run, 3, "aborted", "us", "reset")
                self.assertEqual(run.event("timer-started", timer="close")["duration"], 30)
                run.event("timer-expired", timer="close")
                self.assertAlmostEqual(run.time_in("half-closed-local"), 30.0, delta=0.1)
                self.assertEqual(run.outcome()["timedOut"], "close")
                peer.report(url, "reset")


class WithheldPong(SlowTest):
    def test_python_websockets_closes_with_1011_40_s_after_it_opened(self):
        peers = [self.start_websockets(tls=tls) for tls in (False, True)]
        for run, peer, url in self.record_over_both("/listen", "--reply-ping", "never",
                                                    peers=peers, timeout=90):
            with self.subTest(url=url):
                pings = run.frames("received", "ping")
                self.assertGreaterEqual(len(pings), 1)
                self.assertEqual(run.frames("sent", "pong"), [])
                opened = run.entered("open")
                self.assertAlmostEqual(pings[0]["t"] - opened, 20.0, delta=0.1)
                close, = run.frames("received", "close")
                self.assertAlmostEqual(close["t"] - opened, 40.0, delta=0.1)
                self.assertEqual(close["close"], {"code": 1011, "reason": "keepalive ping timeout"})
                self.assertEqual(peer.report(url, "close")["sent"],
                                 {"code": 1011, "reason": "keepalive ping timeout"})


class AnsweredPings(SlowTest):
    def test_the_link_stays_open_past_40_s_when_pings_are_answered(self):
        peers = [self.start_websockets(tls=tls) for tls in (False, True)]
        for run, peer, url in self.record_over_both("/listen", "--close-after", "45s",
                                                    peers=peers, timeout=90):
            with self.subTest(url=url):
                self.assertEqual(run.exit_code, 0, run.printed())
                pings = run.payloads("received", "ping")
                self.assertEqual(len(pings), 2, run.printed())
                self.assertEqual(run.payloads("sent", "pong"), pings)
                self.assertEqual(peer.report(url, "close")["code"], 1000)


if __name__ == "__main__":
    unittest.main()
