#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A WebSocket server on bare sockets that does what libraries do not do, for interop tests.

It prints "listening PORT", then what it received as JSON Lines; each line carries the `case` of the
request's query. It ends on SIGTERM, at the end of its standard input, and after --life seconds; the
line "fin" on its standard input tells every /tcp-open to end TCP. The path chooses what it does.

Instead of the opening handshake:
  /wrong-accept                    101 with another request's Sec-WebSocket-Accept
  /status/NNN                      an HTTP response with headers and a body; TCP stays open
  /not-http                        a line of something else
  /stalls                          takes the request and says nothing
After it:
  /never-answers                   reads for ever, never answers a Close
  /late-close                      answers a Close 3 s later; until then a text each 250 ms and a Ping
                                   each 500 ms, whose Pongs it counts; then FIN
  /tcp-open  /tcp-open/MS          answers a Close and keeps TCP open: until told, until our FIN, or MS
  /close-then-fin/CODE/REASON      Close and FIN at once, then reads
  /close-and-wait/CODE/REASON      Close, waits for the answer, then FIN
  /empty-close                     the same with an empty Close
  /fin  /rst                       ends TCP without a Close
  /die-mid-frame/fin  …/rst        ten bytes of a frame of a hundred, then the end of TCP
  /big/N                           one text frame of N bytes, then Close 1000
  /hex/BYTES                       those bytes; then answers a Close, if none was among them
  /early/BYTES                     the same, in one piece with the response to the handshake
"""
import argparse
import base64
import hashlib
import os
import signal
import socket
import ssl
import struct
import sys
import threading
import time
import urllib.parse

from raw_connection import CLOSE, PING, PONG, TEXT, Connection, Ended, decode, encode, print_line

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

told_to_end_tcp = threading.Event()


def close_body(code, reason=""):
    return struct.pack("!H", int(code)) + reason.encode()


# What it does after the handshake

def never_answers(peer):
    peer.wait_for_end()


def late_close(peer):
    close = peer.wait_for(CLOSE)
    start = time.monotonic()
    texts = pings = 0
    unanswered = set()
    while (now := time.monotonic() - start) < 3:
        if now >= texts * 0.25:
            texts += 1
            peer.send_frame(TEXT, f"late text {texts}".encode())
        if now >= pings * 0.5:
            pings += 1
            unanswered.add(f"late ping {pings}".encode())
            peer.send_frame(PING, f"late ping {pings}".encode())
        frame = peer.next_frame(max(0, min(texts * 0.25, pings * 0.5) - now))
        if frame and frame.opcode == PONG:
            unanswered.discard(frame.payload)
    peer.report("late-close", texts=texts, pings=pings, answered=pings - len(unanswered))
    peer.send_frame(CLOSE, close.payload)
    peer.fin()
    peer.wait_for_end()


def tcp_open(peer, milliseconds=None):
    peer.send_frame(CLOSE, peer.wait_for(CLOSE).payload)
    answered = time.monotonic()
    while not told_to_end_tcp.is_set():
        if milliseconds is not None and time.monotonic() >= answered + int(milliseconds) / 1000:
            break
        peer.next_frame(0.02)
    peer.fin()
    peer.wait_for_end()


def close_then_fin(peer, code="1000", reason=""):
    peer.send_frame(CLOSE, close_body(code, reason))
    peer.fin()
    peer.wait_for_end()


def close_and_wait(peer, code="1000", reason=""):
    peer.send_frame(CLOSE, close_body(code, reason))
    peer.finish()


def empty_close(peer):
    peer.send_frame(CLOSE)
    peer.finish()


def fin(peer):
    peer.fin()
    peer.wait_for_end()


def rst(peer):
    peer.reset()


def die_mid_frame(peer, how="fin"):
    peer.send(encode(TEXT, b"ten bytes.", length=100))
    {"fin": fin, "rst": rst}[how](peer)


def big(peer, size):
    peer.send_frame(TEXT, b"x" * int(size))
    close_and_wait(peer)


def hex_bytes(peer, text):
    peer.send(note_close(peer, bytes.fromhex(text)))
    peer.finish()


def early(peer, _text):
    peer.finish()


def note_close(peer, data):
    rest = data
    while True:
        frame, rest = decode(rest)
        if not frame:
            return data
        peer.close_sent = peer.close_sent or frame.opcode == CLOSE


BEHAVIOURS = {
    "never-answers": never_answers, "late-close": late_close, "tcp-open": tcp_open,
    "close-then-fin": close_then_fin, "close-and-wait": close_and_wait, "empty-close": empty_close,
    "fin": fin, "rst": rst, "die-mid-frame": die_mid_frame, "big": big, "hex": hex_bytes,
    "early": early,
}


# The opening handshake and what can stand in its place

def response(request, nonce=None):
    fields = dict(line.split(":", 1) for line in request.split("\r\n")[1:])
    fields = {name.strip().lower(): value.strip() for name, value in fields.items()}
    key = (nonce or fields["sec-websocket-key"]).encode()
    accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
    return (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")


def wrong_accept(peer, request):
    peer.send(response(request, nonce="dGhlIHNhbXBsZSBub25jZQ=="))


def status(peer, _request, code):
    body = f"this is the body of a {code}\n".encode()
    peer.send(f"HTTP/1.1 {code} Told So\r\nX-Peer: raw\r\nContent-Type: text/plain\r\n"
              f"Content-Length: {len(body)}\r\n\r\n".encode() + body)


def not_http(peer, _request):
    peer.send(b"220 mail.example ESMTP at your service\r\n")


def stalls(_peer, _request):
    pass


REFUSALS = {"wrong-accept": wrong_accept, "status": status, "not-http": not_http, "stalls": stalls}


def serve(tcp, tls_context):
    peer = None
    try:
        peer = Connection(tcp, tls_context)
        request = peer.read_request()
        url = urllib.parse.urlsplit(request.split(" ")[1])
        peer.case = urllib.parse.parse_qs(url.query).get("case", [None])[0]
        name, *words = [urllib.parse.unquote(step) for step in url.path.split("/")[1:]]
        peer.report("request", head=request)
        if name in REFUSALS:
            REFUSALS[name](peer, request, *words)
            peer.wait_for_end()
        prefix = response(request)
        if name == "early":
            prefix += note_close(peer, bytes.fromhex(words[0]))
        peer.send(prefix)
        BEHAVIOURS[name](peer, *words)
    except Ended:
        pass
    except (BrokenPipeError, ConnectionResetError):
        peer.report("reset")
    except ssl.SSLError as error:
        print_line({"event": "tls-error", "text": str(error)})
    finally:
        tcp.close()


def obey_standard_input():
    for line in sys.stdin:
        if line.strip() == "fin":
            told_to_end_tcp.set()
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--life", type=float, default=120)
    chosen = parser.parse_args()
    tls_context = None
    if chosen.tls:
        tls_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls_context.load_cert_chain(*chosen.tls)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    life = threading.Timer(chosen.life, os._exit, [3])
    life.daemon = True
    life.start()
    threading.Thread(target=obey_standard_input, daemon=True).start()
    listener = socket.create_server(("127.0.0.1", 0))
    print("listening", listener.getsockname()[1], flush=True)
    while True:
        tcp, _ = listener.accept()
        tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(tcp, tls_context), daemon=True).start()


if __name__ == "__main__":
    main()
