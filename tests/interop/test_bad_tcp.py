# SPDX-License-Identifier: MIT
"""TCP that ends, stalls or never begins, and processes that lack what they need: 82 to 90. Numbers 89
and 91 need our server and proxy roles."""
import resource
import subprocess
import time
import unittest

from badinput import PING, BadInputTest, Row, Server, Talk, close_frame, frame, sending
from fault_relay import FaultRelay, Faults
from harness import AJAR, PATIENCE, environment


def before_the_answer(end):
    def talk(self):
        self.read_request()
        end(self)
    return talk


def inside_the_answer(end):
    def talk(self):
        self.read_request()
        self.send(self.answer()[:60])
        time.sleep(0.05)
        end(self)
    return talk


def after(data, end, pause=0.05):
    """Opens, sends `data`, ends so much later."""
    def talk(self):
        self.open()
        self.send(data)
        time.sleep(pause)
        end(self)
    return talk


def while_we_write(end):
    """Ends while the client answers Pings as fast as it can."""
    def talk(self):
        self.open()
        self.send(frame(0x80 | PING, b"x" * 125) * 2000)
        end(self)
    return talk


STATES = {
    "at once": lambda end: end,
    "before the answer": before_the_answer,
    "inside the answer": inside_the_answer,
    "open": lambda end: after(b"", end),
    "inside a header": lambda end: after(b"\x82", end),
    "inside a length": lambda end: after(b"\x82\x7f\0\0", end),
    "inside a frame": lambda end: after(frame(0x82, bytes(1000))[:500], end),
    "inside a message": lambda end: after(frame(0x02, bytes(1000)), end),
    "after Close": lambda end: after(close_frame(), end),
    "while we write": while_we_write,
}


class BadTcp(BadInputTest):
    def rows(self, end, **more):
        return [Row(name, make(end), **more) for name, make in STATES.items()]

    def test_82_rst_in_each_state(self):
        for row, run, _ in self.play_all(self.rows(Talk.reset, cut=True)):
            with self.subTest(row.name):
                self.assertEqual(run.exit_code == 2, row.name == "at once" or "answer" in row.name)
                if run.exit_code == 3:
                    self.assertEqual(run.outcome()["tcpEnd"], "reset")

    def test_82_rst_while_our_answer_is_held(self):
        run, _ = self.play(Row("held", after(close_frame(), Talk.reset), "--reply-close", "hold",
                               exit_code=3, cut=True))
        self.assertEqual(run.outcome()["tcpEnd"], "reset")

    def test_83_fin_in_each_state(self):
        for row, run, _ in self.play_all(self.rows(Talk.end)):
            with self.subTest(row.name):
                self.assertEqual(run.exit_code == 2, row.name == "at once" or "answer" in row.name)
                if run.exit_code == 3:
                    self.assertEqual(run.outcome()["tcpEnd"], "fin")
                self.assertEqual(len(run.events("frame-truncated")), row.name.startswith("inside a ")
                                 and row.name != "inside a message")

    def test_84_half_closed_tcp(self):
        # The server ends its direction and goes on reading for a while.
        def talk(self):
            self.open()
            self.send(frame(0x81, b"last words"))
            self.fin()
            self.read_to_end()
        run, talk = self.play(Row("FIN, reads on", talk, exit_code=3))
        self.assertEqual((run.texts("received"), talk.ended_by), (["last words"], "fin"))
        run, talk = self.play(Row("ours stays open", talk_until_told, "--tcp-end", "never",
                                  "--close-after", "300ms", "--close-timeout", "500ms", exit_code=3))
        self.assertEqual(run.outcome()["tcpEndedBy"], "peer")

    def test_85_black_hole(self):
        watched = ("--ping-every", "200ms", "--pong-within", "500ms", "--close-timeout", "500ms")
        for name, faults in {"down": {"down": Faults(limit=150, then="hole")},
                             "up": {"up": Faults(limit=200, then="hole")},
                             "nothing is read": {"up": Faults(limit=200, then="stall"),
                                                 "down": Faults(limit=150, then="hole")}}.items():
            with self.subTest(name), Server(echo_pings) as server, \
                    FaultRelay(server.port, **faults) as relay:
                run = self.record(f"ws://127.0.0.1:{relay.port}/", *watched, "--handshake-timeout",
                                  "1s")
                row = Row(name, None, cut=True)
                self.assert_survived(row, run, server)
                self.assertIn(run.exit_code, (2, 3))
                self.assertIn(run.outcome()["timedOut"], ("pong", "close", "handshake"))

    def test_86_nobody_is_reached(self):
        for url in ("ws://255.255.255.255:9/", "ws://127.0.0.1:1/", "ws://[::1]:1/"):
            with self.subTest(url):
                run = self.record(url, "--handshake-timeout", "2s")
                self.assertEqual((run.exit_code, run.event("handshake-failed")["kind"]),
                                 (2, "connect"), run.printed())

    def test_86_inside_a_network_of_its_own(self):
        """Unreachable, prohibited and down, where the kernel lets us have such a network."""
        setup = "ip link set lo up && ip route add unreachable 10.1.0.0/16 && " \
                "ip route add prohibit 10.2.0.0/16 && exec \"$@\""
        probe = subprocess.run(["unshare", "-Urn", "sh", "-c", setup, "sh", "true"],
                               capture_output=True, timeout=PATIENCE)
        if probe.returncode:
            return  # test_86_nobody_is_reached has the part that needs no rights
        for host in ("10.1.0.1", "10.2.0.1", "192.0.2.1"):
            with self.subTest(host):
                done = subprocess.run(
                    ["unshare", "-Urn", "sh", "-c", setup, "sh", AJAR, "record", f"ws://{host}/",
                     "-o", self.folder / f"{host}.ajar", "--handshake-timeout", "2s"],
                    capture_output=True, timeout=PATIENCE, env=environment())
                self.assertEqual(done.returncode, 2, done.stderr)

    def test_87_nobody_reads_our_output(self):
        def talk(self):
            self.open()
            for _ in range(50):
                self.send(frame(0x81, b"x" * 1000) * 20)
                time.sleep(0.01)
            self.send(close_frame())
            self.end()
        with Server(talk) as server:
            file = self.folder / "pipe.ajar"
            program = subprocess.Popen([AJAR, "record", server.url, "-o", file, "--json"],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                       env=environment())
            program.stdout.readline()
            program.stdout.close()
            code = program.wait(PATIENCE)
        self.assertIn(code, (0, 3), "SIGPIPE must not kill the recording")
        shown = subprocess.run([AJAR, "show", file, "--json"], capture_output=True, timeout=PATIENCE,
                               env=environment())
        self.assertEqual(shown.returncode, 0)
        self.assertIn(b'"outcome"', shown.stdout.splitlines()[-1])

    def test_88_few_file_descriptors(self):
        with Server(sending(frame(0x81, b"hi") + close_frame())) as server:
            for limit in (64, 32, 24, 20, 16, 14, 12):
                with self.subTest(limit):
                    def few():
                        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
                    done = subprocess.run(
                        [AJAR, "record", server.url, "-o", self.folder / f"{limit}.ajar",
                         "--handshake-timeout", "2s"], capture_output=True, timeout=PATIENCE,
                        env=environment(), preexec_fn=few)
                    # Below what a program needs to start it can only end with a word.
                    self.assertIn(done.returncode, (0, 2, 3, 5) if limit >= 32 else
                                  (*range(0, 6), 127), (limit, done.stderr))
                    self.assertTrue(limit < 64 or done.returncode == 0, done.stderr)

    def test_90_scope_ids_of_ipv6(self):
        for host in ("[fe80::1%25lo]", "[fe80::1%lo]", "[fe80::1%25nosuch]", "[fe80::1%25" + "x" * 999
                     + "]", "[::1%251]", "[fe80::1%25", "[::1%25]"):
            with self.subTest(host[:40]):
                done = subprocess.run(
                    [AJAR, "record", f"ws://{host}:1/", "-o", self.folder / "scope.ajar",
                     "--overwrite", "--handshake-timeout", "1s"], capture_output=True, text=True,
                    timeout=PATIENCE, env=environment())
                self.assertIn(done.returncode, (1, 2), done.stderr)
                self.assertTrue(done.stderr + done.stdout)

    def test_90_ipv6(self):
        with Server(sending(close_frame()), host="::1") as server:
            run = self.record(server.url)
        self.assertEqual(run.exit_code, 0, run.printed())


def talk_until_told(talk):
    talk.open()
    talk.fin()
    talk.read_to_end()


def echo_pings(talk):
    talk.open()
    while True:
        one = talk.read_frame()
        talk.send(frame(0x8A if one.opcode == PING else 0x80 | one.opcode, one.payload))


if __name__ == "__main__":
    unittest.main()
