#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A WebSocket server on Debian's python3-websockets for interop tests.

It prints "listening PORT", then what the library's API reports as JSON Lines; each line carries the
`case` of the request's query. It ends on SIGTERM, at the end of its standard input, and after
--life seconds. The path chooses what it does once the connection is open:
  /echo                         sends every message back; /echo/N: the handler returns after N;
                                /mirror: as /echo
  /listen                       only takes messages
  /close/CODE/REASON            close(CODE, REASON); /return: the handler returns, which closes 1000
  /close-after/MS/CODE/REASON   the same, later
"""
import argparse
import asyncio
import json
import os
import signal
import ssl
import sys
import urllib.parse

import websockets
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory


def report(case, event, **details):
    print(json.dumps({"event": event, "case": case, **details}), flush=True)


async def echo(connection, count=None):
    left = None if count is None else int(count)
    async for message in connection:
        await connection.send(message)
        left = None if left is None else left - 1
        if left == 0:
            return


async def listen(connection):
    async for _ in connection:
        pass


async def close(connection, code, reason=""):
    await connection.close(int(code), reason)


async def close_after(connection, milliseconds, code, reason=""):
    await asyncio.sleep(int(milliseconds) / 1000)
    await connection.close(int(code), reason)


async def return_at_once(connection):
    pass


BEHAVIOURS = {"echo": echo, "mirror": echo, "listen": listen, "close": close, "close-after": close_after,
              "return": return_at_once}


def seen(close_frame):
    return close_frame and {"code": close_frame.code, "reason": close_frame.reason}


async def watch(connection, case):
    """Reports how the connection ended, as the library's API has it."""
    await connection.wait_closed()
    report(case, "close", code=connection.close_code, reason=connection.close_reason,
           sent=seen(connection.close_sent), received=seen(connection.close_rcvd))


async def serve(connection):
    url = urllib.parse.urlsplit(connection.path)
    case = urllib.parse.parse_qs(url.query).get("case", [None])[0]
    name, *words = [urllib.parse.unquote(step) for step in url.path.split("/")[1:]]
    report(case, "open", headers=dict(connection.request_headers.raw_items()),
           subprotocol=connection.subprotocol,
           extensions=connection.response_headers.get("Sec-WebSocket-Extensions", ""))
    watcher = asyncio.ensure_future(watch(connection, case))
    watcher.add_done_callback(lambda task: task.result())
    try:
        await BEHAVIOURS[name](connection, *words)
    except websockets.ConnectionClosed:
        pass  # watch() reports it


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--ping-interval", type=float, default=20, help="seconds, 0 is off")
    parser.add_argument("--ping-timeout", type=float, default=20)
    parser.add_argument("--close-timeout", type=float, default=10)
    parser.add_argument("--subprotocol", action="append")
    parser.add_argument("--deflate", action="store_true")
    parser.add_argument("--life", type=float, default=120)
    return parser.parse_args()


async def main(chosen):
    tls = None
    if chosen.tls:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(*chosen.tls)
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, end.set)
    loop.add_reader(sys.stdin, lambda: sys.stdin.buffer.read1() or end.set())
    loop.call_later(chosen.life, end.set)
    server = await websockets.serve(
        serve, "127.0.0.1", 0, ssl=tls, ping_interval=chosen.ping_interval or None,
        ping_timeout=chosen.ping_timeout, close_timeout=chosen.close_timeout,
        subprotocols=chosen.subprotocol, compression=None,
        extensions=[ServerPerMessageDeflateFactory()] if chosen.deflate else None)
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    await end.wait()
    loop.remove_reader(sys.stdin)
    # Not server.close(): that would wait for the closing handshakes of what is still open.


if __name__ == "__main__":
    asyncio.new_event_loop().run_until_complete(main(options()))
    sys.stdout.flush()
    os._exit(0)
