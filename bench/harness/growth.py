"""Measures databases of growing size. Each step has its own database, with ten times the tasks of the step before."""

import os
import sys

from harness import data, machine, options
from harness.client import Client
from harness.database import Database, create, drop
from harness.extras import cursor_of
from harness.operations import OPERATIONS
from harness.servers import Server, tasklane
from harness.settings import SECRET_KEY
from harness.subjects import OverHttp, ask
from harness.tokens import Tokens
from harness.environment import Environment

MIN_TASKS = 100_000
TASKS_EACH = 1000
# The tasks of the first user: the default of MAX_TASKS_PER_USER.
MANY = 10_000
PAGE, DEEP_PAGE, AT_ONCE = 20, 400, 1000
CONNECTIONS = 16

SIZES = """
SELECT 'table', pg_table_size('tasks') UNION ALL
SELECT indexrelid::regclass::text, pg_relation_size(indexrelid) FROM pg_index WHERE indrelid = 'tasks'::regclass"""
# WAL bytes, and full page images, which are written for the first change of a page after a checkpoint.
LOGGED = "SELECT wal_bytes, wal_fpi FROM pg_stat_wal"


def run(given: options.Options) -> None:
    points, tasks = [], min(MIN_TASKS, given.max_tasks)
    described = {}
    while tasks <= given.max_tasks:
        url = create(os.environ["TEST_DATABASE_URL"], f"growth_{tasks}")
        database = Database(url)
        described = machine.describe(database)
        points.append({"tasks": tasks, **point(filled(database, tasks // TASKS_EACH), given.seconds)})
        print(points[-1], file=sys.stderr)
        drop(os.environ["TEST_DATABASE_URL"], f"growth_{tasks}")
        tasks *= 10
    options.write(given.result.with_name("growth.json"), {"machine": described, "points": points})


def filled(database: Database, owners: int) -> Environment:
    data.seed(database.url, 1, MANY, grown_from=2)
    data.seed(database.url, owners, TASKS_EACH)
    database.rows(data.RENUMBER)
    database.rows("VACUUM (ANALYZE)")
    usernames = data.usernames(database)
    with tasklane(database.url) as server:
        tokens = Tokens(database, SECRET_KEY, server.client().log_in(usernames[0]))
    return Environment(database, data.Owners(len(usernames), TASKS_EACH, usernames), tokens)


def point(environment: Environment, seconds: int) -> dict[str, float]:
    count = environment.database.value("SELECT count(*) FROM tasks")
    sizes = {f"bytes {name}": size / count for name, size in environment.database.rows(SIZES)}
    with tasklane(environment.database.url) as server:
        figures = {**sizes, **rates(environment, server, seconds), **pages(environment, server, seconds)}
    return {name: round(value, 3) for name, value in figures.items()}


def rates(environment: Environment, server: Server, seconds: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    for operation in OPERATIONS:
        if operation.name not in ("get", "list", "create", "edit"):
            continue
        environment.database.rows("CHECKPOINT")
        before = environment.database.rows(LOGGED)[0]
        load = OverHttp(environment, server).run(operation, CONNECTIONS, seconds)
        after = environment.database.rows(LOGGED)[0]
        figures[f"rate {operation.name}"] = load.requests / load.seconds
        if operation.name in ("create", "edit"):
            figures[f"logged bytes {operation.name}"] = float(after[0] - before[0]) / load.requests
            figures[f"logged pages {operation.name}"] = (after[1] - before[1]) / load.requests
    return figures


def pages(environment: Environment, server: Server, seconds: int) -> dict[str, float]:
    """Returns the median latency of the first and of a deep page of the user with many tasks."""
    token = environment.tokens.fresh()[0]
    cursor = cursor_behind(server.client(), token, PAGE * (DEEP_PAGE - 1))
    return {
        "ms page 1": ask(server, "list", [token], [""], 1, seconds).p50,
        f"ms page {DEEP_PAGE}": ask(server, "list-deep", [token], [cursor], 1, seconds).p50,
    }


def cursor_behind(client: Client, token: str, tasks: int) -> str:
    cursor = ""
    while tasks > 0:
        limit = min(tasks, AT_ONCE)
        where = f"&cursor={cursor}" if cursor else ""
        cursor = cursor_of(client.expect(200, "GET", f"/api/v1/tasks?limit={limit}{where}", token))
        tasks -= limit
    return cursor
