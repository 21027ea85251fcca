"""Rewrites the tables and charts of docs/BENCHMARKS.md from a result. The text of the page is not changed."""

import json
import re
import shutil
import statistics
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness import goals, plot
from harness.operations import OPERATIONS
from harness.results import Cell, cells

NAMES = {"tasklane": "Tasklane", "pgbench": "pgbench, same SQL", "fastapi": "FastAPI", "fastify": "Fastify"}
PICTURE = Path("images", "benchmarks.svg")
GROWTH_PICTURE = Path("images", "growth.svg")
# The folder with the results that docs/BENCHMARKS.md shows.
PUBLISHED = Path(__file__).parent.parent / "results"


def write(result_file: Path, page: Path) -> None:
    """Reads the result, and `growth.json` from the same folder."""
    growth_file = result_file.with_name("growth.json")
    result, points = json.loads(result_file.read_text()), json.loads(growth_file.read_text())["points"]
    all = cells(result)
    sections = {
        "machine": machine(result),
        "goals": table(["at 64 connections", "target", "measured", "reached"], goals.rows(all, result, NAMES)),
        "rates": rates(all),
        "cost": cost(all),
        "sqlite": sqlite(result),
        "growth": growth(points),
        "others": others(result),
    }
    text = page.read_text()
    for name, section in sections.items():
        text = replaced(text, name, section)
    page.write_text(text)
    plot.rates(all, NAMES, page.parent / PICTURE)
    plot.growth(points, page.parent / GROWTH_PICTURE)
    PUBLISHED.mkdir(exist_ok=True)
    for file in (result_file, growth_file):
        shutil.copyfile(file, PUBLISHED / file.name)


def replaced(text: str, name: str, section: str) -> str:
    begin, end = f"<!-- {name}: generated -->", f"<!-- {name}: end -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(text):
        raise SystemExit(f"The page lacks {begin} or {end}")
    return pattern.sub(lambda _: f"{begin}\n{section}\n{end}", text)


def machine(result: dict[str, Any]) -> str:
    machine = result["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    settings = ", ".join(f"{name} = {value}" for name, value in machine["postgres_settings"].items())
    return (
        f"{machine['measured_at']}: {machine['processors']} processors ({machine['processor']}), "
        f"{machine['memory_gb']} GB, {machine['kernel']}, data on {machine['file_system']}; load average before: {machine['load_before']}. "
        f"{result['owners']} owners with {result['tasks']} tasks each; "
        f"{result['rounds']} rounds of {result['seconds']} s each.\n\n{versions}.\n\nPostgreSQL: {settings}."
    )


def rates(all: list[Cell]) -> str:
    """Returns one row per operation and number of connections."""
    rows = []
    for operation in OPERATIONS:
        own = [cell for cell in all if cell.operation == operation.name]
        for connections in sorted({cell.connections for cell in own}):
            by_subject = {cell.subject: cell for cell in own if cell.connections == connections}
            row = [operation.title, str(connections), *(_rate(by_subject.get(name)) for name in NAMES)]
            rows.append([*row, *(_ratio(by_subject, name) for name in NAMES if name != "tasklane")])
    ratios = [f"÷ {name}" for name in ("pgbench", "FastAPI", "Fastify")]
    return table(["operation", "connections", *NAMES.values(), *ratios], rows)


def cost(all: list[Cell]) -> str:
    rows = []
    order = [operation.name for operation in OPERATIONS]
    for cell in sorted(all, key=lambda cell: (order.index(cell.operation), cell.connections)):
        figures = cell.figures
        times = [f"{figures[name]:.2f}" for name in ("p50", "p99")]
        processors = [f"{figures[name]:.0f}" for name in ("server_cpu", "database_cpu", "load_cpu")]
        memory = f"{figures['memory']:.0f}" if figures["memory"] else ""
        last = [memory, f"± {cell.spread * 50:.0f} %", str(cell.errors)]
        rows.append([cell.operation, str(cell.connections), NAMES[cell.subject], *times, *processors, *last])
    costs = ["µs server", "µs database", "µs clients", "MB"]
    return table(["operation", "connections", "", "p50 ms", "p99 ms", *costs, "spread", "errors"], rows)


def sqlite(result: dict[str, Any]) -> str:
    rows = []
    for cell in result.get("sqlite", []):
        rounds = cell["rounds"]
        names = ("rate", "in_process", "not_durable", "p99", "server_cpu")
        ours, bare, not_durable, p99, cpu = (statistics.median(one[name] for one in rounds) for name in names)
        errors = sum(one["errors"] for one in rounds)
        row = [cell["operation"], f"{ours:.0f}", f"{p99:.2f}", f"{cpu:.0f}", f"{errors:.0f}"]
        rows.append([*row, f"{bare:.0f}", f"{ours / bare:.2f}", f"{not_durable:.0f}", f"{ours / not_durable:.2f}"])
    head = ["operation", "Tasklane", "p99 ms", "µs server", "errors", "in process", "÷", "in process, not durable", "÷"]
    return table(head, rows)


def others(result: dict[str, Any]) -> str:
    rows = [[name, value] for name, value in result.get("others", {}).items()]
    return table(["what", "measured"], rows) if rows else ""


def growth(points: list[dict[str, float]]) -> str:
    """Returns one row per figure and one column per number of tasks."""
    names = [name for name in points[0] if name != "tasks"]
    rows = [[name, *(f"{point[name]:,.1f}".replace(",", " ") for point in points)] for name in names]
    return table(["tasks", *(f"{point['tasks']:,.0f}".replace(",", " ") for point in points)], rows)


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _rate(cell: Cell | None) -> str:
    return f"{cell.figures['rate']:,.0f}".replace(",", " ") if cell else ""


def _ratio(by_subject: dict[str, Cell], name: str) -> str:
    ours, other = by_subject.get("tasklane"), by_subject.get(name)
    if not ours or not other or not other.figures["rate"]:
        return ""
    return f"{ours.figures['rate'] / other.figures['rate']:.2f}"
