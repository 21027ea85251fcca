"""Records the statements of each operation in the database log."""

from harness import statements
from harness.client import Client
from harness.data import FIRST_TASK, TASKS_EACH
from harness.extras import extras_of
from harness.operations import Operation
from harness.servers import Server
from harness.environment import Environment

CHOICE = """\\set owner random(1, {owners})
\\set task {first} + 100 * :owner + random(0, {last})"""
# A task that matches `list-filtered`. If no task matched, the program would send a second query.
FOUND = '{"title":"Plan the next year","priority":"high"}'


def record_statements(
    environment: Environment, server: Server, operations: list[Operation]
) -> dict[str, statements.Script]:
    """Returns the pgbench scripts by operation name."""
    idle = statements.background(environment.database)
    choice = CHOICE.format(owners=environment.owners.count, first=FIRST_TASK, last=TASKS_EACH - 1)
    client, token = server.client(), environment.tokens.fresh()[0]
    client.expect(201, "POST", "/api/v1/tasks", token, FOUND)
    scripts = {}
    for operation in operations:
        (extra,) = extras_of(operation, environment, server, [token])
        # The first execution also prepares the statement.
        _ask(client, operation, token, extra, 1)
        start = environment.database.log_length()
        _ask(client, operation, token, extra, 2)
        executed = statements.executed(environment.database, start, but=idle)
        scripts[operation.name] = statements.script(operation, executed, choice)
    return scripts


def _ask(client: Client, operation: Operation, token: str, extra: str, number: int) -> None:
    path = operation.path.format(owner=1, task=FIRST_TASK + 100, extra=extra)
    # Each title is new, because a change without effect is not written.
    body = operation.body and operation.body.replace("plants", f"plants {number}")
    headers = {"If-None-Match": extra} if operation.extra == "tag" else None
    response = client.ask(operation.method, path, token, body, headers)
    if response.status not in (200, 201, 304):
        raise SystemExit(f"{operation.method} {path} returned {response.status}: {response.body.decode()}")
