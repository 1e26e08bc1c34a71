#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A TCP relay on loopback that harms what it relays, each direction by itself, for tests.

    fault_relay.py --to PORT [--up FAULTS] [--down FAULTS] [--seed N]

`up` is what the client sends, `down` what the server sends. FAULTS are pairs with commas between them:

    latency=S jitter=S    each piece goes on S seconds later, and up to jitter more; in its order
    slice=N delay=S       pieces of at most N bytes, S seconds between them
    limit=N then=HOW      after N bytes: fin  ends this direction of TCP, the other one goes on
                                         rst  resets both connections
                                         hole takes all that comes and forwards nothing
                                         stall reads no more (limit=0: never reads)
    linger=S              a FIN goes on S seconds later

The same seed gives the same jitter. It prints "listening PORT" and ends with its standard input."""
import argparse
import asyncio
import dataclasses
import os
import random
import socket
import struct
import sys
import threading

PIECE = 1 << 16


@dataclasses.dataclass(frozen=True)
class Faults:
    """What becomes of one direction; times in seconds, sizes in bytes."""
    latency: float = 0
    jitter: float = 0
    slice: int = 0
    delay: float = 0
    limit: int | None = None
    then: str = "fin"
    linger: float = 0

    @classmethod
    def parse(cls, text):
        kinds = {"latency": float, "jitter": float, "slice": int, "delay": float, "limit": int,
                 "then": str, "linger": float}
        pairs = [pair.split("=", 1) for pair in text.split(",") if pair]
        faults = cls(**{name: kinds[name](value) for name, value in pairs})
        if faults.then not in ("fin", "rst", "hole", "stall"):
            raise ValueError(f"then={faults.then}")
        return faults


class Reset(Exception):
    """Both connections are to be reset."""


class _Direction:
    """One direction of one connection: reads, delays, cuts and writes."""

    def __init__(self, source, sink, faults, chance):
        self._source, self._sink, self._faults, self._chance = source, sink, faults, chance
        self._queue = asyncio.Queue(maxsize=64)
        self._read_bytes = self._sent = 0

    async def run(self):
        parts = [asyncio.ensure_future(part) for part in (self._read(), self._forward())]
        try:
            await asyncio.gather(*parts)
        finally:
            for part in parts:
                part.cancel()

    async def _read(self):
        """Bytes with the moment at which they go on; b"" is the end of this direction."""
        loop, faults, due = asyncio.get_running_loop(), self._faults, 0
        while True:
            if faults.then == "stall" and faults.limit is not None:
                if self._read_bytes >= faults.limit:
                    await asyncio.Future()
                data = await loop.sock_recv(self._source,
                                            min(PIECE, faults.limit - self._read_bytes))
            else:
                data = await loop.sock_recv(self._source, PIECE)
            self._read_bytes += len(data)
            late = faults.latency + faults.jitter * self._chance.random()
            due = max(due, loop.time() + late + (0 if data else faults.linger))
            await self._queue.put((due, data))
            if not data:
                return

    async def _forward(self):
        loop = asyncio.get_running_loop()
        while True:
            due, data = await self._queue.get()
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            if not data:
                break
            await self._send(data)
            if self._sent == self._faults.limit:
                await self._limit_reached()
                return
        self._sink.shutdown(socket.SHUT_WR)

    async def _send(self, data):
        faults = self._faults
        if faults.limit is not None:
            data = data[:faults.limit - self._sent]
        step = faults.slice or PIECE
        for at in range(0, len(data), step):
            await asyncio.get_running_loop().sock_sendall(self._sink, data[at:at + step])
            self._sent += len(data[at:at + step])
            if faults.delay and self._sent != faults.limit:
                await asyncio.sleep(faults.delay)

    async def _limit_reached(self):
        if self._faults.then == "rst":
            raise Reset
        if self._faults.then == "fin":
            self._sink.shutdown(socket.SHUT_WR)
        while (await self._queue.get())[1]:
            pass


def _reset(tcp):
    tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class FaultRelay:
    """The relay in a thread of its own: `with FaultRelay(port, down=Faults(…)) as relay: relay.port`."""

    def __init__(self, to_port, up=Faults(), down=Faults(), seed=1, host="127.0.0.1"):
        self._to, self._up, self._down = (host, to_port), up, down
        self._chance = random.Random(seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.port = self._listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._main.cancel)
        self._thread.join()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._main = self._loop.create_task(self.serve())
        try:
            self._loop.run_until_complete(self._main)
        except asyncio.CancelledError:
            pass
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def serve(self):
        """Relays until it is cancelled; then nothing stays open."""
        connections = set()
        try:
            while True:
                client, _ = await asyncio.get_running_loop().sock_accept(self._listener)
                task = asyncio.ensure_future(self._relay(client))
                connections.add(task)
                task.add_done_callback(connections.discard)
        finally:
            self._listener.close()
            for task in connections:
                task.cancel()
            await asyncio.gather(*connections, return_exceptions=True)

    async def _relay(self, client):
        server = socket.socket()
        for tcp in (client, server):
            tcp.setblocking(False)
            tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        directions = []
        # Each direction has its own numbers, whichever of them is read first.
        chances = [random.Random(self._chance.random()) for _ in range(2)]
        try:
            await asyncio.get_running_loop().sock_connect(server, self._to)
            directions = [asyncio.ensure_future(one.run()) for one in (
                _Direction(client, server, self._up, chances[0]),
                _Direction(server, client, self._down, chances[1]))]
            await asyncio.gather(*directions)
        except (Reset, OSError):
            # Also a reset of one side goes on to the other.
            _reset(client)
            _reset(server)
        finally:
            for direction in directions:
                direction.cancel()
            await asyncio.gather(*directions, return_exceptions=True)
            client.close()
            server.close()


def _end_with_standard_input():
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", type=int, required=True, metavar="PORT")
    parser.add_argument("--up", type=Faults.parse, default=Faults(), metavar="FAULTS")
    parser.add_argument("--down", type=Faults.parse, default=Faults(), metavar="FAULTS")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    threading.Thread(target=_end_with_standard_input, daemon=True).start()
    relay = FaultRelay(chosen.to, chosen.up, chosen.down, chosen.seed)
    print("listening", relay.port, flush=True)
    asyncio.run(relay.serve())


if __name__ == "__main__":
    main()
