"""Starts the servers. Each peer has one process per processor, and its processes share `CONNECTIONS` database connections.

The number per process is rounded down, and is at least one.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.client import Client
from harness.processes import Process, free_port, running
from harness.settings import SECRET_KEY, tasklane_settings

WORKERS = os.cpu_count() or 1
# The number of database connections per server: Tasklane's default.
CONNECTIONS = 16
FASTAPI = Path(__file__).parent.parent / "peers" / "fastapi"


@dataclass(frozen=True)
class Server:
    name: str
    port: int
    process: Process

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> Client:
        return Client(self.port)


@contextlib.contextmanager
def tasklane(url: str, **more: str) -> Iterator[Server]:
    port = free_port()
    with running([os.environ["TASKLANE_BIN"]], {**tasklane_settings(url, port), **more}, port) as process:
        yield Server("tasklane", port, process)


@contextlib.contextmanager
def fastapi(url: str) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "app:app", f"--app-dir={FASTAPI}", f"--port={port}"]
    command += [f"--workers={WORKERS}", "--loop=uvloop", "--http=httptools", "--no-access-log", "--log-level=warning"]
    with running(command, _peer_settings(url), port) as process:
        yield Server("fastapi", port, process)


@contextlib.contextmanager
def fastify(url: str) -> Iterator[Server]:
    port = free_port()
    program = Path(os.environ["BENCH_TOOLS"], "fastify", "server.js")
    settings = {**_peer_settings(url), "PORT": str(port), "WORKERS": str(WORKERS), "NODE_ENV": "production"}
    with running(["node", str(program)], settings, port) as process:
        yield Server("fastify", port, process)


PEERS = {"fastapi": fastapi, "fastify": fastify}


def _peer_settings(url: str) -> dict[str, str]:
    return {"DATABASE_URL": url, "SECRET_KEY": SECRET_KEY, "POOL_SIZE": str(max(1, CONNECTIONS // WORKERS))}
