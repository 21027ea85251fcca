"""Runs the rounds. Each round measures the subjects in turn, so a disturbance affects all of them."""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from harness.data import FIRST_TASK
from harness.measure import Measured, measure
from harness.operations import OPERATIONS, Operation
from harness.options import Options
from harness.servers import PEERS, Server, tasklane
from harness.subjects import Bare, OverHttp, Subject
from harness.recording import record_statements
from harness.environment import Environment

# The number of connections for operations that are not measured with every number.
DEFAULT_CONNECTIONS = 64
WARM_UP_SECONDS = 1


def chosen(options: Options) -> list[Operation]:
    return [one for one in OPERATIONS if not options.only or one.name in options.only]


def run(environment: Environment, options: Options) -> dict[str, Any]:
    operations = chosen(options)
    if not operations:
        return {"statements": {}, "cells": []}
    described = [one for one in operations if one.variables]
    with environment.database.every_statement_logged(), tasklane(environment.database.url) as server:
        scripts = record_statements(environment, server, described)
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(start(environment.database.url)) for start in (tasklane, *PEERS.values())]
        check_peers(environment, servers)
        subjects: list[Subject] = [*(OverHttp(environment, server) for server in servers), Bare(environment, scripts)]
        for operation, connections, subject in plan(operations, (DEFAULT_CONNECTIONS,), subjects):
            subject.run(operation, connections, WARM_UP_SECONDS)
        environment.database.rows("CHECKPOINT")
        cells: dict[tuple[str, int, str], list[Measured]] = {}
        for number in range(options.rounds):
            # Rotates the order of the subjects, so that vacuum runs caused by writes do not always slow the same subject.
            first = number % len(subjects)
            in_turn = subjects[first:] + subjects[:first]
            for operation, connections, subject in plan(operations, options.connections, in_turn):
                measured = measure(subject, environment.database, operation, connections, options.seconds)
                cells.setdefault((operation.name, connections, subject.name), []).append(measured)
                print_measurement(number, operation, connections, subject, measured)
    return {
        "statements": {name: asdict(script) for name, script in scripts.items()},
        "cells": [
            {
                "operation": operation,
                "connections": connections,
                "subject": subject,
                "rounds": [one.as_json() for one in measured],
            }
            for (operation, connections, subject), measured in cells.items()
        ],
    }


def plan(
    operations: list[Operation], connections: tuple[int, ...], subjects: list[Subject]
) -> Iterator[tuple[Operation, int, Subject]]:
    for number in connections:
        for operation in operations:
            if number != DEFAULT_CONNECTIONS and not operation.is_common:
                continue
            yield from ((operation, number, subject) for subject in subjects if is_measured(subject, operation))


def is_measured(subject: Subject, operation: Operation) -> bool:
    if subject.name in PEERS:
        return operation.is_common and operation.extra is None
    return subject.name == "tasklane" or bool(operation.variables)


def check_peers(environment: Environment, servers: list[Server]) -> None:
    """Checks that the responses of all servers have the same status and the same members."""
    token, task = environment.tokens.fresh()[0], f"/api/v1/tasks/{FIRST_TASK + 100}"
    for method, path, body in [
        ("GET", task, None),
        ("POST", "/api/v1/tasks", '{"title":"Probe"}'),
        ("PATCH", task, '{"title":"Probe"}'),
        ("GET", "/api/v1/tasks?limit=20", None),
    ]:
        responses = [server.client().ask(method, path, token, body) for server in servers]
        shapes = [(response.status, _shape(response.json())) for response in responses]
        if any(shape != shapes[0] for shape in shapes):
            listed = "\n".join(f"{server.name}: {shape}" for server, shape in zip(servers, shapes, strict=True))
            raise SystemExit(f"The servers return different responses to {method} {path}:\n{listed}")


def _shape(body: Any) -> Any:
    if isinstance(body, list):
        return [len(body), _shape(body[0])]
    return sorted(body) if isinstance(body, dict) else type(body).__name__


def print_measurement(
    number: int, operation: Operation, connections: int, subject: Subject, measured: Measured
) -> None:
    what = f"round {number + 1}  {operation.name:14} {connections:4}  {subject.name:9}"
    seen = f"{measured.rate:9.0f}/s  p50 {measured.p50:8.2f}  p99 {measured.p99:8.2f} ms"
    cost = f"µs: {measured.server_cpu:6.0f} {measured.database_cpu:6.0f} {measured.load_cpu:6.0f}"
    errors = f"  {measured.errors} ERRORS" if measured.errors else ""
    print(f"{what} {seen}  {cost}  {measured.memory:5.0f} MB{errors}", file=sys.stderr)
