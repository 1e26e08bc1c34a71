# SPDX-License-Identifier: MIT
"""Starts real peers and the program `ajar`, and reads what both report.

The environment names what the tests need: AJAR_BINARY, the program; AJAR_NODE, Node (default: `node`
from the path). Nothing is skipped: what is missing fails."""
import base64
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

OPCODES = {"continuation": 0, "text": 1, "binary": 2, "close": 8, "ping": 9, "pong": 10}
AJAR = os.environ["AJAR_BINARY"]
NODE = os.environ.get("AJAR_NODE", "node")
SUPPORT = Path(__file__).resolve().parent.parent / "support"
# Where sessions are kept for the test that gives them all to tshark; unset: they are not.
KEPT = os.environ.get("AJAR_KEPT_SESSIONS")
PATIENCE = 45  # seconds for what takes far less on an idle machine


class Kept:
    """A copy of the first session of each test, of a size that is quickly compared."""

    MOST = 1
    LARGEST = 4 << 20
    test = None  # the name of the one that runs
    count = 0

    @classmethod
    def begin(cls, test):
        cls.test, cls.count = test, 0

    @classmethod
    def keep(cls, file):
        if not KEPT or not cls.test or cls.count == cls.MOST or not file.exists() \
                or file.stat().st_size > cls.LARGEST or Path(f"{file}-wal").exists():
            return
        cls.count += 1
        Path(KEPT).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, Path(KEPT) / f"{cls.test}.{cls.count}.ajar")


class Process:
    """A child whose output is read line by line as it comes."""

    def __init__(self, argv, **more):
        self._child = subprocess.Popen([str(word) for word in argv], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True, encoding="utf-8", **more)
        self.lines = []
        self._news = threading.Condition()
        self._over = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._child.stdout:
            with self._news:
                self.lines.append(line.rstrip("\n"))
                self._news.notify_all()
        with self._news:
            self._over = True
            self._news.notify_all()

    def wait_for_line(self, fits, what, timeout=PATIENCE):
        """The first line, also of those that came before, for which `fits(line)` is true."""
        deadline = time.monotonic() + timeout
        seen = 0
        with self._news:
            while True:
                while seen < len(self.lines):
                    if fits(self.lines[seen]):
                        return self.lines[seen]
                    seen += 1
                left = deadline - time.monotonic()
                if self._over or left <= 0:
                    raise AssertionError(f"no {what} in:\n" + "\n".join(self.lines))
                self._news.wait(left)

    def tell(self, line):
        self._child.stdin.write(line + "\n")
        self._child.stdin.flush()

    def signal(self, number):
        self._child.send_signal(number)

    def wait(self, timeout):
        """The exit code; a child that does not end in time is killed and fails the test."""
        try:
            code = self._child.wait(timeout)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
            raise AssertionError(f"{self._child.args} did not end in {timeout} s; it printed:\n"
                                 + "\n".join(self.lines)) from None
        finally:
            self._child.stdin.close()
            self._reader.join(PATIENCE)
            self._child.stdout.close()
        return code


class Peer(Process):
    """A server of tests/support; its URLs carry a `case`, by which its reports are found."""

    _cases = itertools.count(1)

    def __init__(self, argv, tls=False):
        super().__init__(argv)
        self.tls = tls
        self.port = int(self.wait_for_line(lambda line: line.startswith("listening "),
                                           "listening").split()[1])

    def url(self, path, host="127.0.0.1"):
        scheme = "wss" if self.tls else "ws"
        return f"{scheme}://{host}:{self.port}{path}?case={next(self._cases)}"

    def report(self, url, event, timeout=PATIENCE):
        """What the peer's API said: the first `event` of that URL's connection."""
        case = url.rsplit("case=", 1)[1]

        def fits(line):
            return line.startswith("{") and (found := json.loads(line))["event"] == event \
                and found.get("case") == case
        return json.loads(self.wait_for_line(fits, f"event {event} of case {case}", timeout))

    def reports(self, url, event):
        """All `event`s of that URL's connection up to now."""
        case = url.rsplit("case=", 1)[1]
        found = [json.loads(line) for line in list(self.lines) if line.startswith("{")]
        return [line for line in found if line["event"] == event and line.get("case") == case]

    def stop(self):
        self._child.terminate()
        self.wait(PATIENCE)


class Recording(Process):
    """One run of `ajar record URL -o FILE --json`."""

    def __init__(self, url, file, *options, variables=None, prefix=()):
        self.file = Path(file)
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        super().__init__([*prefix, AJAR, "record", url, "-o", file, "--json", *options],
                         stderr=self._errors, env={**environment(), **(variables or {})})
        self.exit_code = None
        self.stderr = ""
        self._records = None

    def finish(self, timeout=PATIENCE):
        """Waits for its end; then `exit_code` and `stderr` are set."""
        with self._errors:
            self.exit_code = self.wait(timeout)
            self._errors.seek(0)
            self.stderr = self._errors.read()
        Kept.keep(self.file)
        return self

    def said(self):
        """Standard error so far. It is read without moving the place at which the child writes."""
        size = os.fstat(self._errors.fileno()).st_size
        return os.pread(self._errors.fileno(), size, 0).decode(errors="replace")

    def header(self):
        return json.loads(self.lines[0])

    def records(self):
        """All records so far; those of a finished recording are read once."""
        if self.exit_code is None:
            return [json.loads(line) for line in self.lines[1:]]
        if self._records is None:
            self._records = [json.loads(line) for line in self.lines[1:]]
        return self._records

    def of_type(self, name):
        return [record for record in self.records() if record["type"] == name]

    def frames(self, direction=None, opcode=None):
        return [frame for frame in self.of_type("frame")
                if direction in (None, frame["direction"]) and opcode in (None, frame["opcode"])]

    def texts(self, direction):
        return [frame["text"] for frame in self.frames(direction, "text")]

    def payloads(self, direction, opcode):
        return [payload(frame) for frame in self.frames(direction, opcode)]

    def states(self):
        """The names of the states in their order; each change must begin where the last one ended."""
        changes = self.of_type("state")
        for before, after in zip(changes, changes[1:]):
            assert after["previous"] == before["state"], (before, after)
        return [change["state"] for change in changes]

    def entered(self, state):
        """When a state was entered, in seconds."""
        return next(change["t"] for change in self.of_type("state") if change["state"] == state)

    def time_in(self, state):
        """How long a state lasted, in seconds, up to the next change."""
        changes = self.of_type("state")
        at = [change["state"] for change in changes].index(state)
        return changes[at + 1]["t"] - changes[at]["t"]

    def events(self, name=None, **attributes):
        return [event for event in self.of_type("event") if name in (None, event["event"])
                and all(event.get(key) == value for key, value in attributes.items())]

    def event(self, name, **attributes):
        """The only event of that name and those attributes."""
        found = self.events(name, **attributes)
        assert len(found) == 1, f"{len(found)} events {name} {attributes} in:\n" + self.printed()
        return found[0]

    def outcome(self):
        """The outcome, which must be the last record and the only one."""
        outcomes = self.of_type("outcome")
        assert len(outcomes) == 1 and self.records()[-1] == outcomes[0], self.printed()
        return outcomes[0]

    def printed(self):
        return "\n".join(self.lines) + "\n" + self.stderr


def payload(frame):
    """The bytes of a frame, which are printed as text or as base64."""
    return frame["text"].encode() if "text" in frame else base64.b64decode(frame["base64"])


def environment():
    """Ours, without a display, which what is tested does not need, and without a proxy."""
    names = {name: value for name, value in os.environ.items()
             if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
             and not name.lower().endswith("_proxy")}
    return {**names, "LC_ALL": "C.UTF-8"}


def run_ajar(*arguments, timeout=PATIENCE, **variables):
    """Runs a command to its end, with more variables in its environment: returncode, stdout, stderr."""
    return subprocess.run([AJAR, *map(str, arguments)], stdin=subprocess.DEVNULL, text=True,
                          encoding="utf-8", capture_output=True, timeout=timeout,
                          env={**environment(), **variables})


class InteropTest(unittest.TestCase):
    """Starts peers once for a class and gives each test a folder. Set `tls` in a subclass to run its
    tests over wss."""

    tls = False
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.certificates = Path(tempfile.mkdtemp(prefix="ajar-ca-"))
        cls.addClassCleanup(shutil.rmtree, cls.certificates)
        subprocess.run([SUPPORT / "make_ca.sh", cls.certificates], check=True, timeout=PATIENCE)
        cls.ca = cls.certificates / "ca.pem"

    @classmethod
    def start(cls, argv, certificate, tls):
        tls = cls.tls if tls is None else tls
        files = [cls.certificates / f"{certificate}.pem", cls.certificates / f"{certificate}.key"]
        peer = Peer([*argv, *(["--tls", *files] if tls else [])], tls)
        cls.addClassCleanup(peer.stop)
        return peer

    @classmethod
    def start_ws(cls, *options, certificate="server", tls=None):
        return cls.start([NODE, SUPPORT / "ws_server.mjs", *options], certificate, tls)

    @classmethod
    def start_websockets(cls, *options, certificate="server", tls=None):
        return cls.start([sys.executable, SUPPORT / "websockets_server.py", *options], certificate, tls)

    @classmethod
    def start_raw(cls, *options, certificate="server", tls=None):
        return cls.start([sys.executable, SUPPORT / "raw_peer.py", *options], certificate, tls)

    def setUp(self):
        Kept.begin(self.id())
        self.folder = Path(tempfile.mkdtemp(prefix="ajar-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self._files = itertools.count(1)

    def start_recording(self, url, *options, trust="ca", variables=None, file=None, prefix=()):
        """Begins to record, with more variables in the environment and started by the command
        `prefix`; over wss the authority of the file `trust` is trusted, none if None."""
        trust = self.ca if trust == "ca" else trust
        trusted = ["--ca", trust] if trust and url.startswith("wss:") else []
        file = file or self.folder / f"{next(self._files)}.ajar"
        return Recording(url, file, *trusted, *options, variables=variables, prefix=prefix)

    def record(self, url, *options, timeout=PATIENCE, trust="ca", variables=None):
        recording = self.start_recording(url, *options, trust=trust, variables=variables)
        recording.finish(timeout)
        self.check(recording)
        return recording

    def exported(self, file, form, *options):
        """The file that an export makes."""
        target = self.folder / f"out.{form}"
        done = run_ajar("export", file, "--to", form, "-o", target, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return target

    def exported_lines(self, file):
        """All of a session as JSON Lines."""
        done = run_ajar("export", file, "--to", "jsonl", "-o", "-", "--with-secrets")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def check(self, recording):
        """What holds for every recording that was not killed."""
        header = recording.header()
        self.assertEqual((header["format"], header["version"]), ("ajar", 1))
        records = recording.records()
        times = [record["t"] for record in records]
        self.assertEqual(times, sorted(times), "times must not run backwards")
        self.assertEqual({record["connection"] for record in records}, {1})
        numbers = [frame["n"] for frame in recording.frames()]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
        self.assertEqual(recording.states()[0], "connecting")
        outcome = recording.outcome()
        self.assertEqual(outcome["state"], recording.states()[-1])
        self.assertEqual(outcome["clean"], outcome["state"] == "closed")
        self.assertTrue(outcome["summary"])

    def assert_states(self, recording, *states):
        self.assertEqual(recording.states(), ["connecting", *states], recording.printed())

    def assert_ended(self, recording, exit_code, state, ended_by, tcp_end):
        outcome = recording.outcome()
        self.assertEqual((recording.exit_code, outcome["state"], outcome["tcpEndedBy"],
                          outcome["tcpEnd"]), (exit_code, state, ended_by, tcp_end),
                         recording.printed())

    def assert_closes(self, recording, sent, received):
        """`sent` and `received`: (code, reason), (None, "") for an empty body, None for no Close."""
        def pair(close):
            return close and (close["code"], close["reason"])
        outcome = recording.outcome()
        self.assertEqual((pair(outcome["sent"]), pair(outcome["received"])), (sent, received),
                         recording.printed())
