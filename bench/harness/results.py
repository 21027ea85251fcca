"""Summarizes the rounds: the median and the spread."""

import statistics
from dataclasses import dataclass
from typing import Any

FIGURES = ("rate", "p50", "p99", "server_cpu", "database_cpu", "load_cpu", "memory")


@dataclass(frozen=True)
class Cell:
    operation: str
    connections: int
    subject: str
    # Figure name -> median.
    figures: dict[str, float]
    # Spread of the rates: (highest − lowest) / median.
    spread: float
    errors: int


def cells(result: dict[str, Any]) -> list[Cell]:
    return [_cell(one) for one in result["cells"]]


def _cell(cell: dict[str, Any]) -> Cell:
    rounds = cell["rounds"]
    figures = {name: statistics.median(one[name] for one in rounds) for name in FIGURES}
    rates = [one["rate"] for one in rounds]
    spread = (max(rates) - min(rates)) / figures["rate"] if figures["rate"] else 0.0
    errors = sum(one["errors"] for one in rounds)
    return Cell(cell["operation"], cell["connections"], cell["subject"], figures, spread, errors)
