"""One user runs twenty concurrent searches over 30 MB of text while another user creates, lists and counts tasks."""

import asyncio
import time
from collections.abc import AsyncIterator

from measurement import Measurement
from http_client import User
from server import Server

SEARCHES = 20
SECONDS = 15
GOAL = 1.5
#: 9990 tasks of 3000 characters each.
TASKS = [{"title": f"Task {number}", "description": "lorem ipsum dolor sit amet " * 111} for number in range(9_990)]
EXPENSIVE = (
    "/api/v1/tasks?q=nothing%20has%20this",
    "/api/v1/tasks?q=nothing&include_total=true&sort=title",
    "/api/v1/tasks?skip=9900&sort=-due_date",
    "/api/v1/tasks?tag=none&include_total=true",
)


async def searches_of_another(database: str) -> AsyncIterator[Measurement]:
    async with Server(database) as server:
        busy, other = [await User.register(server.port, name) for name in ("ada", "bob")]
        await busy.fill(TASKS)
        end = time.monotonic() + SECONDS
        searches = [asyncio.create_task(_search(busy, number, end)) for number in range(SEARCHES)]
        waits, unready = await asyncio.gather(_work(other, end), _probe(server, end))
        statuses = [status for search in searches for status in await search]
    tally = ", ".join(f"{statuses.count(status)} x {status}" for status in sorted(set(statuses)))
    yield Measurement("longest create, list or summary of another user", max(waits), GOAL, "s", f"searches: {tally}")
    yield Measurement("failed readiness probes", unready, 0, "")


async def _search(user: User, number: int, end: float) -> list[int]:
    statuses = []
    while time.monotonic() < end:
        response = await user.request("GET", EXPENSIVE[number % len(EXPENSIVE)])
        statuses.append(response.expect(200, 429).status)
        if response.status == 429:
            await asyncio.sleep(float(response.headers["retry-after"]))
    return statuses


async def _work(user: User, end: float) -> list[float]:
    waits = []
    while time.monotonic() < end:
        for method, path, body in (
            ("POST", "/api/v1/tasks", {"title": "Buy milk"}),
            ("GET", "/api/v1/tasks", None),
            ("GET", "/api/v1/tasks/summary?today=2026-01-01", None),
        ):
            begin = time.monotonic()
            (await user.request(method, path, body)).expect(200, 201)
            waits.append(time.monotonic() - begin)
        await asyncio.sleep(0.05)
    return waits


async def _probe(server: Server, end: float) -> int:
    failed = 0
    while time.monotonic() < end:
        failed += not await server.is_ready()
        await asyncio.sleep(0.2)
    return failed
