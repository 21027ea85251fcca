"""Runs one load, and measures its rate, its latencies and the processor time of each part."""

import time
from dataclasses import asdict, dataclass
from typing import Any

from harness.database import Database
from harness.operations import Operation
from harness.processes import Process
from harness.subjects import Subject

SETTLING_SECONDS = 0.2


@dataclass(frozen=True)
class Measured:
    """Latencies are in milliseconds, costs in microseconds of processor time per request."""

    rate: float
    p50: float
    p99: float
    requests: int
    errors: int
    server_cpu: float
    database_cpu: float
    load_cpu: float
    # Megabytes.
    memory: float

    def as_json(self) -> dict[str, Any]:
        return {name: round(value, 3) for name, value in asdict(self).items()}


def measure(subject: Subject, database: Database, operation: Operation, connections: int, seconds: int) -> Measured:
    server = subject.process
    if server:
        server.reset_peak()
    server_before, database_before = _cpu(server), database.server.cpu_seconds()
    load = subject.run(operation, connections, seconds)
    # The processor time of an ended process is visible only after its parent has called wait().
    time.sleep(SETTLING_SECONDS)
    each = 1e6 / max(1, load.requests)
    return Measured(
        rate=load.requests / load.seconds,
        p50=load.p50,
        p99=load.p99,
        requests=load.requests,
        errors=load.errors,
        server_cpu=(_cpu(server) - server_before) * each,
        database_cpu=(database.server.cpu_seconds() - database_before) * each,
        load_cpu=load.cpu_seconds * each,
        memory=server.peak_megabytes() if server else 0.0,
    )


def _cpu(process: Process | None) -> float:
    return process.cpu_seconds() if process else 0.0
