"""Twenty clients request large responses and read none of them."""

import asyncio
from collections.abc import AsyncIterator

from measurement import Measurement
from http_client import Connection, User
from server import Server

CLIENTS = 20
GOAL = 120
#: 1000 tasks of 40 KB each.
TASKS = [{"title": f"{number:04}", "description": "😀" * 10_000} for number in range(1000)]
ROUTES = (
    "/api/v1/tasks?limit=1000",
    "/api/v1/tasks?limit=1000&skip=0",
    "/api/v1/tasks?limit=1000&sort=title",
    "/api/v1/tasks?limit=1000&q=%F0%9F%98%80",
    "/api/v1/tasks/changes?limit=1000",
    "/api/v1/tasks/export",
    "/api/v1/tasks/export?format=csv",
    "/api/v1/tasks/export?format=ics",
    "/api/v1/tasks/stream",
    "/api/v1/auth/export",
    "/api/{user}/tasks",
    "/api/{user}/tasks?limit=1000",
)


async def unread_responses(database: str) -> AsyncIterator[Measurement]:
    for others in (False, True):
        worst = (0.0, "")
        async with Server(database) as server:
            users = [await User.register(server.port, f"user{number}") for number in range(CLIENTS if others else 1)]
            await users[0].fill(TASKS)
            for user in users[1:]:
                # These tasks fit into two import files.
                await user.fill(TASKS[:300])
            for route in ROUTES:
                before = server.resident()
                after = await _ask(server, users, route)
                worst = max(worst, (after - before, route))
        whose = "20 users" if others else "one user"
        yield Measurement(f"memory added by 20 unread responses of {whose}", worst[0], GOAL, "MB", worst[1])


async def _ask(server: Server, users: list[User], route: str) -> float:
    connections = [Connection(server.port, receive_buffer=4096) for _ in range(CLIENTS)]
    peak = 0.0
    for number, connection in enumerate(connections):
        user = users[number % len(users)]
        await connection.open()
        await connection.send("GET", route.format(user=user.id), user.headers)
    for _ in range(40):
        await asyncio.sleep(0.1)
        peak = max(peak, server.resident())
    for connection in connections:
        connection.close()
    await asyncio.sleep(0.5)
    return peak
