"""Applies the load of one operation to a server or to the bare database."""

import tempfile
from typing import Protocol

from harness import load
from harness.data import FIRST_TASK, TASKS_EACH
from harness.extras import extras_of
from harness.operations import Operation
from harness.processes import Process
from harness.servers import Server
from harness.statements import Script
from harness.environment import Environment


class Subject(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def process(self) -> Process | None: ...

    def run(self, operation: Operation, connections: int, seconds: int) -> load.Load: ...


class OverHttp:
    def __init__(self, environment: Environment, server: Server) -> None:
        self.name = server.name
        self.process = server.process
        self._environment = environment
        self._server = server
        self._cached_extras: dict[str, list[str]] = {}

    def run(self, operation: Operation, connections: int, seconds: int) -> load.Load:
        tokens = self._environment.tokens.fresh()
        extras = self._cached_extras.get(operation.name)
        extras = extras or extras_of(operation, self._environment, self._server, tokens)
        if operation.extra == "cursor":
            # Cursors do not expire, and fetching them is slow.
            self._cached_extras[operation.name] = extras
        return ask(self._server, operation.name, tokens, extras, connections, seconds)


def ask(
    server: Server, operation: str, tokens: list[str], extras: list[str], connections: int, seconds: int
) -> load.Load:
    with tempfile.NamedTemporaryFile("w", suffix=".owners") as owners:
        owners.writelines(f"{token} {extra}\n" for token, extra in zip(tokens, extras, strict=True))
        owners.flush()
        arguments = [operation, owners.name, str(FIRST_TASK), str(TASKS_EACH)]
        return load.wrk(server.address, arguments, connections, seconds)


class Bare:
    """PostgreSQL without a server in front."""

    name = "pgbench"
    process = None

    def __init__(self, environment: Environment, scripts: dict[str, Script]) -> None:
        self._environment = environment
        self.scripts = scripts

    def run(self, operation: Operation, connections: int, seconds: int) -> load.Load:
        return load.pgbench(self._environment.database.url, self.scripts[operation.name], connections, seconds)
