#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A client on Debian's python3-websockets that sends random messages to an echo server and compares
what comes back. Prints one line of JSON; ends with 0 if every message came back unchanged.

usage: random_client.py URL COUNT SEED LARGEST [FACTORY]
  FACTORY: the arguments of ClientPerMessageDeflateFactory as JSON; none: no compression
"""
import asyncio
import json
import random
import sys

import websockets
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

UNDER_WAY = 32
PRINTABLE = bytes(0x20 + (byte & 0x3F) for byte in range(256))
PHRASE = b'{"price": 12.5, "id": '


def messages(count, seed, largest):
    source = random.Random(seed)
    for _ in range(count):
        kind = source.randrange(1000)
        bound = 300 if kind < 800 else 10_000 if kind < 990 else largest
        size = largest if kind == 0 else 0 if kind < 50 else source.randint(0, bound)
        content = source.randrange(3)
        data = (b"a" * size if content == 0 else (PHRASE * (size // len(PHRASE) + 1))[:size]
                if content == 1 else source.randbytes(size))
        if source.random() < 0.5:
            yield data.translate(PRINTABLE).decode()
        else:
            yield data


async def main(url, count, seed, largest, factory=None):
    extensions = [ClientPerMessageDeflateFactory(**json.loads(factory))] if factory else None
    same = different = 0
    async with websockets.connect(url, compression=None, extensions=extensions, max_size=None,
                                  ping_interval=None) as connection:
        expected = asyncio.Queue(UNDER_WAY)

        async def send():
            for message in messages(int(count), int(seed), int(largest)):
                await expected.put(message)
                await connection.send(message)

        sender = asyncio.create_task(send())
        for _ in range(int(count)):
            echo = await connection.recv()
            if echo == await expected.get():
                same += 1
            else:
                different += 1
        await sender
    print(json.dumps({"same": same, "different": different, "code": connection.close_code,
                      "extensions": [str(extension) for extension in connection.extensions]}))
    return 0 if same == int(count) and connection.close_code == 1000 else 1


sys.exit(asyncio.run(asyncio.wait_for(main(*sys.argv[1:]), 200)))
