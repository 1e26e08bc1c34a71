# SPDX-License-Identifier: MIT
"""Opening handshakes that fail: what is recorded, and that the exit code is 2."""
import socket
import unittest

from harness import InteropTest


class RefusalTest(InteropTest):
    def assert_refused(self, run, *kinds):
        """The event that says why; its kind must be one of `kinds`."""
        self.assertEqual(run.exit_code, 2, run.printed())
        self.assert_states(run, "refused")
        failed = run.event("handshake-failed")
        self.assertIn(failed["kind"], kinds, run.printed())
        self.assertTrue(failed["text"])
        self.assertIn(failed["text"], run.outcome()["summary"])
        self.assertEqual(run.frames(), [])
        return failed


class Unreachable(RefusalTest):
    def test_nothing_listens_there(self):
        with socket.socket() as bound:  # bound and not listening: nobody else gets the port
            bound.bind(("127.0.0.1", 0))
            run = self.record(f"ws://127.0.0.1:{bound.getsockname()[1]}/")
        self.assert_refused(run, "connect")

    def test_the_name_is_not_known(self):
        run = self.record("ws://no-such-host.invalid/", "--handshake-timeout", "60s", timeout=60)
        self.assertIn("no-such-host.invalid", self.assert_refused(run, "dns")["text"])


class RefusedOverWs(RefusalTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()
        cls.raw = cls.start_raw()

    def test_401_from_node_is_recorded_with_its_headers_and_body(self):
        run = self.record(self.ws.url("/refuse/401"))
        failed = self.assert_refused(run, "status")
        self.assertEqual((failed["status"], failed["body"]), (401, "this is the body of a 401\n"))
        response = run.event("handshake-response")
        self.assertEqual(response["status"], 401)
        self.assertIn('WWW-Authenticate: Basic realm="ajar"\r\n', response["raw"])

    def test_a_redirection_is_shown_and_not_followed(self):
        url = self.ws.url("/refuse/301")
        run = self.record(url)
        self.assertEqual(self.assert_refused(run, "status")["status"], 301)
        self.assertIn("Location: /elsewhere\r\n", run.event("handshake-response")["raw"])
        self.assertEqual(len(run.events("handshake-request")), 1)

    def test_500_is_recorded_with_its_body(self):
        run = self.record(self.ws.url("/refuse/500"))
        failed = self.assert_refused(run, "status")
        self.assertEqual((failed["status"], failed["body"]), (500, "this is the body of a 500\n"))

    def test_a_refusal_is_recorded_also_when_the_peer_keeps_tcp_open(self):
        for status in (403, 503):
            with self.subTest(status=status):
                run = self.record(self.raw.url(f"/status/{status}"), "--handshake-timeout", "15s")
                failed = self.assert_refused(run, "status")
                self.assertEqual((failed["status"], failed["body"]),
                                 (status, f"this is the body of a {status}\n"))
                self.assertIn("X-Peer: raw\r\n", run.event("handshake-response")["raw"])

    def test_a_wrong_accept_field_is_refused(self):
        run = self.record(self.raw.url("/wrong-accept"))
        self.assertIn("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                      self.assert_refused(run, "accept-wrong")["text"])

    def test_what_is_no_http_is_refused(self):
        run = self.record(self.raw.url("/not-http"))
        self.assert_refused(run, "not-http")
        self.assertIn("220 mail.example ESMTP", run.printed())

    def test_a_peer_that_says_nothing_is_given_up_after_the_handshake_timeout(self):
        run = self.record(self.raw.url("/stalls"), "--handshake-timeout", "500ms")
        failed = self.assert_refused(run, "timeout")
        self.assertEqual(run.event("timer-started", timer="handshake")["duration"], 0.5)
        run.event("timer-expired", timer="handshake")
        self.assertGreaterEqual(failed["t"] - run.event("timer-started")["t"], 0.5)
        self.assertEqual(run.outcome()["timedOut"], "handshake")


class RefusedOverWss(RefusedOverWs):
    tls = True

    def test_a_peer_that_never_answers_the_tls_handshake_is_given_up(self):
        plain = self.start_raw(tls=False)
        run = self.record(plain.url("/echo").replace("ws:", "wss:"), "--handshake-timeout", "500ms")
        self.assert_refused(run, "timeout")
        self.assertEqual(run.events("tls-established"), [])

    def test_the_end_of_the_program_waits_for_tls_that_is_being_set_up(self):
        plain = self.start_raw(tls=False)
        for milliseconds in range(1, 41, 3):
            with self.subTest(milliseconds=milliseconds):
                run = self.record(plain.url("/echo").replace("ws:", "wss:"),
                                  "--handshake-timeout", f"{milliseconds}ms")
                self.assert_refused(run, "timeout")


class Trust(RefusalTest):
    tls = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ours = cls.start_ws()
        cls.self_signed = cls.start_ws(certificate="self-signed")
        cls.other_name = cls.start_ws(certificate="other-name")

    def assert_certificate_refused(self, run):
        self.assert_refused(run, "tls")
        self.assertEqual(run.events("handshake-request"), [], "nothing may be said to that peer")

    def test_an_authority_that_is_not_known_is_refused(self):
        run = self.record(self.ours.url("/echo"), "--close", "1000", trust=None)
        self.assert_certificate_refused(run)

    def test_a_self_signed_certificate_is_refused(self):
        run = self.record(self.self_signed.url("/echo"), "--close", "1000")
        self.assert_certificate_refused(run)

    def test_a_certificate_for_another_name_is_refused(self):
        run = self.record(self.other_name.url("/echo"), "--close", "1000")
        self.assert_certificate_refused(run)

    def test_a_certificate_is_accepted_as_its_own_authority_when_the_user_says_so(self):
        run = self.record(self.self_signed.url("/echo"), "--close", "1000",
                          trust=self.certificates / "self-signed.pem")
        self.assertEqual(run.exit_code, 0, run.printed())
        self.assertIs(run.event("tls-established")["verified"], True)

    def test_insecure_accepts_any_certificate_and_the_record_says_so(self):
        for peer in (self.ours, self.self_signed, self.other_name):
            run = self.record(peer.url("/echo"), "--insecure", "--send", "hi", "--close", "1000",
                              trust=None)
            self.assertEqual(run.exit_code, 0, run.printed())
            self.assertEqual(run.texts("received"), ["hi"])
            shown = run.event("tls-established")
            self.assertIs(shown["verified"], False)
            self.assertTrue(shown["problem"])
            self.assertIs(run.header()["connections"][0]["options"]["insecure"], True)

    def test_tls_to_a_peer_that_speaks_none_is_refused(self):
        plain = self.start_ws(tls=False)
        run = self.record(plain.url("/echo").replace("ws:", "wss:"), "--close", "1000")
        self.assert_refused(run, "tls")

    def test_a_peer_that_wants_tls_is_refused_over_ws(self):
        run = self.record(self.ours.url("/echo").replace("wss:", "ws:"), "--close", "1000")
        self.assert_refused(run, "not-http", "eof", "reset", "status")


if __name__ == "__main__":
    unittest.main()
