"""Forty clients from eight networks try to log in continuously while the owner of an account logs in."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator

from measurement import Measurement
from http_client import JSON, PASSWORD, Connection, User
from server import Server

CLIENTS = 40
BLOCKS = 8
LOGINS = 8
GOAL = 2.0
OWNER = "198.51.100.7"


async def login_flood(database: str) -> AsyncIterator[Measurement]:
    settings = {"TRUSTED_PROXIES": "127.0.0.1", "BCRYPT_COST": "12", "RATE_LIMIT_ENABLED": "true"}
    async with Server(database, **settings) as server:
        await User.register(server.port, "ada")
        assert await _log_in(server.port, OWNER, "ada", PASSWORD) == 200
        attackers = [asyncio.create_task(_log_in_repeatedly(server.port, number % BLOCKS)) for number in range(CLIENTS)]
        await asyncio.sleep(3)
        waits = []
        for _ in range(LOGINS):
            begin = time.monotonic()
            assert await _log_in(server.port, OWNER, "ada", PASSWORD) == 200
            waits.append(time.monotonic() - begin)
            await asyncio.sleep(0.5)
        for attacker in attackers:
            attacker.cancel()
        ended = await asyncio.gather(*attackers, return_exceptions=True)
        failed = [error for error in ended if not isinstance(error, asyncio.CancelledError)]
        assert not failed, failed
    yield Measurement("longest login of a known user while 40 clients of 8 networks guess", max(waits), GOAL, "s")


async def _log_in_repeatedly(port: int, block: int) -> None:
    while True:
        address = f"203.0.{block}.{random.randrange(1, 255)}"
        status = await _log_in(port, address, f"name{random.randrange(10**9)}", "wrong password")
        assert status in (401, 429, 503), status


async def _log_in(port: int, address: str, name: str, password: str) -> int:
    headers = {**JSON, "X-Forwarded-For": address}
    body = json.dumps({"username": name, "password": password}).encode()
    async with Connection(port) as connection:
        return (await connection.request("POST", "/api/v1/auth/login", headers, body)).status
