# SPDX-License-Identifier: MIT
"""Proxies on the way out: Debian's Squid for CONNECT, Dante and microsocks for SOCKS5."""
import base64
import os
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from harness import PATIENCE, InteropTest, run_ajar

SQUID = """
http_port 127.0.0.1:{port}
pid_filename none
cache deny all
cache_log {folder}/cache.log
access_log none
netdb_filename none
pinger_enable off
shutdown_lifetime 0 seconds
hosts_file {folder}/hosts
dns_nameservers 127.0.0.1
dns_timeout 1 second
coredump_dir {folder}
visible_hostname squid.test
{user}
{authentication}
acl tunnels method CONNECT
acl forbidden port 9
http_access deny forbidden
http_access allow tunnels {who}
http_access deny all
"""

AUTHENTICATION = """
auth_param basic program /usr/lib/squid/basic_ncsa_auth {folder}/users
auth_param basic realm squid
acl known proxy_auth REQUIRED
"""

DANTE = """
logoutput: {folder}/dante.log
internal: 127.0.0.1 port = {port}
external: lo
clientmethod: none
socksmethod: none
user.unprivileged: {user}
client pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 }}
socks block {{ from: 127.0.0.0/8 to: 0.0.0.0/0 port = 9 }}
socks pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 }}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def basic(login):
    return base64.b64encode(login.encode()).decode()


class ProxyTest(InteropTest):
    """Starts one proxy for the class, with its files in a folder of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="ajar-proxy-")
        cls.addClassCleanup(folder.cleanup)
        cls.proxy_folder = Path(folder.name)
        cls.proxy_folder.chmod(0o777)  # as root the proxies become somebody else
        cls.port = free_port()
        cls.child = subprocess.Popen([str(word) for word in cls.prepare(cls.proxy_folder)],
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.stop_proxy)
        cls.wait_for_proxy()
        cls.ws = cls.start_ws(tls=False)
        cls.wss = cls.start_ws(tls=True)

    @classmethod
    def wait_for_proxy(cls):
        deadline = time.monotonic() + PATIENCE
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", cls.port)) == 0:
                    return
            assert cls.child.poll() is None and time.monotonic() < deadline, "\n".join(
                log.read_text() for log in cls.proxy_folder.glob("*.log"))
            time.sleep(0.05)

    @classmethod
    def stop_proxy(cls):
        cls.child.terminate()
        try:
            cls.child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            cls.child.kill()
            cls.child.wait()

    def through(self, login="", scheme="http"):
        return ["--proxy", f"{scheme}://{login}127.0.0.1:{self.port}"]

    def record_one(self, url, *options, **more):
        run = self.record(url, "--send", "hi", "--close", "1000", *options, **more)
        self.assertEqual(run.exit_code, 0, run.printed())
        return run

    def assert_tunnel(self, run, peer, url, scheme="http"):
        peer.report(url, "message")
        connected = run.event("proxy-connected")
        self.assertEqual(connected["proxy"], f"{scheme}://127.0.0.1:{self.port}")
        self.assertEqual(connected["target"], url.split("/")[2])
        self.assertEqual(run.event("tcp-connected")["port"], self.port)

    def assert_proxy_refused(self, run, *texts):
        self.assertEqual(run.exit_code, 2, run.printed())
        failed = run.event("handshake-failed")
        self.assertEqual(failed["kind"], "proxy", run.printed())
        for text in texts:
            self.assertIn(text, failed["text"])
        self.assertEqual(run.events("handshake-request"), [])


class SquidTest(ProxyTest):
    login = None

    @classmethod
    def prepare(cls, folder):
        (folder / "hosts").write_text("127.0.0.1 server.test xn--bcher-kva.test\n")
        if cls.login:
            user, password = cls.login.split(":")
            digest = subprocess.run(["openssl", "passwd", "-apr1", password], check=True, text=True,
                                    capture_output=True, timeout=PATIENCE).stdout
            (folder / "users").write_text(f"{user}:{digest}")
        config = folder / "squid.conf"
        config.write_text(SQUID.format(
            port=cls.port, folder=folder, who="known" if cls.login else "",
            user="cache_effective_user proxy" if os.getuid() == 0 else "",
            authentication=AUTHENTICATION.format(folder=folder) if cls.login else ""))
        return ["/usr/sbin/squid", "-N", "-f", config]


class OpenSquid(SquidTest):
    def test_a_tunnel_carries_ws(self):
        url = self.ws.url("/echo")
        self.assert_tunnel(self.record_one(url, *self.through()), self.ws, url)

    def test_a_tunnel_carries_wss_and_the_certificate_is_the_servers(self):
        url = self.wss.url("/echo")
        run = self.record_one(url, *self.through())
        self.assert_tunnel(run, self.wss, url)
        self.assertTrue(run.event("tls-established")["verified"])
        self.assertEqual(run.header()["connections"][0]["options"]["proxy"],
                         f"http://127.0.0.1:{self.port}")

    def test_the_proxy_resolves_the_name(self):
        url = self.ws.url("/echo", "server.test")
        self.assert_tunnel(self.record_one(url, *self.through()), self.ws, url)

    def test_70_an_idn_is_sent_as_an_a_label(self):
        url = self.wss.url("/echo", "bücher.test")
        run = self.record(url, "--insecure", "--close", "1000", *self.through())
        self.assertEqual(run.exit_code, 0, run.printed())
        self.assertEqual(run.event("proxy-connected")["target"],
                         f"xn--bcher-kva.test:{self.wss.port}")
        self.assertEqual(run.event("tls-established")["sni"], "xn--bcher-kva.test")
        self.assertEqual(self.wss.report(url, "tls")["sni"], "xn--bcher-kva.test")

    def test_a_port_that_is_forbidden_is_a_refusal_of_the_proxy(self):
        run = self.record("ws://127.0.0.1:9/", *self.through())
        self.assert_proxy_refused(run, "answered \"HTTP/1.1 403 Forbidden\"",
                                  "does not allow a tunnel to 127.0.0.1:9")

    def test_a_server_that_is_not_there_is_a_refusal_of_the_proxy(self):
        run = self.record(f"ws://127.0.0.1:{free_port()}/", *self.through(), timeout=60)
        self.assert_proxy_refused(run, "HTTP/1.1 503 Service Unavailable")

    def test_a_name_that_is_not_known_is_a_refusal_of_the_proxy(self):
        run = self.record("ws://no-such-host.invalid/", *self.through(), "--handshake-timeout",
                          "60s", timeout=90)
        self.assert_proxy_refused(run, "instead of opening a tunnel to no-such-host.invalid:80")

    def test_socks_to_squid_is_no_socks(self):
        run = self.record(self.ws.url("/echo"), *self.through(scheme="socks5"),
                          "--handshake-timeout", "5s")
        self.assertEqual(run.exit_code, 2)
        self.assertIn(run.event("handshake-failed")["kind"], ("proxy", "timeout"))

    def test_91_the_server_ends_tcp_and_squid_passes_it_on(self):
        run = self.record(self.ws.url("/fin"), *self.through())
        self.assert_ended(run, 3, "aborted", "peer", "fin")

    def test_the_environment_is_asked(self):
        url = self.ws.url("/echo", "server.test")
        name = f"http://127.0.0.1:{self.port}"
        run = self.record_one(url, variables={"http_proxy": name})
        self.assert_tunnel(run, self.ws, url)
        self.assertNotIn("proxy", run.header()["connections"][0]["options"])
        url = self.wss.url("/echo", "server.test")
        run = self.record_one(url, "--insecure", variables={"https_proxy": name})
        self.assert_tunnel(run, self.wss, url)

    def test_the_environment_has_exceptions(self):
        name = f"http://127.0.0.1:{self.port}"
        for variables, options in (({"http_proxy": name, "no_proxy": "server.test"}, []),
                                   ({"http_proxy": name}, ["--proxy", "none"])):
            run = self.record(self.ws.url("/echo", "server.test"), *options,
                              "--handshake-timeout", "60s", timeout=90, variables=variables)
            self.assertEqual(run.event("handshake-failed")["kind"], "dns", run.printed())

    def test_loopback_is_never_sent_through_the_systems_proxy(self):
        for host in ("127.0.0.1", "localhost"):
            run = self.record_one(self.ws.url("/echo", host),
                                  variables={"http_proxy": "http://127.0.0.1:9",
                                             "all_proxy": "http://127.0.0.1:9"})
            self.assertEqual(run.events("proxy-connected"), [])


class SquidThatDies(SquidTest):
    def test_91_the_proxy_dies_and_the_end_of_tcp_is_recorded(self):
        url = self.ws.url("/echo")
        run = self.start_recording(url, "--send", "hi", *self.through())
        self.ws.report(url, "message")
        self.child.kill()
        run.finish()
        self.check(run)
        self.assertEqual((run.exit_code, run.outcome()["state"]), (3, "aborted"), run.printed())
        self.assertIn(run.outcome()["tcpEnd"], ("fin", "reset"))
        run = self.record(self.ws.url("/echo"), *self.through())
        self.assert_proxy_refused(run, "the proxy can't be used", "nothing listens there")


class SquidWithUsers(SquidTest):
    login = "ann:s3cret"

    def assert_no_secret(self, run, password="s3cret"):
        """Not even in the session file."""
        stored = run.file.read_bytes() + run.printed().encode()
        for secret in (password, basic(f"ann:{password}")):
            self.assertNotIn(secret.encode(), stored)

    def test_without_credentials_it_refuses(self):
        run = self.record(self.ws.url("/echo"), *self.through())
        self.assert_proxy_refused(run, "407 Proxy Authentication Required",
                                  "it wants a user and a password")

    def test_wrong_credentials_are_refused(self):
        run = self.record(self.ws.url("/echo"), *self.through("ann:wr0ng@"))
        self.assert_proxy_refused(run, "does not accept the user and password it was given")
        self.assert_no_secret(run, "wr0ng")

    def test_right_ones_open_a_tunnel_and_are_nowhere_recorded(self):
        url = self.ws.url("/echo")
        run = self.record_one(url, *self.through("ann:s3cret@"))
        self.assert_tunnel(run, self.ws, url)
        self.assert_no_secret(run)
        headers = self.ws.report(url, "open")["headers"]
        self.assertNotIn("proxy-authorization", headers)

    def test_those_of_the_environment_are_used_too(self):
        url = self.ws.url("/echo", "server.test")
        run = self.record_one(
            url, variables={"http_proxy": f"http://ann:s3cret@127.0.0.1:{self.port}"})
        self.assert_tunnel(run, self.ws, url)
        self.assert_no_secret(run)


class Dante(ProxyTest):
    @classmethod
    def prepare(cls, folder):
        config = folder / "danted.conf"
        user = "nobody" if os.getuid() == 0 else subprocess.run(
            ["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()
        config.write_text(DANTE.format(port=cls.port, folder=folder, user=user))
        return ["/usr/sbin/danted", "-f", config, "-p", folder / "danted.pid", "-N", "1"]

    def through(self, login="", scheme="socks5"):
        return super().through(login, scheme)

    def test_a_tunnel_carries_ws(self):
        for scheme in ("socks5", "socks5h"):
            url = self.ws.url("/echo")
            run = self.record_one(url, *self.through(scheme=scheme))
            self.assert_tunnel(run, self.ws, url, "socks5")

    def test_a_tunnel_carries_wss(self):
        url = self.wss.url("/echo")
        self.assert_tunnel(self.record_one(url, *self.through()), self.wss, url, "socks5")

    def test_the_proxy_resolves_the_name(self):
        url = self.ws.url("/echo", "localhost")
        self.assert_tunnel(self.record_one(url, *self.through()), self.ws, url, "socks5")

    def test_what_its_rules_forbid_is_a_refusal_of_the_proxy(self):
        run = self.record("ws://127.0.0.1:9/", *self.through())
        self.assert_proxy_refused(run, "answered with code 2",
                                  "its rules do not allow the connection")

    def test_a_server_that_is_not_there_is_a_refusal_of_the_proxy(self):
        run = self.record(f"ws://127.0.0.1:{free_port()}/", *self.through())
        self.assert_proxy_refused(run, "answered with code 5",
                                  "the server refused the TCP connection")

    def test_connect_to_dante_is_no_http(self):
        run = self.record(self.ws.url("/echo"), *self.through(scheme="http"))
        self.assert_proxy_refused(run, "the proxy http://127.0.0.1:")


class Microsocks(ProxyTest):
    @classmethod
    def prepare(cls, folder):
        return ["microsocks", "-i", "127.0.0.1", "-p", cls.port, "-u", "ann", "-P", "s3cret"]

    def through(self, login="", scheme="socks5"):
        return super().through(login, scheme)

    def test_right_credentials_open_a_tunnel_and_are_nowhere_recorded(self):
        for peer in (self.ws, self.wss):
            url = peer.url("/echo")
            run = self.record_one(url, *self.through("ann:s3cret@"))
            self.assert_tunnel(run, peer, url, "socks5")
            self.assertNotIn(b"s3cret", run.file.read_bytes())
            exported = run_ajar("export", run.file, "--to", "jsonl", "--with-secrets", "-o", "-")
            self.assertNotIn("s3cret", exported.stdout)

    def test_without_credentials_it_refuses(self):
        run = self.record(self.ws.url("/echo"), *self.through())
        self.assert_proxy_refused(run, "wants credentials: it lets nobody in without")

    def test_wrong_ones_are_refused(self):
        run = self.record(self.ws.url("/echo"), *self.through("ann:wr0ng@"))
        self.assert_proxy_refused(run, "the proxy socks5://127.0.0.1:")
        self.assertNotIn(b"wr0ng", run.file.read_bytes())


if __name__ == "__main__":
    unittest.main()
