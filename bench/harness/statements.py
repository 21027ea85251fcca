"""Converts the program's statements, as recorded in the database log, to pgbench scripts."""

import re
import time
from dataclasses import dataclass

from harness.database import Database, Executed
from harness.operations import Operation

# Announcements for other replicas, sent in batches and independent of the request.
HINT = "pg_notify"
# How long background statements are recorded, to exclude them from a request's statements.
IDLE_SECONDS = 2.0
PLACEHOLDER = re.compile(r"\$(\d+)( IS NULL)?")


def background(database: Database) -> set[str]:
    """Returns the statements that run in the background."""
    start = database.log_length()
    time.sleep(IDLE_SECONDS)
    return {one.sql for one in database.executed_since(start)}


def executed(database: Database, since: int, but: set[str]) -> list[Executed]:
    """Returns the statements logged after the offset `since`, without those in `but` and without announcements."""
    return [one for one in database.executed_since(since) if one.sql not in but and HINT not in one.sql]


@dataclass(frozen=True)
class Script:
    """A pgbench script with its variables."""

    text: str
    variables: dict[str, str]


def script(operation: Operation, executed: list[Executed], choice: str) -> Script:
    """Returns the script of an operation. `choice` selects a user and a task. Other values are bound as constants."""
    if len(executed) != len(operation.variables):
        texts = "\n".join(one.sql for one in executed)
        raise SystemExit(f"{operation.name} must send {len(operation.variables)} statements, but sent:\n{texts}")
    variables: dict[str, str] = {}
    lines = [choice]
    for number, (one, vary) in enumerate(zip(executed, operation.variables, strict=True)):
        # \gset stores the result for the next statement.
        end = " \\gset found_" if number + 1 < len(executed) else ";"
        lines.append(_filled(one, vary, f"value{number}_", variables) + end)
    return Script("\n".join(lines), variables)


def _filled(executed: Executed, vary: dict[int, str], prefix: str, variables: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        number, value_text = int(match[1]), executed.values.get(int(match[1]), "NULL")
        name, null_test = f"{prefix}{number}", match[2] or ""
        if value_text == "NULL":
            # pgbench can't bind NULL.
            return "NULL" + null_test
        if "{}" in vary.get(number, "{}"):
            variables[name] = value_text[1:-1].replace("''", "'")
        # PostgreSQL can't infer the type of a parameter that is used only in IS NULL.
        kind = "::text" if null_test else ""
        return vary.get(number, "{}").replace("{}", f":{name}") + kind + null_test

    return PLACEHOLDER.sub(value, executed.sql)
