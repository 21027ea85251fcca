"""The very statements that the program sends, taken from the database's log and made into scripts of pgbench."""

import re
import time
from collections.abc import Callable

from harness.database import Database, Executed
from harness.operations import Operation

# Hints that other replicas get, a few in a statement and apart from the request.
HINT = "pg_notify"
# So long everything that runs by itself is listened to, to be told from what a request does.
IDLE_SECONDS = 2.0
PLACEHOLDER = re.compile(r"\$(\d+)")


def taken_down(database: Database, background: set[str], request: Callable[[], None]) -> list[Executed]:
    start = database.log_length()
    request()
    executed = database.executed_since(start)
    return [one for one in executed if one.sql not in background and HINT not in one.sql]


def background(database: Database) -> set[str]:
    start = database.log_length()
    time.sleep(IDLE_SECONDS)
    return {one.sql for one in database.executed_since(start)}


def script(operation: Operation, executed: list[Executed], choice: str) -> str:
    """What is the same every time stands in the text; the rest is sent as values, as the program does."""
    if len(executed) != len(operation.variables):
        texts = "\n".join(one.sql for one in executed)
        raise SystemExit(f"{operation.name} was to send {len(operation.variables)} statements, and sent:\n{texts}")
    statements = [_filled(one, vary) for one, vary in zip(executed, operation.variables, strict=True)]
    if len(statements) > 1:
        statements[0] += " \\gset found_"
    return choice + "".join(one if one.endswith("found_") else f"{one};" for one in _lines(statements))


def _lines(statements: list[str]) -> list[str]:
    return [f"\n{one}" for one in statements]


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
