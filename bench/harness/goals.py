"""The targets at 64 connections, and the measured values."""

import statistics
from typing import Any

from harness.results import Cell

CONNECTIONS, MAX_CONNECTIONS = 64, 256
# The minimum ratio of Tasklane's rate to the rate of another subject, by operation and subject.
SHARES = {
    "get": {"pgbench": 1.3, "fastapi": 10, "fastify": 2},
    "list": {"pgbench": 1.0, "fastapi": 10, "fastify": 2},
    "create": {"pgbench": 0.8, "fastapi": 10, "fastify": 2},
    "edit": {"pgbench": 0.8, "fastapi": 10, "fastify": 2},
}
MAX_MEGABYTES = 60


def rows(all: list[Cell], result: dict[str, Any], names: dict[str, str]) -> list[list[str]]:
    """Returns rows of name, target, measured value, and whether the target is reached."""
    rates = {(cell.operation, cell.subject): cell.figures["rate"] for cell in all if cell.connections == CONNECTIONS}
    found = []
    for operation, shares in SHARES.items():
        for other, share in shares.items():
            if rates.get((operation, other)):
                ratio = rates[operation, "tasklane"] / rates[operation, other]
                found.append(_at_least(f"{operation} ÷ {names[other]}", share, ratio))
    get = rates.get(("get", "tasklane"))
    if get and ("not-modified", "tasklane") in rates:
        found.append(_at_least("list, not modified (304) ÷ get", 2, rates["not-modified", "tasklane"] / get))
    sqlite = {one["operation"]: one["rounds"] for one in result.get("sqlite", [])}
    if get and sqlite:
        found.append(_at_least("get on SQLite ÷ get on PostgreSQL", 1, _median(sqlite["get"], "rate") / get))
    if sqlite:
        ratio = _median(sqlite["create"], "rate") / _median(sqlite["create"], "not_durable")
        found.append(_at_least("create on SQLite ÷ in process, not durable", 0.5, ratio))
    own = [cell for cell in all if cell.subject == "tasklane" and cell.connections == MAX_CONNECTIONS]
    if own:
        peak = max(cell.figures["memory"] for cell in own)
        row = [f"MB at {MAX_CONNECTIONS} connections", f"≤ {MAX_MEGABYTES}", f"{peak:.0f}"]
        found.append([*row, _verdict(peak <= MAX_MEGABYTES)])
    return found


def _at_least(what: str, share: float, ratio: float) -> list[str]:
    # Compare the rounded value that the table shows, so that a ratio shown as 1.00 reaches the target 1.
    return [what, f"≥ {share:g}", f"{ratio:.2f}", _verdict(round(ratio, 2) >= share)]


def _verdict(is_met: bool) -> str:
    return "yes" if is_met else "**no**"


def _median(rounds: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in rounds)
