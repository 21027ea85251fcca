"""The very statements that the program sends, taken from the database's log and made into scripts of pgbench."""

import re
import time

from harness.database import Database, Executed
from harness.operations import Operation

# Hints that other replicas get, a few in a statement and apart from the request.
HINT = "pg_notify"
# So long everything that runs by itself is listened to, to be told from what a request does.
IDLE_SECONDS = 2.0
PLACEHOLDER = re.compile(r"\$(\d+)")


def background(database: Database) -> set[str]:
    """What is executed by itself."""
    start = database.log_length()
    time.sleep(IDLE_SECONDS)
    return {one.sql for one in database.executed_since(start)}


def executed(database: Database, since: int, but: set[str]) -> list[Executed]:
    """What was executed, from this length of the log on, for a request."""
    return [one for one in database.executed_since(since) if one.sql not in but and HINT not in one.sql]


def script(operation: Operation, executed: list[Executed], choice: str) -> str:
    """`choice` picks an owner and a task. What never varies stands in the text; the rest is sent as values."""
    if len(executed) != len(operation.variables):
        texts = "\n".join(one.sql for one in executed)
        raise SystemExit(f"{operation.name} was to send {len(operation.variables)} statements, and sent:\n{texts}")
    statements = [_filled(one, vary) for one, vary in zip(executed, operation.variables, strict=True)]
    if len(statements) > 1:
        statements[0] += " \\gset found_"
    return "\n".join([choice, *(one if one.endswith("found_") else f"{one};" for one in statements)])


def _filled(executed: Executed, vary: dict[int, str]) -> str:
    def value(match: re.Match[str]) -> str:
        number = int(match[1])
        literal = _literal(executed.values[number]) if number in executed.values else ""
        return vary.get(number, "{}").replace("{}", literal)

    return PLACEHOLDER.sub(value, executed.sql)


def _literal(value: str) -> str:
    # pgbench would take what follows a colon for a variable.
    if ":" not in value:
        return value
    return "E" + value.replace("\\", "\\\\").replace(":", "\\x3a")
