"""A measured value and its limit."""

from dataclasses import dataclass


@dataclass
class Measurement:
    what: str
    value: float
    goal: float
    unit: str
    note: str = ""

    def is_met(self) -> bool:
        return self.value <= self.goal

    def __str__(self) -> str:
        note = f" ({self.note})" if self.note else ""
        return f"{self.what}: {self.value:.3g} {self.unit}, at most {self.goal:g}{note}"
