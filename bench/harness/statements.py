"""The very statements that the program sends, taken from the database's log and made into scripts of pgbench."""

import re
import time
from dataclasses import dataclass

from harness.database import Database, Executed
from harness.operations import Operation

# Hints that other replicas get, a few in a statement and apart from the request.
HINT = "pg_notify"
# So long everything that runs by itself is listened to, to be told from what a request does.
IDLE_SECONDS = 2.0
PLACEHOLDER = re.compile(r"\$(\d+)( IS NULL)?")


def background(database: Database) -> set[str]:
    """What is executed by itself."""
    start = database.log_length()
    time.sleep(IDLE_SECONDS)
    return {one.sql for one in database.executed_since(start)}


def executed(database: Database, since: int, but: set[str]) -> list[Executed]:
    """What was executed, from this length of the log on, for a request."""
    return [one for one in database.executed_since(since) if one.sql not in but and HINT not in one.sql]


@dataclass(frozen=True)
class Script:
    """What pgbench is given, with variables beside."""

    text: str
    variables: dict[str, str]


def script(operation: Operation, executed: list[Executed], choice: str) -> Script:
    """`choice` picks an owner and a task. The rest is sent as values too, though always the same."""
    if len(executed) != len(operation.variables):
        texts = "\n".join(one.sql for one in executed)
        raise SystemExit(f"{operation.name} was to send {len(operation.variables)} statements, and sent:\n{texts}")
    variables: dict[str, str] = {}
    lines = [choice]
    for number, (one, vary) in enumerate(zip(executed, operation.variables, strict=True)):
        # What was found is needed by the statement that follows.
        end = " \\gset found_" if number + 1 < len(executed) else ";"
        lines.append(_filled(one, vary, f"value{number}_", variables) + end)
    return Script("\n".join(lines), variables)


def _filled(executed: Executed, vary: dict[int, str], prefix: str, variables: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        number, told = int(match[1]), executed.values.get(int(match[1]), "NULL")
        name, null_test = f"{prefix}{number}", match[2] or ""
        if told == "NULL":
            # pgbench has no such value to send.
            return "NULL" + null_test
        if "{}" in vary.get(number, "{}"):
            variables[name] = told[1:-1].replace("''", "'")
        # Where it is only compared with NULL, its type can't be told.
        kind = "::text" if null_test else ""
        return vary.get(number, "{}").replace("{}", f":{name}") + kind + null_test

    return PLACEHOLDER.sub(value, executed.sql)
