# SPDX-License-Identifier: MIT
"""Each close code that may be sent, in both directions, beside what the peer's API reports."""
import unittest
from concurrent.futures import ThreadPoolExecutor

from harness import InteropTest, run_ajar

CODES = [*range(1000, 1004), *range(1007, 1015), 3000, 4999]


class CloseCodesWithWs(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peer = cls.start_peer()

    @classmethod
    def start_peer(cls):
        return cls.start_ws()

    def record_each(self, path, options):
        """{code: (recording, what the peer's API reports)}, a few at a time."""
        def one(code):
            url = self.peer.url(path(code))
            return code, (self.record(url, *options(code)), self.peer.report(url, "close"))
        with ThreadPoolExecutor(4) as pool:
            return dict(pool.map(one, CODES))

    def assert_code_passed(self, code, reason, run, told):
        self.assert_closes(run, sent=(code, reason), received=(code, reason))
        self.assertEqual((told["code"], told["reason"]), (code, reason))
        self.assertEqual((run.exit_code, run.outcome()["reportedCode"]), (0, code))
        for frame in run.frames():
            # Only a client has a use for 1010 (RFC 6455 7.4.1).
            odd = code == 1010 and frame["direction"] == "received"
            self.assertEqual(frame["findings"], ["close-code-1010-server"] if odd else [])

    def test_each_code_of_the_peer_is_answered_with_itself(self):
        runs = self.record_each(lambda code: f"/close/{code}/because", lambda code: ())
        for code, (run, told) in runs.items():
            with self.subTest(code=code):
                self.assert_code_passed(code, "because", run, told)
                self.assertEqual(run.outcome()["firstClose"], "peer")

    def test_each_code_of_ours_is_repeated_by_the_peer(self):
        runs = self.record_each(lambda code: "/echo", lambda code: ("--close", f"{code}:because"))
        for code, (run, told) in runs.items():
            with self.subTest(code=code):
                self.assert_code_passed(code, "because", run, told)
                self.assertEqual(run.outcome()["firstClose"], "us")


class CloseCodesWithWsOverTls(CloseCodesWithWs):
    tls = True


class CloseCodesWithPythonWebsockets(CloseCodesWithWs):
    @classmethod
    def start_peer(cls):
        return cls.start_websockets()


class CloseCodesWithPythonWebsocketsOverTls(CloseCodesWithPythonWebsockets):
    tls = True


class ForbiddenCodes(InteropTest):
    """Codes that no end may send, from a raw peer: each is recorded as it came and answered 1002."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.raw = cls.start_raw()

    def test_each_is_a_finding_and_is_answered_with_1002(self):
        for code, finding in ((0, "close-code-below-1000"), (999, "close-code-below-1000"),
                              (1005, "close-code-never-sent"), (1006, "close-code-never-sent"),
                              (1015, "close-code-never-sent"), (1004, "close-code-1004"),
                              (1016, "close-code-unassigned"), (2999, "close-code-unassigned"),
                              (5000, "close-code-5000"), (65535, "close-code-5000")):
            with self.subTest(code=code):
                run = self.record(self.raw.url(f"/hex/8802{code:04x}"))
                self.assert_closes(run, sent=(1002, ""), received=(code, ""))
                close, = run.frames("received", "close")
                self.assertEqual(close["findings"], [finding])
                self.assertEqual(run.event("protocol-failed")["code"], 1002)

    def test_a_close_body_of_one_byte_is_answered_with_1002(self):
        run = self.record(self.raw.url("/hex/880103"))
        self.assert_closes(run, sent=(1002, ""), received=(None, ""))
        close, = run.frames("received", "close")
        self.assertEqual(close["findings"], ["close-body-length"])

    def test_a_reason_that_is_no_utf8_is_answered_with_1007(self):
        run = self.record(self.raw.url("/hex/880403e8c328"))
        self.assertEqual(run.outcome()["sent"]["code"], 1007)
        close, = run.frames("received", "close")
        self.assertEqual(close["findings"], ["close-reason-utf8"])

    def test_the_command_line_takes_no_code_that_may_not_be_sent(self):
        for code in ("0", "999", "1004", "1005", "1006", "1015", "5000", "x"):
            with self.subTest(code=code):
                done = run_ajar("record", self.raw.url("/hex/"), "-o", self.folder / "none.ajar",
                                "--close", code)
                self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main()
