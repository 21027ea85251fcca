"""The program under test, on its own database, as an async context manager."""

import asyncio
import os
import re
import socket
import subprocess
import tempfile
import uuid
from pathlib import Path
from typing import Self

from http_client import Connection

MIB = 1024 * 1024


class Server:
    def __init__(self, database: str, **settings: str):
        self.database, self.settings = database, settings

    async def __aenter__(self) -> Self:
        self.folder = tempfile.TemporaryDirectory()
        self.port = _free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "BIND_ADDR": f"127.0.0.1:{self.port}",
            "SECRET_KEY": "kG7wq2ZxNf4RtYbV9sLcJ1mHdP6uXeA3",
            "BCRYPT_COST": "10",
            "RATE_LIMIT_ENABLED": "false",
            "LOG_LEVEL": "warn",
            "LOG_FORMAT": "json",
            **self.settings,
        }
        if self.database == "postgres":
            environment["DATABASE_URL"] = _new_database()
        with open(Path(self.folder.name) / "log", "wb") as log:
            self.process = subprocess.Popen(
                [os.environ["TASKLANE_BIN"], "serve"],
                cwd=self.folder.name, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )
        await self._until_ready()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            await asyncio.to_thread(self.process.wait, 40)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.folder.cleanup()

    async def _until_ready(self) -> None:
        for _ in range(600):
            assert self.process.poll() is None, self.log()
            try:
                if await self.is_ready():
                    return
            except OSError:
                pass
            await asyncio.sleep(0.05)
        raise AssertionError(f"the server must become ready in time:\n{self.log()}")

    async def is_ready(self) -> bool:
        async with Connection(self.port) as connection:
            return (await connection.request("GET", "/health/ready")).status == 200

    def log(self) -> str:
        return (Path(self.folder.name) / "log").read_text()

    def resident(self) -> float:
        """Resident memory in MB."""
        return self._memory("VmRSS")

    def peak(self) -> float:
        return self._memory("VmHWM")

    def _memory(self, field: str) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(rf"{field}:\s+(\d+) kB", status)
        assert found
        return int(found[1]) / 1000


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def _new_database() -> str:
    server = os.environ["TEST_DATABASE_URL"]
    name = f"isolation_{uuid.uuid4().hex}"
    psql = os.environ.get("PSQL", "psql")
    subprocess.run([psql, server, "-qc", f"CREATE DATABASE {name} TEMPLATE template0"], check=True)
    base, query = (server.split("?", 1) + [""])[:2]
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
