"""The load of one operation, as the servers and the bare database get it."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness import load, statements
from harness.data import FIRST_TASK, TASKS_EACH, Owners
from harness.database import Database
from harness.operations import Operation
from harness.servers import Server
from harness.tokens import Tokens

CHOICE = """\\set owner random(1, {owners})
\\set task {first} + 100 * :owner + random(0, {last})"""
DEPTH = 500
# By this one the owner whose requests are taken down has something that a search finds: an empty list is looked at twice.
FOUND = '{"title":"Plan the next year","priority":"high"}'


@dataclass(frozen=True)
class World:
    """What all measurements have in common."""

    database: Database
    owners: Owners
    tokens: Tokens


class OverHttp:
    def __init__(self, world: World, server: Server) -> None:
        self.name = server.name
        self.process = server.process
        self._world = world
        self._server = server

    def run(self, operation: Operation, connections: int, seconds: int) -> load.Load:
        tokens = self._world.tokens.fresh()
        extras = extras_of(operation, self._world, self._server, tokens)
        with tempfile.NamedTemporaryFile("w", suffix=".owners") as owners:
            owners.writelines(f"{token} {extra}\n" for token, extra in zip(tokens, extras, strict=True))
            owners.flush()
            arguments = [operation.name, owners.name, str(FIRST_TASK), str(TASKS_EACH)]
            return load.wrk(self._server.address, arguments, connections, seconds)


class Bare:
    """PostgreSQL without a server before it."""

    name = "pgbench"
    process = None

    def __init__(self, world: World, scripts: dict[str, str]) -> None:
        self._world = world
        self.scripts = scripts

    def run(self, operation: Operation, connections: int, seconds: int) -> load.Load:
        return load.pgbench(self._world.database.url, self.scripts[operation.name], connections, seconds)


def extras_of(operation: Operation, world: World, server: Server, tokens: list[str]) -> list[str]:
    """What the load needs of each owner beside the token."""
    client = server.client()
    match operation.extra:
        case None:
            return [""] * len(tokens)
        case "tag":
            answers = (client.expect(200, "GET", "/api/v1/tasks?limit=20", token) for token in tokens)
            return [answer.headers["ETag"] for answer in answers]
        case "cursor":
            path = f"/api/v1/tasks?limit={min(DEPTH, world.owners.tasks // 2)}"
            links = (client.expect(200, "GET", path, token).headers["Link"] for token in tokens)
            return [link.partition("cursor=")[2].partition(">")[0].partition("&")[0] for link in links]
        case "username":
            return world.owners.usernames
        case unknown:
            raise ValueError(unknown)


def take_down(world: World, server: Server, operations: list[Operation]) -> dict[str, str]:
    """The scripts of pgbench, from what the program sends to a database that logs."""
    idle = statements.background(world.database)
    choice = CHOICE.format(owners=world.owners.count, first=FIRST_TASK, last=TASKS_EACH - 1)
    client, token = server.client(), world.tokens.fresh()[0]
    client.expect(201, "POST", "/api/v1/tasks", token, FOUND)
    scripts = {}
    for operation in operations:
        (extra,) = extras_of(operation, world, server, [token])
        path = operation.path.format(owner=1, task=FIRST_TASK + 100, extra=extra)
        headers = {"If-None-Match": extra} if operation.extra == "tag" else None

        def request(number: int) -> None:
            body = operation.body and operation.body.replace("plants", f"plants {number}")
            answer = client.ask(operation.method, path, token, body, headers)
            if answer.status not in (200, 201, 304):
                raise SystemExit(f"{operation.method} {path} was answered {answer.status}: {answer.body.decode()}")

        # The first time it is prepared as well.
        request(1)
        executed = statements.taken_down(world.database, idle, lambda: request(2))
        scripts[operation.name] = statements.script(operation, executed, choice)
    return scripts
