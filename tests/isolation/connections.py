"""Nine thousand clients at one address keep their connections in use while another address connects."""

import asyncio
import resource
import time
from collections.abc import AsyncIterator

from measurement import Measurement
from http_client import Connection
from server import Server

HELD = 9000
#: The open-file limit of this process and of the server: enough for the connections, with a reserve.
FILES = 20_000
PAUSE = 9
GOAL = 1.0


async def held_connections(database: str) -> AsyncIterator[Measurement]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < FILES:
        raise SystemExit(f"connections: the open-file limit must be {FILES}, but the hard limit is {hard} (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, hard))
    # MAX_STREAMS=1 limits the server to 8193 connections, fewer than the clients at 127.0.0.1 open.
    async with Server(database, MAX_STREAMS="1") as server:
        tasks = [asyncio.create_task(_hold(server.port, number)) for number in range(HELD)]
        await asyncio.sleep(PAUSE + 6)
        waits = []
        for _ in range(20):
            begin = time.monotonic()
            async with Connection(server.port, source="127.0.0.2") as connection:
                response = await asyncio.wait_for(connection.request("GET", "/health/ready"), 30)
            response.expect(200)
            waits.append(time.monotonic() - begin)
        memory = server.resident()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    note = f"{memory:.0f} MB of resident memory"
    yield Measurement("longest request from another address while 9000 clients keep their connections in use", max(waits), GOAL, "s", note)


async def _hold(port: int, number: int) -> None:
    # Spread the requests over time.
    await asyncio.sleep(number / HELD * 4)
    while True:
        try:
            async with Connection(port) as connection:
                while True:
                    (await connection.request("GET", "/health/live")).expect(200)
                    await asyncio.sleep(PAUSE)
        except (OSError, IndexError, asyncio.IncompleteReadError):
            # The server closed this connection to accept a new one, so reconnect.
            await asyncio.sleep(0.1)
