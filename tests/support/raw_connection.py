# SPDX-License-Identifier: MIT
"""One connection of a WebSocket server on bare sockets: bytes, TLS and frames, with a report as JSON
Lines on standard output of all that comes. It knows no rules: what is sent is the caller's choice."""
import base64
import json
import select
import socket
import ssl
import struct
import threading
import time
from collections import namedtuple

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
NAMES = {CONTINUATION: "continuation", TEXT: "text", BINARY: "binary", CLOSE: "close",
         PING: "ping", PONG: "pong"}

output = threading.Lock()


class Ended(Exception):
    """Our peer has ended its direction of TCP, or all of it."""


Frame = namedtuple("Frame", "fin rsv opcode masked payload")


def encode(opcode, payload=b"", length=None):
    """A server's frame; `length` is the declared one if it shall not be the true one."""
    length = len(payload) if length is None else length
    head = bytes([0x80 | opcode])
    if length < 126:
        head += bytes([length])
    elif length < 65536:
        head += struct.pack("!BH", 126, length)
    else:
        head += struct.pack("!BQ", 127, length)
    return head + payload


def decode(data):
    """The first frame of `data` and what follows it, or (None, data)."""
    if len(data) < 2:
        return None, data
    length, at = data[1] & 0x7F, 2
    if length >= 126:
        size = 2 if length == 126 else 8
        if len(data) < at + size:
            return None, data
        length, at = int.from_bytes(data[at:at + size], "big"), at + size
    masked = bool(data[1] & 0x80)
    key = data[at:at + 4] if masked else b""
    at += len(key)
    if (masked and len(key) < 4) or len(data) < at + length:
        return None, data
    payload = data[at:at + length]
    if masked:
        pad = (key * (length // 4 + 1))[:length]
        payload = (int.from_bytes(payload, "big") ^ int.from_bytes(pad, "big")).to_bytes(length, "big")
    frame = Frame(bool(data[0] & 0x80), data[0] >> 4 & 7, data[0] & 15, masked, payload)
    return frame, data[at + length:]


def print_line(line):
    with output:
        print(json.dumps(line), flush=True)


class Connection:
    """One TCP connection, with TLS or without, as bytes and frames; reports all that comes."""

    def __init__(self, tcp, tls_context):
        self.case = None
        self.close_sent = False
        self._tcp = tcp
        self._data = b""
        self._tls = None
        self._close_notify_received = False
        if tls_context:
            self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
            self._tls = tls_context.wrap_bio(self._in, self._out, server_side=True)
            while not self._tls_step(self._tls.do_handshake):
                self._in.write(self._receive(None))
            self._decrypt()

    def report(self, event, **details):
        print_line({"event": event, "case": self.case, **details})

    # Bytes

    def _tls_step(self, step):
        try:
            step()
            return True
        except ssl.SSLWantReadError:
            return False
        finally:
            self._flush()

    def _flush(self):
        if self._tls:
            self._tcp.sendall(self._out.read())

    def _receive(self, timeout):
        """Bytes from TCP; b"" after `timeout` seconds without any."""
        if not select.select([self._tcp], [], [], timeout)[0]:
            return b""
        try:
            data = self._tcp.recv(1 << 16)
        except ConnectionResetError:
            self.report("reset")
            raise Ended("reset") from None
        if not data:
            self.report("fin")
            raise Ended("fin")
        return data

    def _read(self, timeout):
        """Adds what comes within `timeout` seconds to the data; None waits without limit."""
        data = self._receive(timeout)
        if not self._tls:
            self._data += data
            return
        self._in.write(data)
        self._decrypt()

    def _decrypt(self):
        while not self._close_notify_received:
            try:
                plain = self._tls.read(1 << 16)
            except ssl.SSLWantReadError:
                return
            except ssl.SSLZeroReturnError:
                plain = b""
            if not plain:
                self._close_notify_received = True
                self.report("close-notify")
            self._data += plain

    def send(self, data):
        if self._tls:
            self._tls.write(data)
            self._flush()
        else:
            self._tcp.sendall(data)

    def fin(self):
        """Ends our direction, as a TLS library does it: close_notify, then FIN."""
        if self._tls:
            self._tls_step(self._tls.unwrap)
        self._tcp.shutdown(socket.SHUT_WR)

    def reset(self):
        self._tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._tcp.close()

    # Messages

    def read_request(self):
        """The head of the opening handshake, as text."""
        while b"\r\n\r\n" not in self._data:
            self._read(None)
        head, self._data = self._data.split(b"\r\n\r\n", 1)
        return head.decode("latin-1")

    def next_frame(self, timeout=None):
        """The next frame; None if none came within `timeout` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            frame, self._data = decode(self._data)
            if frame:
                self._report_frame(frame)
                return frame
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return None
            self._read(left)

    def _report_frame(self, frame):
        details = {"opcode": NAMES.get(frame.opcode, f"reserved-{frame.opcode}"), "fin": frame.fin,
                   "rsv": frame.rsv, "masked": frame.masked, "length": len(frame.payload),
                   "base64": base64.b64encode(frame.payload[:1024]).decode()}
        if frame.opcode == CLOSE:
            code = struct.unpack("!H", frame.payload[:2])[0] if len(frame.payload) >= 2 else None
            details.update(code=code, reason=frame.payload[2:].decode(errors="replace"))
        self.report("frame", **details)

    def send_frame(self, opcode, payload=b""):
        self.close_sent = self.close_sent or opcode == CLOSE
        self.send(encode(opcode, payload))

    def wait_for(self, opcode):
        while True:
            frame = self.next_frame()
            if frame.opcode == opcode:
                return frame

    def wait_for_end(self):
        while True:
            self.next_frame()

    def finish(self):
        """Answers a Close as a server does, then FIN, and waits for the end."""
        frame = self.wait_for(CLOSE)
        if not self.close_sent:
            self.send_frame(CLOSE, frame.payload)
        self.fin()
        self.wait_for_end()
