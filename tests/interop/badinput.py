# SPDX-License-Identifier: MIT
"""Servers that send what no server should, and what must hold for `ajar record` whatever comes.

The tests' numbers are those of one checklist of bad inputs: test_26_… is its number 26. The files
test_bad_*.py share it out by subject."""
import base64
import concurrent.futures
import hashlib
import os
import re
import socket
import struct
import sys
import threading
import time

from harness import OPCODES, PATIENCE, SUPPORT, InteropTest, payload, run_ajar

sys.path.insert(0, str(SUPPORT))
from raw_connection import (BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, decode,  # noqa: E402
                            encode)

__all__ = ["ALLOWED_MEMORY", "BINARY", "CLOSE", "CONTINUATION", "PING", "PONG", "TEXT",
           "BadInputTest", "Row", "Server", "Talk", "close_frame", "decode", "encode", "frame"]

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
# The most memory that a recording may use; the address sanitizer keeps what was freed.
ALLOWED_MEMORY = (2000 if "ASAN_OPTIONS" in os.environ else 450) << 20
SANITIZER = re.compile("Sanitizer|runtime error|terminate called|Assertion|ASSERT")


def frame(first, body=b"", form=None, length=None, mask=None):
    """A frame with any first byte. `form`: 7, 16 or 64 bits for the length (default: the fewest);
    `length`: the declared one; `mask`: a key of four bytes."""
    length = len(body) if length is None else length
    form = form or (7 if length < 126 else 16 if length < 65536 else 64)
    marker, size = {7: (length, 0), 16: (126, 2), 64: (127, 8)}[form]
    head = bytes([first, marker | (0x80 if mask else 0)]) + (length.to_bytes(size, "big") if size
                                                             else b"")
    if mask:
        body = mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(body))
    return head + body


def close_frame(code=1000, reason=b""):
    return frame(0x88, struct.pack("!H", code) + reason)


class Talk:
    """One connection at the server's end. What it sends behind the opening handshake is kept."""

    def __init__(self, tcp):
        self.tcp = tcp
        self.request = b""
        self.sent = b""      # all bytes
        self.sent_head = 0   # how many of them were the handshake's
        self.received = b""  # behind the request
        self.ended_by = None

    def read_request(self):
        while b"\r\n\r\n" not in self.request:
            data = self.tcp.recv(65536)
            if not data:
                raise ConnectionAbortedError
            self.request += data
        self.request, self.received = self.request.split(b"\r\n\r\n", 1)
        return self.request

    def accept_key(self):
        key = re.search(rb"(?i)sec-websocket-key:\s*(\S+)", self.request)[1]
        return base64.b64encode(hashlib.sha1(key + GUID).digest())

    def answer(self, *more, status=b"HTTP/1.1 101 Switching Protocols", without=(), accept=None):
        """The bytes of a 101, with further lines and without the fields in `without`."""
        fields = {"upgrade": b"Upgrade: websocket", "connection": b"Connection: Upgrade",
                  "accept": b"Sec-WebSocket-Accept: " + (accept or self.accept_key())}
        lines = [status, *(fields[name] for name in fields if name not in without), *more]
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def open(self, *more):
        """Conducts the opening handshake as it should be."""
        self.read_request()
        self.send(self.answer(*more))
        self.sent_head = len(self.sent)

    def send(self, data):
        self.sent += data
        self.tcp.sendall(data)

    def fin(self):
        self.tcp.shutdown(socket.SHUT_WR)

    def reset(self):
        self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.tcp.close()

    def read_to_end(self):
        """Reads until the client ends TCP."""
        try:
            while data := self.tcp.recv(1 << 20):
                self.received += data
            self.ended_by = "fin"
        except ConnectionResetError:
            self.ended_by = "reset"

    def read_frame(self):
        while True:
            found, rest = decode(self.received)
            if found:
                self.received = rest
                return found
            data = self.tcp.recv(65536)
            if not data:
                raise ConnectionAbortedError
            self.received += data

    def frames(self):
        """What came behind the request and was not read yet, as frames."""
        found, rest = [], self.received
        while True:
            one, rest = decode(rest)
            if not one:
                return found
            found.append(one)

    def end(self):
        """FIN, and reads what the client still says."""
        self.fin()
        self.read_to_end()


class Server:
    """Listens on loopback and lets `talk(Talk)` speak on each connection."""

    def __init__(self, talk, host="127.0.0.1"):
        self._talk = talk
        self.talks = []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family)
        self.port = self._listener.getsockname()[1]
        self.url = f"ws://{f'[{host}]' if ':' in host else host}:{self.port}/"
        self._threads = []
        self._over = False

    def __enter__(self):
        self._start(self._accept)
        return self

    def __exit__(self, *_):
        self._over = True
        with socket.socket(self._listener.family) as wake:
            wake.settimeout(1)
            wake.connect_ex(self._listener.getsockname())
        for thread in self._threads:
            thread.join(PATIENCE)
        self._listener.close()

    def _start(self, what, *arguments):
        thread = threading.Thread(target=what, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        while True:
            tcp, _ = self._listener.accept()
            if self._over:
                tcp.close()
                return
            self._start(self._serve, tcp)

    def _serve(self, tcp):
        tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        talk = Talk(tcp)
        self.talks.append(talk)
        try:
            self._talk(talk)
        except OSError:
            pass  # the client has ended TCP, as it may
        finally:
            tcp.close()


class Row:
    """One bad input: what the server does, how we are called, and what must come of it."""

    def __init__(self, name, talk, *options, exit_code=None, kind=None, findings=(), sent=None,
                 timeout=PATIENCE, cut=False):
        """`exit_code` and `kind` (of handshake-failed): one or a tuple; `findings`: each must be on
        some received frame; `sent`: the code of the Close that we send; `cut`: the connection is
        reset, so that the last bytes need not have reached us."""
        self.name, self.talk, self.options, self.timeout, self.cut = name, talk, options, timeout, cut
        self.exit_codes = (exit_code,) if isinstance(exit_code, int) else exit_code
        self.kinds = (kind,) if isinstance(kind, str) else kind
        self.findings, self.sent = set(findings), sent


def wire_bytes(record):
    """The bytes that a frame's or an opaque record stood for."""
    if record["type"] == "opaque":
        return base64.b64decode(record["base64"])
    body = recorded_payload(record)
    opcode = record["opcode"]
    number = OPCODES[opcode] if opcode in OPCODES else int(opcode.rsplit("-", 1)[1])
    key = bytes.fromhex(record["maskKey"]) if record["masked"] else None
    form = {0: 7, 2: 16, 8: 64}[record["wireLength"] - len(body) - 2 - (4 if key else 0)]
    if key:
        body = bytes(byte ^ key[i % 4] for i, byte in enumerate(body))
    head = frame(record["fin"] << 7 | record["rsv"] << 4 | number, b"", form, record["length"])
    if key:
        head = bytes([head[0], head[1] | 0x80]) + head[2:] + key
    return head + body


def recorded_payload(record):
    if record["opcode"] != "close" or "base64" in record:
        return payload(record)
    code = record["close"]["code"]
    return b"" if code is None else struct.pack("!H", code) + record["close"]["reason"].encode()


class BadInputTest(InteropTest):
    """Records bad inputs, several at once, and asks of each: a documented exit code in bounded time,
    no crash, every byte in the session file, and a clear word about what was wrong. After a test the
    next connection works."""

    workers = 4

    @classmethod
    def setUpClass(cls):
        cls.ca = None  # no TLS here

    def tearDown(self):
        def good(talk):
            talk.open()
            talk.send(frame(0x81, b"well") + close_frame())
            talk.end()
        run, _ = self.play(Row("the next connection", good, exit_code=0))
        self.assertEqual(run.texts("received"), ["well"])

    def play(self, row):
        """One bad input; its recording, checked, and the server's end of the last connection."""
        with Server(row.talk) as server:
            run = self.record(server.url, *row.options, timeout=row.timeout)
        self.assert_survived(row, run, server)
        return run, server.talks[-1] if server.talks else None

    def play_all(self, rows):
        """Many of them; what (row, run, talk) became of each."""
        with concurrent.futures.ThreadPoolExecutor(self.workers) as pool:
            futures = [(row, pool.submit(self.play, row)) for row in rows]
        results = []
        for row, future in futures:
            with self.subTest(row.name):
                results.append((row, *future.result()))
        return results

    def assert_survived(self, row, run, server):
        printed = run.printed()
        context = f"{row.name}\n{printed[:2000]}\n…\n{printed[-2000:]}"
        self.assertIn(run.exit_code, row.exit_codes or (0, 2, 3), context)
        self.assertIsNone(SANITIZER.search(run.stderr), context)
        self.assertEqual(run.exit_code == 2, "open" not in run.states(), context)
        shown = run_ajar("show", run.file, "--json", timeout=60)
        self.assertEqual((shown.returncode, shown.stdout.split("\n")[:-1]), (0, run.lines), context)
        if server.talks and run.exit_code != 2:
            self.assert_bytes_recorded(row, run, server.talks[-1], context)
        self.assert_told(row, run, context)

    def assert_bytes_recorded(self, row, run, talk, context):
        """What came is in the records, byte for byte, framed or not."""
        recorded = b"".join(wire_bytes(record) for record in run.records()
                            if record["type"] in ("frame", "opaque")
                            and record["direction"] == "received"
                            and "ref" not in record)  # what became of a held frame is no new one
        truncated = sum(event["bytes"] for event in run.events("frame-truncated"))
        sent = talk.sent[talk.sent_head:]
        if row.cut:
            self.assertEqual(recorded, sent[:len(recorded)], context)
        else:
            self.assertEqual(len(recorded) + truncated, len(sent), context)
            self.assertEqual(recorded, sent[:len(recorded)], context)

    def assert_told(self, row, run, context):
        """What was wrong is said: in the event that refuses, or as findings and in the outcome."""
        self.assertTrue(run.outcome()["summary"], context)
        if run.exit_code == 2:
            failed = run.event("handshake-failed")
            self.assertTrue(failed["text"], context)
            self.assertIn(failed["kind"], row.kinds or (failed["kind"],), context)
        found = {name for one in run.frames("received") for name in one["findings"]}
        self.assertLessEqual(row.findings, found, context)
        if row.sent is not None:
            self.assertEqual(run.outcome()["sent"] and run.outcome()["sent"]["code"], row.sent,
                             context)


def sending(data, then=Talk.end, *more):
    """A talk that opens as it should, sends `data` in one piece and ends."""
    def talk(self):
        self.open(*more)
        self.send(data)
        then(self)
    return talk


def in_pieces(data, size, pause=0):
    """A talk that sends `data` in pieces, each in a TCP segment of its own."""
    def talk(self):
        self.open()
        for at in range(0, len(data), size):
            self.send(data[at:at + size])
            if pause:
                time.sleep(pause)
        self.end()
    return talk


def instead_of_handshake(data, then=Talk.end):
    """A talk that takes the request and sends something else than an answer."""
    def talk(self):
        self.read_request()
        self.send(data(self) if callable(data) else data)
        then(self)
    return talk


def resident_bytes(process):
    """The memory that a child uses now; 0 when it has ended."""
    try:
        with open(f"/proc/{process}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
    except (FileNotFoundError, ProcessLookupError):
        return 0
