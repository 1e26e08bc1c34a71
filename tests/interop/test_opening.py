# SPDX-License-Identifier: MIT
"""What leads to a WebSocket: credentials, cookies, redirections, Unix sockets, limits."""
import base64
import json
import subprocess
import unittest
from urllib.parse import quote

from harness import PATIENCE, InteropTest, run_ajar

SECRETS = ("s3cret-of-mine", "cookie-of-mine", "key-of-mine")


def basic(login):
    return "Basic " + base64.b64encode(login.encode()).decode()


def refused(test, run, kind):
    test.assertEqual(run.exit_code, 2, run.printed())
    failed = run.event("handshake-failed")
    test.assertEqual(failed["kind"], kind, run.printed())
    return failed


class OpeningTest(InteropTest):
    def record_one(self, url, *options, **more):
        """A recording that is open for one Close, and ends cleanly."""
        run = self.record(url, "--close", "1000", *options, **more)
        self.assertEqual(run.exit_code, 0, run.printed())
        return run


class Credentials(OpeningTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()

    def headers(self, *options, login=""):
        url = self.ws.url("/echo")
        run = self.record_one(url.replace("://", f"://{login}"), *options)
        return run, self.ws.report(url, "open")["headers"]

    def test_a_user_and_password_are_sent_as_basic(self):
        _, headers = self.headers("--user", "ann:b:c")
        self.assertEqual(headers["authorization"], basic("ann:b:c"))

    def test_a_bearer_token_is_sent(self):
        _, headers = self.headers("--bearer", "t0k.en==")
        self.assertEqual(headers["authorization"], "Bearer t0k.en==")

    def test_cookies_are_sent_as_one_field(self):
        _, headers = self.headers("--cookie", "a=b", "--cookie", "c=d")
        self.assertEqual(headers["cookie"], "a=b; c=d")

    def test_userinfo_of_the_url_is_sent_as_basic_and_not_recorded_with_the_url(self):
        run, headers = self.headers(login="ann:s3cret-of-mine@")
        self.assertEqual(headers["authorization"], basic("ann:s3cret-of-mine"))
        self.assertNotIn("ann", run.header()["connections"][0]["url"])
        self.assertEqual(run.header()["connections"][0]["options"]["login"], "basic")
        # As sent it is on this screen and in the session file, and in no export.
        self.assertIn(basic("ann:s3cret-of-mine"), run.event("handshake-request")["raw"])
        for form in ("jsonl", "text"):
            exported = run_ajar("export", run.file, "--to", form, "-o", "-")
            self.assertEqual(exported.returncode, 0)
            for secret in ("s3cret-of-mine", basic("ann:s3cret-of-mine").split()[1]):
                self.assertNotIn(secret, exported.stdout)
        exported = run_ajar("export", run.file, "--to", "jsonl", "--with-secrets", "-o", "-")
        self.assertIn(basic("ann:s3cret-of-mine"), exported.stdout)

    def test_wrong_usage_is_told_without_the_secret(self):
        for options in (["--user", "ann:s3cret-of-mine", "--bearer", "s3cret-of-mine"],
                        ["--bearer", "s3cret-of-mine\r\nX: y"], ["--cookie", "s3cret-of-mine"],
                        ["--proxy", "ftp://ann:s3cret-of-mine@x"], ["--header", "s3cret-of-mine"]):
            with self.subTest(options[0]):
                run = run_ajar("record", "ws://127.0.0.1:1", *options)
                self.assertEqual(run.returncode, 1, run.stderr)
                self.assertIn(options[-2], run.stderr)
                self.assertNotIn("s3cret-of-mine", run.stderr)


class Redirections(OpeningTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()
        cls.other = cls.start_ws()

    @staticmethod
    def secrets():
        return ["--user", f"ann:{SECRETS[0]}", "--cookie", f"sid={SECRETS[1]}",
                "--header", f"X-Api-Key: {SECRETS[2]}", "--header", "User-Agent: probe"]

    def redirecting(self, location, status=302):
        return self.ws.url(f"/redirect/{status}/{quote(location, safe='')}")

    def test_07_redirections_are_followed_on_request(self):
        for status in (301, 302, 303, 307, 308):
            with self.subTest(status=status):
                target = self.other.url("/echo")
                run = self.record_one(self.redirecting(target, status), "--follow")
                turned = run.event("redirected")
                self.assertEqual((turned["status"], turned["location"], turned["sameOrigin"]),
                                 (status, target, False))
                self.assertEqual(len(run.events("handshake-request")), 2)
                self.other.report(target, "close")

    def test_07_http_and_https_locations_count_as_ws_and_wss(self):
        target = self.other.url("/echo")
        self.record_one(self.redirecting(target.replace("ws://", "http://")), "--follow")
        self.other.report(target, "open")

    def test_07_without_a_request_it_is_shown(self):
        target = self.other.url("/echo")
        run = self.record(self.redirecting(target))
        failed = refused(self, run, "status")
        self.assertEqual((failed["status"], failed["location"]), (302, target))
        self.assertIn(f"it redirects to {target}", failed["text"])
        self.assertEqual(self.other.reports(target, "open"), [])

    def test_07_a_relative_location_keeps_the_credentials(self):
        url = self.ws.url("/chain/1")
        run = self.record_one(url, "--follow", *self.secrets())
        self.assertTrue(run.event("redirected")["sameOrigin"])
        headers = self.ws.report(url, "open")["headers"]
        self.assertEqual(headers["authorization"], basic(f"ann:{SECRETS[0]}"))
        self.assertEqual((headers["cookie"], headers["x-api-key"]),
                         (f"sid={SECRETS[1]}", SECRETS[2]))

    def test_07_another_origin_gets_no_secret(self):
        target = self.other.url("/echo")
        self.record_one(self.redirecting(target), "--follow", *self.secrets())
        headers = self.other.report(target, "open")["headers"]
        self.assertEqual(headers["user-agent"], "probe")
        for secret in (*SECRETS, "authorization", "cookie", basic(f"ann:{SECRETS[0]}")):
            self.assertNotIn(secret, json.dumps(headers))

    def test_07_five_are_followed_and_no_more(self):
        self.assertEqual(len(self.record_one(self.ws.url("/chain/5"), "--follow")
                             .events("redirected")), 5)
        failed = refused(self, self.record(self.ws.url("/chain/6"), "--follow"), "redirect")
        self.assertIn("after 5 redirections", failed["text"])

    def test_07_the_limit_can_be_set(self):
        for options in (["--follow", "7"], ["--follow=7"]):
            run = self.record_one(self.ws.url("/chain/7"), *options)
            self.assertEqual(run.header()["connections"][0]["options"]["maxRedirects"], 7)
        refused(self, self.record(self.ws.url("/chain/2"), "--follow", "1"), "redirect")

    def test_07_a_loop_is_seen(self):
        run = self.record(self.redirecting("?case=again"), "--follow", "9")
        self.assertIn("go round in a circle", refused(self, run, "redirect")["text"])
        self.assertEqual(len(run.events("redirected")), 1)

    def test_07_a_location_that_leads_nowhere_is_told(self):
        for location in ("mailto:a@b", "ws://", ""):
            with self.subTest(location):
                run = self.record(self.ws.url(f"/redirect/302/{quote(location, safe='')}"),
                                  "--follow")
                self.assertIn("Location", refused(self, run, "redirect")["text"])


class UnixSockets(OpeningTest):
    def test_a_unix_socket_is_written_as_ws_has_it(self):
        path = self.folder / "chat.sock"
        server = self.start_ws("--unix", path)
        run = self.record_one(f"ws+unix://{path}:/echo?case=unix", "--send", "hi")
        self.assertEqual(server.report("case=unix", "message")["text"], "hi")
        self.assertEqual(run.event("tcp-connected")["address"], str(path))
        self.assertEqual(run.header()["connections"][0]["url"],
                         f"ws+unix://{path}:/echo?case=unix")
        self.assertEqual(run.outcome()["tcpEnd"], "fin")

    def test_a_socket_that_is_not_there_is_refused(self):
        failed = refused(self, self.record(f"ws+unix://{self.folder}/none.sock"), "connect")
        self.assertIn("No such file", failed["text"])


class Limits(OpeningTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()

    def test_13_the_largest_head_can_be_set(self):
        run = self.record(self.ws.url("/echo"), "--max-header-bytes", "60")
        refused(self, run, "head")
        limit = run.event("limit-reached")
        self.assertEqual((limit["limit"], limit["value"]), ("header-bytes", 60))
        self.record_one(self.ws.url("/echo"), "--max-header-bytes", "1000")

    def test_14_the_most_fields_can_be_set(self):
        run = self.record(self.ws.url("/echo"), "--max-headers", "2")
        refused(self, run, "head")
        limit = run.event("limit-reached")
        self.assertEqual((limit["limit"], limit["value"]), ("headers", 2))

    def test_wrong_numbers_are_wrong_usage(self):
        for option, value in (("--max-headers", "0"), ("--max-headers", "x"), ("--follow", "99"),
                              ("--max-header-bytes", "-1")):
            run = run_ajar("record", "ws://127.0.0.1:1", f"{option}={value}")
            self.assertEqual(run.returncode, 1)
            self.assertIn(option, run.stderr)


class SlowNames(OpeningTest):
    """A resolver that hangs, made of a library that is loaded before the system's."""

    SOURCE = """
        #include <unistd.h>
        int getaddrinfo(const char *n, const char *s, const void *h, void **r)
        { (void)n; (void)s; (void)h; (void)r; sleep(30); return -2; }
    """

    def test_81_a_resolver_that_hangs_is_not_waited_for(self):
        library = self.folder / "slow.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-o", library, "-"], check=True,
                       input=self.SOURCE, text=True, timeout=PATIENCE)
        # It ends long before the resolver does, although the program has to be loaded, too.
        run = self.record("ws://slow.test/", "--handshake-timeout", "500ms", timeout=PATIENCE,
                          variables={"LD_PRELOAD": str(library),
                                     "ASAN_OPTIONS": "verify_asan_link_order=0"})
        failed = refused(self, run, "timeout")
        self.assertIn('the name "slow.test" was being resolved', failed["text"])


if __name__ == "__main__":
    unittest.main()
