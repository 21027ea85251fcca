"""Command line options."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Options:
    command: str
    owners: int
    tasks: int
    only: tuple[str, ...]
    connections: tuple[int, ...]
    rounds: int
    seconds: int
    result: Path
    report: Path
    max_tasks: int


def read() -> Options:
    parser = argparse.ArgumentParser(prog="bench.sh")
    parser.add_argument("command", choices=["run", "growth", "report"])
    parser.add_argument("--owners", type=int, default=1000)
    parser.add_argument("--tasks", type=int, default=1000, help="tasks per user")
    parser.add_argument("--only", type=_names, default=(), help="operations, such as get,list")
    parser.add_argument("--connections", type=_numbers, default=(1, 16, 64, 256))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2, help="duration of each measurement")
    parser.add_argument("--result", type=Path, required=True, help="the result file to write or to report")
    parser.add_argument("--report", type=Path, required=True, help="the page whose tables are rewritten")
    parser.add_argument("--max-tasks", type=int, default=1_000_000, help="the maximum number of tasks in `growth`")
    given = parser.parse_args()
    return Options(**vars(given))


def write(file: Path, result: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(","))
