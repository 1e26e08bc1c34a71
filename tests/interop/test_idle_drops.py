# SPDX-License-Identifier: MIT
"""Proxies that drop idle connections: Debian's nginx, HAProxy and lighttpd in front of ws, their limits
set short. The verdict says how long it had been idle, and whose silence it was."""
import json
import re
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from harness import InteropTest, PATIENCE, run_ajar

NGINX = """
daemon off;
master_process off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{upstream};
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
            proxy_read_timeout {limit}s;
        }}
    }}
}}
"""

HAPROXY = """
defaults
    mode http
    timeout connect 5s
    timeout client {limit}s
    timeout server {limit}s
frontend door
    bind 127.0.0.1:{port}
    default_backend peers
backend peers
    server ws 127.0.0.1:{upstream}
"""

LIGHTTPD = """
server.modules = ("mod_proxy")
server.document-root = "{folder}"
server.bind = "127.0.0.1"
server.port = {port}
server.pid-file = "{folder}/lighttpd.pid"
server.errorlog = "{folder}/error.log"
server.upload-dirs = ("{folder}")
server.max-read-idle = {limit}
proxy.server = ("" => (("host" => "127.0.0.1", "port" => {upstream})))
proxy.header = ("upgrade" => "enable")
"""

PROGRAMS = {
    "nginx": (NGINX, lambda file, folder: ["/usr/sbin/nginx", "-p", folder, "-c", file,
                                           "-e", f"{folder}/error.log"]),
    "haproxy": (HAPROXY, lambda file, folder: ["/usr/sbin/haproxy", "-f", file]),
    "lighttpd": (LIGHTTPD, lambda file, folder: ["/usr/sbin/lighttpd", "-D", "-f", file]),
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class ProxyTest(InteropTest):
    """Starts one proxy for the class, with its files in a folder of its own."""

    program = None
    limit = 2  # seconds

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.program is None:
            raise unittest.SkipTest("the tests are in the subclasses")
        cls.ws = cls.start_ws()
        folder = tempfile.TemporaryDirectory(prefix="ajar-proxy-")
        cls.addClassCleanup(folder.cleanup)
        text, command = PROGRAMS[cls.program]
        cls.port = free_port()
        file = Path(folder.name) / "proxy.conf"
        file.write_text(text.format(folder=folder.name, port=cls.port, upstream=cls.ws.port,
                                    limit=cls.limit), encoding="utf-8")
        log = open(Path(folder.name) / "output.log", "w+", encoding="utf-8")
        cls.addClassCleanup(log.close)
        proxy = subprocess.Popen(command(str(file), folder.name), stdin=subprocess.DEVNULL,
                                 stdout=log, stderr=log)
        cls.addClassCleanup(cls.stop, proxy)
        deadline = time.monotonic() + PATIENCE
        while not is_listening(cls.port):
            if proxy.poll() is not None or time.monotonic() > deadline:
                log.seek(0)
                raise AssertionError(f"{cls.program} does not listen: {log.read()}")
            time.sleep(0.05)

    @staticmethod
    def stop(proxy):
        proxy.terminate()
        try:
            proxy.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            proxy.kill()
            proxy.wait()

    def url(self, path):
        return f"ws://127.0.0.1:{self.port}{path}?case=1"

    def verdict(self, run):
        """The verdict of a recording's only connection: headline, and sentences by id."""
        done = run_ajar("verdict", run.file, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        verdict, = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual((verdict["type"], verdict["connection"]), ("verdict", 1))
        return verdict["headline"], {one["id"]: one for one in verdict["sentences"]}

    def seconds(self, text):
        """The first duration in a text that is given in seconds."""
        return float(text.split(" s")[0].split()[-1])

    def assert_dropped(self, run, least, most):
        """It ended by the proxy's FIN after a silence of so many seconds, without a Close."""
        self.assert_ended(run, 3, "aborted", "peer", "fin")
        headline, sentences = self.verdict(run)
        self.assertIn("the server ended TCP with FIN, with no Close on either side", headline)
        self.assertRegex(headline, r"after \d+\.\d s of silence\.$")
        self.assertTrue(least <= self.seconds(headline.split("after ")[1]) <= most, headline)
        self.assertEqual(sentences["idle"]["confidence"], "fact")
        for text in (sentences["idle"]["text"], sentences["no-close"]["text"]):
            self.assertNotIn("peer", text)
        self.assertIn("1006", sentences["reported"]["text"])
        return sentences


class IdleDrops:
    """What all three do with a connection on which nobody says anything."""

    def test_the_idle_gap_is_named(self):
        run = self.record(self.url("/echo"))
        sentences = self.assert_dropped(run, self.limit - 0.1, self.limit + 3)
        # No product is known for so short a limit.
        self.assertNotIn("idle-limit", sentences)

    def test_traffic_before_the_silence_does_not_count(self):
        run = self.record(self.url("/echo"), "--send", "hello")
        sentences = self.assert_dropped(run, self.limit - 0.1, self.limit + 3)
        sent, = run.frames("sent", "text")
        received, = run.frames("received", "text")
        self.assertEqual(sentences["idle"]["frames"], [sent["n"], received["n"]])

    def test_pings_from_us_keep_it_open(self):
        run = self.record(self.url("/echo"), "--ping-every", "500ms", "--close-after",
                          f"{self.limit + 4}s")
        self.assertEqual(run.exit_code, 0, run.printed())
        headline, sentences = self.verdict(run)
        self.assertTrue(headline.startswith("Closed cleanly: we closed first"), headline)
        self.assertIn("ping-ours", sentences)


class Nginx(IdleDrops, ProxyTest):
    program = "nginx"


class Haproxy(IdleDrops, ProxyTest):
    program = "haproxy"


class Lighttpd(IdleDrops, ProxyTest):
    program = "lighttpd"

    def test_the_servers_traffic_alone_does_not_keep_it_open(self):
        run = self.record(self.url("/ticks/20/500"))
        self.assert_ended(run, 3, "aborted", "peer", "fin")
        _, sentences = self.verdict(run)
        ours, theirs = re.search(r"silent for ([\d.]+ \S+) and the server for ([\d.]+ \S+)\.",
                                 sentences["idle"]["text"]).groups()
        self.assertGreaterEqual(self.seconds(ours), self.limit - 0.1)
        self.assertTrue(theirs.endswith("ms"), theirs)


class NginxAtItsDefault(ProxyTest):
    """A minute, as nginx waits when nobody has set anything."""
    program = "nginx"
    limit = 60

    def test_nginx_is_named_with_its_rivals(self):
        run = self.record(self.url("/echo"), timeout=90)
        sentences = self.assert_dropped(run, 59.5, 62)
        self.assertIn("onsistent with nginx's 60.0 s (proxy_read_timeout); the answer's Server header "
                      "says nginx", sentences["idle-limit"]["text"])
        self.assertEqual(sentences["idle-limit"]["confidence"], "likely")
        self.assertIn("also: ", sentences["idle-limit"]["text"])
        self.assertIn("Ping every 25.0 s", sentences["ping-advice"]["text"])


if __name__ == "__main__":
    unittest.main()
