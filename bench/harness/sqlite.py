"""Compares the program on SQLite with the same statements in a single thread."""

import os
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

from harness import data
from harness.bare_sqlite import BareSqlite
from harness.options import Options
from harness.servers import Server, tasklane
from harness.subjects import ask

OPERATIONS = ("get", "list", "create", "edit")
OWNERS, CONNECTIONS = 64, 64
# For preparation: many fast logins from one address.
QUICK_LOGINS = {"RATE_LIMIT_ENABLED": "false", "BCRYPT_COST": "10"}


def run(given: Options) -> list[dict[str, Any]]:
    """Returns, per operation, the rates of each round and the cost per request in microseconds."""
    # Use the same disk as PostgreSQL.
    place = os.environ.get("TMPDIR", "/var/tmp")
    with tempfile.TemporaryDirectory(prefix="tasklane-bench.", dir=place) as folder:
        file = Path(folder, "tasklane.db")
        url = f"sqlite://{file}"
        usernames = fill(file, url, given.tasks)
        with tasklane(url, **QUICK_LOGINS) as server:
            tokens = [server.client().log_in(username) for username in usernames]
        rows: dict[str, dict[str, Any]] = {name: {"operation": name, "rounds": []} for name in OPERATIONS}
        with tasklane(url) as server:
            bare, not_durable = BareSqlite(file, OWNERS), BareSqlite(file, OWNERS, "NORMAL")
            for _ in range(given.rounds):
                for name, row in rows.items():
                    figures = measured(server, name, tokens, given.seconds)
                    figures["in_process"] = bare.rate(name, given.seconds)
                    figures["not_durable"] = not_durable.rate(name, given.seconds)
                    row["rounds"].append({name: round(value, 3) for name, value in figures.items()})
                    print(f"SQLite  {name:7} {row['rounds'][-1]}", file=sys.stderr)
        return list(rows.values())


def fill(file: Path, url: str, tasks: int) -> list[str]:
    data.seed(url, OWNERS, tasks, more=QUICK_LOGINS)
    connection = sqlite3.connect(file)
    connection.execute(data.RENUMBER)
    connection.commit()
    usernames = [username for (username,) in connection.execute("SELECT username FROM users ORDER BY id")]
    connection.close()
    return usernames


def measured(server: Server, name: str, tokens: list[str], seconds: int) -> dict[str, float]:
    before = server.process.cpu_seconds()
    load = ask(server, name, tokens, [""] * len(tokens), CONNECTIONS, seconds)
    cpu = (server.process.cpu_seconds() - before) / max(1, load.requests)
    return {
        "rate": load.requests / load.seconds,
        "p99": load.p99,
        "errors": load.errors,
        "server_cpu": 1e6 * cpu,
    }
