# SPDX-License-Identifier: MIT
"""Captures of packets are imported: what dumpcap saw of a connection is what Ajar recorded of it
while it was there, and Ajar's own pcapng exports come back as they were."""
import json
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from harness import AJAR, PATIENCE, InteropTest, environment, payload, run_ajar

CLOSE_TO = 0.25  # seconds; a busy machine notes what passes a little later than the kernel


class Dumpcap:
    """A capture of all that passes on loopback to and from some ports."""

    def __init__(self, file, ports, *options):
        words = " or ".join(f"port {port}" for port in ports)
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8")
        self._child = subprocess.Popen(
            ["dumpcap", "-q", "-i", "lo", "-f", f"tcp and ({words})", "-w", str(file), *options],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, env=environment())
        self.file = file
        # It has begun once its file has a header, and the kernel passes it packets a moment later.
        deadline = time.monotonic() + PATIENCE
        while not (file.exists() and file.stat().st_size > 0):
            if self._child.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"dumpcap does not begin: {self.said()}")
            time.sleep(0.02)
        time.sleep(0.3)

    def said(self):
        self._log.seek(0)
        return self._log.read()

    def stop(self):
        time.sleep(0.6)  # it looks at what the kernel has twice a second
        self._child.terminate()
        code = self._child.wait(PATIENCE)
        text = self.said()
        self._log.close()
        assert code == 0, text


class Tcpdump:
    """The same by tcpdump: a classic pcap file, of loopback or of all interfaces ("any")."""

    def __init__(self, file, ports, interface, *options):
        words = " or ".join(f"port {port}" for port in ports)
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8")
        self._child = subprocess.Popen(
            ["tcpdump", "-i", interface, "-U", "--immediate-mode", "-B", "16384", "-n", "-Z", "root",
             "-w", str(file), *options, f"tcp and ({words})"],
            stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log, env=environment())
        deadline = time.monotonic() + PATIENCE
        while "listening on" not in self.said():
            if self._child.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"tcpdump does not begin: {self.said()}")
            time.sleep(0.02)

    def said(self):
        self._log.seek(0)
        return self._log.read()

    def stop(self):
        """Ends it once nothing more has come for a while; it writes each packet at once."""
        time.sleep(0.6)
        self._child.send_signal(signal.SIGINT)
        code = self._child.wait(PATIENCE)
        text = self.said()
        self._log.close()
        assert code == 0 and "\n0 packets dropped by kernel" in text, text


class Captures(InteropTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ws = cls.start_ws()
        cls.deflate = cls.start_ws("--deflate")
        cls.websockets = cls.start_websockets()
        cls.raw = cls.start_raw()
        cls.ports = [cls.ws.port, cls.deflate.port, cls.websockets.port, cls.raw.port]

    def lines(self, file):
        """The lines of a session's export, by connection."""
        done = run_ajar("export", file, "--to", "jsonl", "-o", "-", "--with-secrets", timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = {}
        for line in done.stdout.splitlines()[1:]:
            record = json.loads(line)
            found.setdefault(record["connection"], []).append(record)
        return found

    def imported(self, capture, *options, code=0):
        target = Path(tempfile.mkdtemp(dir=self.folder)) / "in.ajar"
        done = run_ajar("import", capture, target, *options, timeout=60)
        self.assertEqual(done.returncode, code, done.stderr)
        return self.lines(target), done.stderr

    @staticmethod
    def on_the_wire(records, direction):
        """What the frames of a direction were, without when they passed and what Ajar did."""
        frames = [record for record in records if record["type"] == "frame"
                  and record["direction"] == direction
                  and (direction == "received" or record["disposition"] not in ("held", "dropped"))]
        return [(frame["opcode"], frame["fin"], frame["rsv"], frame.get("maskKey"), frame["length"],
                 payload(frame) if "text" in frame or "base64" in frame else b"",
                 frame.get("close"), frame.get("inflatedText"), frame.get("inflatedLength"),
                 frame["findings"]) for frame in frames]

    @staticmethod
    def outcome(records):
        found = [record for record in records if record["type"] == "outcome"]
        assert len(found) == 1 and found[0] in records[-2:], records[-2:]
        return {name: found[0][name] for name in (
            "state", "clean", "firstClose", "tcpEndedBy", "tcpEnd", "sent", "received")}

    @staticmethod
    def times(records, kind, *names):
        return [(tuple(record[name] for name in names), record["t"]) for record in records
                if record["type"] == kind]

    def assert_same(self, live, seen):
        for direction in ("sent", "received"):
            self.assertEqual(self.on_the_wire(seen, direction), self.on_the_wire(live, direction))
        states = self.times(live, "state", "previous", "state")
        found = self.times(seen, "state", "previous", "state")
        self.assertEqual([state for state, _ in found], [state for state, _ in states])
        self.assertEqual(self.outcome(seen), self.outcome(live))
        # Times from the moment on when both have seen TCP connect.
        base_live, base_seen = (next(r["t"] for r in records if r.get("event") == "tcp-connected")
                                for records in (live, seen))
        for (state, t), (_, t_seen) in zip(states[1:], found[1:]):
            self.assertAlmostEqual(t_seen - base_seen, t - base_live, delta=CLOSE_TO, msg=state)
        ends = ("fin-sent", "fin-received", "reset-sent", "reset-received")
        self.assertEqual(sorted(r["event"] for r in seen if r.get("event") in ends),
                         sorted(r["event"] for r in live if r.get("event") in ends))

    def scenarios(self):
        """Name: the URL, options of `ajar record`, and its exit code."""
        long = "the same words again and again, " * 400
        ws, websockets, raw = self.ws, self.websockets, self.raw
        return {
            "we close first": (ws.url("/echo"), ["--send", "héllo ☃", "--close", "1000:bye"], 0),
            "the peer closes first": (ws.url("/close/1001/away"), [], 0),
            "python closes first": (websockets.url("/close/4001/done"), [], 0),
            "we close first to python": (websockets.url("/echo"), ["--send", "a", "--close", "1000"], 0),
            "a held reply": (ws.url("/close/1001/held"), ["--reply-close", "500ms"], 0),
            "a reset": (raw.url("/rst"), [], 3),
            "FIN without Close": (raw.url("/fin"), [], 3),
            "our reset": (raw.url("/never-answers"), ["--close", "4000:x", "--close-timeout", "300ms"], 3),
            "compressed": (self.deflate.url("/fragments/3"),
                           ["--send", long, "--send", "short", "--send", long, "--close", "1000"], 0),
            "large and fragmented": (ws.url("/fragments/5"), [
                "--no-deflate", "--send", "x" * 100_000, "--send", "y" * 120_000, "--close", "1000"], 0),
            "refused": (ws.url("/refuse/403"), [], 2),
            "broken frames": (raw.url("/hex/8182000000006869"), [], 0),
            "pings": (ws.url("/ping"), [], 0),
        }


class LiveAndCaptured(Captures):
    def assert_captured_like_recorded(self, names, *options, convert=None):
        """Records the scenarios while all of them are captured into one file."""
        capture = self.folder / "all.capture"
        scenarios = {name: self.scenarios()[name] for name in names}
        recorder = Dumpcap(capture, self.ports, *options)
        runs = {}
        for name, (url, words, code) in scenarios.items():
            run = self.start_recording(url, *words).finish()
            self.assertEqual(run.exit_code, code, (name, run.printed()))
            runs[name] = self.lines(run.file)[1]
        recorder.stop()
        if convert:
            capture = convert(capture)
        seen, notes = self.imported(capture)
        self.assertEqual(len(seen), len(runs), notes)
        for (name, live), records in zip(runs.items(), seen.values()):
            with self.subTest(name):
                self.assert_same(live, records)
        return runs, seen

    def test_what_was_captured_is_what_was_recorded(self):
        self.assert_captured_like_recorded(list(self.scenarios()))

    def test_classic_captures_are_read_too(self):
        names = ["we close first", "a held reply", "compressed", "a reset"]

        def older(capture):
            target = capture.with_suffix(".pcap")
            subprocess.run(["editcap", "-F", "pcap", capture, target], check=True, timeout=PATIENCE)
            self.assertIn(target.read_bytes()[:4], (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1"))
            return target
        self.assert_captured_like_recorded(names, convert=older)
        self.assert_captured_like_recorded(["we close first", "pings"], "-P")

    def test_a_capture_that_began_later_says_so_and_finds_the_frames(self):
        capture = self.folder / "late.pcapng"
        run = self.start_recording(self.ws.url("/ticks/12/100"))
        run.wait_for_line(lambda line: '"frame"' in line, "frame")
        recorder = Dumpcap(capture, self.ports)
        run.finish()
        recorder.stop()
        seen, notes = self.imported(capture)
        self.assertIn("1 connection had begun before the capture", notes)
        live = self.on_the_wire(self.lines(run.file)[1], "received")
        late = self.on_the_wire(seen[1], "received")
        self.assertGreater(len(late), 3)
        self.assertEqual(late, live[-len(late):])
        self.assertEqual(self.outcome(seen[1])["state"], "closed")

    def test_tls_is_told_and_other_connections_are_counted(self):
        secure = self.start_ws(tls=True)
        capture = self.folder / "mixed.pcapng"
        recorder = Dumpcap(capture, [secure.port, self.ws.port])
        self.record(secure.url("/echo"), "--close", "1000")
        with socket.create_connection(("127.0.0.1", self.ws.port), PATIENCE) as other:
            other.sendall(b"HELO example.com\r\n")
        recorder.stop()
        target = self.folder / "none.ajar"
        done = run_ajar("import", capture, target)
        self.assertEqual(done.returncode, 5)
        self.assertIn("holds no WebSocket connection", done.stderr)
        self.assertIn("1 TCP connection is encrypted (TLS)", done.stderr)
        self.assertIn("1 TCP connection is without a WebSocket", done.stderr)
        self.assertFalse(target.exists())

    def test_what_wireshark_has_decrypted_is_read_from_its_export(self):
        secure = self.start_ws("--deflate", tls=True)
        capture, keys, exported = (self.folder / name for name in ("tls.pcapng", "keys", "pdus.pcapng"))
        recorder = Dumpcap(capture, [secure.port])
        run = self.record(secure.url("/fragments/3"), "--send", "hello " * 100, "--send", "x" * 50_000,
                          "--close", "1000", "--key-log", keys)
        recorder.stop()
        subprocess.run(["tshark", "-r", capture, "-o", f"tls.keylog_file:{keys}", "-U", "OSI layer 7",
                        "-w", exported], stdin=subprocess.DEVNULL, capture_output=True, check=True,
                       timeout=3 * PATIENCE, env=environment())
        seen, _ = self.imported(exported)
        live = self.lines(run.file)[1]
        for direction in ("sent", "received"):
            self.assertEqual(self.on_the_wire(seen[1], direction), self.on_the_wire(live, direction))
        self.assertEqual([line["state"] for line in seen[1] if line["type"] == "state"][-1],
                         "close-exchanged")  # such an export has no FIN

    def test_a_verdict_speaks_of_the_application(self):
        capture = self.folder / "one.pcapng"
        recorder = Dumpcap(capture, self.ports)
        self.record(self.ws.url("/close/1001/away"))
        recorder.stop()
        self.imported(capture)
        done = run_ajar("import", capture)
        self.assertEqual(done.returncode, 0, done.stderr)
        text = run_ajar("verdict", capture.with_suffix(".ajar")).stdout
        self.assertIn("Closed cleanly: the server closed first with Close 1001", text)


class ByTcpdump(Captures):
    KINDS = {"loopback": ("lo", (), b"\xd4\xc3\xb2\xa1", 1),
             "nanoseconds": ("lo", ("--time-stamp-precision=nano",), b"\x4d\x3c\xb2\xa1", 1),
             "all interfaces (SLL2)": ("any", ("-y", "LINUX_SLL2"), b"\xd4\xc3\xb2\xa1", 276),
             "all interfaces (SLL)": ("any", ("-y", "LINUX_SLL"), b"\xd4\xc3\xb2\xa1", 113)}

    def test_what_tcpdump_saw_is_what_ajar_recorded(self):
        for name, (interface, options, magic, link_type) in self.KINDS.items():
            with self.subTest(name):
                capture = self.folder / f"{link_type}-{magic[0]}.pcap"
                recorder = Tcpdump(capture, self.ports, interface, *options)
                runs = [self.record(self.ws.url("/ticks/3/5/2"), "--send", "h\u00e9llo", "--send",
                                    "x" * 70000, "--close", "4001:done"),
                        self.record(self.deflate.url("/fragments/3"), "--send", "words " * 500,
                                    "--close", "1000"),
                        self.record(self.raw.url("/rst"))]
                recorder.stop()
                head = capture.read_bytes()[:24]
                self.assertEqual((head[:4], int.from_bytes(head[20:24], "little")), (magic, link_type))
                seen, _ = self.imported(capture)
                self.assertEqual(len(seen), len(runs))
                for run, (_, records) in zip(runs, sorted(seen.items())):
                    self.assert_same(self.lines(run.file)[1], records)


class OwnExports(Captures):
    def test_exports_of_every_scenario_come_back(self):
        for name, (url, words, code) in self.scenarios().items():
            with self.subTest(name):
                run = self.start_recording(url, *words).finish()
                self.assertEqual(run.exit_code, code, run.printed())
                exported = self.folder / f"{name}.pcapng"
                done = run_ajar("export", run.file, "--to", "pcapng", "-o", exported,
                                "--with-secrets")
                self.assertEqual(done.returncode, 0, done.stderr)
                seen, _ = self.imported(exported)
                self.assert_same(self.lines(run.file)[1], seen[1])

    def test_an_export_of_an_import_is_imported_as_the_same(self):
        run = self.record(self.deflate.url("/fragments/3"), "--send", "words " * 500, "--close", "1000")
        first, second = self.folder / "first.pcapng", self.folder / "second.pcapng"
        for source, target in ((run.file, first), (self.folder / "first.ajar", second)):
            done = run_ajar("export", source, "--to", "pcapng", "-o", target, "--with-secrets")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(run_ajar("import", target).returncode, 0)
        a, b = (self.lines(self.folder / f"{name}.ajar")[1] for name in ("first", "second"))
        self.assertEqual(a, b)


class BadCaptures(Captures):
    def setUp(self):
        super().setUp()
        run = self.record(self.ws.url("/echo"), "--send", "one", "--send", "two", "--close", "1000")
        self.file = self.folder / "good.pcapng"
        done = run_ajar("export", run.file, "--to", "pcapng", "-o", self.file)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.good = self.file.read_bytes()

    def assert_refused(self, content, words):
        file, target = self.folder / "bad", self.folder / "bad.ajar"
        file.write_bytes(content)
        before = sorted(path.name for path in self.folder.iterdir())
        done = run_ajar("import", file)
        self.assertEqual((done.returncode, done.stdout), (5, ""))
        self.assertIn(words, done.stderr)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), before)
        self.assertFalse(target.exists())

    def test_what_is_wrong_is_told_with_its_place_and_leaves_no_file(self):
        self.assert_refused(self.good[:-3], "the file ends inside a block; it may have been cut off")
        middle = self.good.index(b"HTTP/1.1 101")
        self.assert_refused(self.good[:middle], "is damaged: at byte ")
        self.assert_refused(self.good[:4], "at byte 0: ")
        self.assert_refused(self.good[:40] + b"\xff" * 400, "at byte ")
        self.assert_refused(b"\xd4\xc3\xb2\xa1\x09\x00\x04\x00" + bytes(16), "its version is 9")
        self.assert_refused(b"\xd4\xc3\xb2\xa1\x02\x00\x04\x00" + bytes(16),
                            "it is a capture of 0 packets and holds no WebSocket connection")

    def test_what_stands_before_a_fault_can_be_had(self):
        cut = self.folder / "cut.pcapng"
        cut.write_bytes(self.good[:-3])
        target = self.folder / "cut.ajar"
        done = run_ajar("import", cut, "--keep-going")
        self.assertEqual(done.returncode, 5)
        self.assertIn("left out: at byte ", done.stderr)
        self.assertIn("1 block left out", done.stderr)
        texts = [line.get("text") for line in self.lines(target)[1] if line["type"] == "frame"]
        self.assertIn("two", texts)

    def test_the_beginning_tells_what_it_is_also_on_standard_input(self):
        misnamed = self.folder / "notes.txt"
        misnamed.write_bytes(self.good)
        self.imported(misnamed)
        target = self.folder / "piped.ajar"
        with misnamed.open("rb") as content:
            done = subprocess.run([AJAR, "import", "-", target], stdin=content, capture_output=True,
                                  env=environment(), timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.lines(target), self.imported(self.file)[0])


if __name__ == "__main__":
    unittest.main()
