"""Load generators without think time: wrk for servers, pgbench for the database."""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from harness.statements import Script

LUA = Path(__file__).parent.parent / "load" / "load.lua"
# Half of the processors. The other half is for the measured server.
THREADS = max(1, (os.cpu_count() or 1) // 2)


@dataclass(frozen=True)
class Load:
    """The measurements of the clients. Times are in seconds, latencies in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    errors: int
    cpu_seconds: float


def wrk(url: str, arguments: list[str], connections: int, seconds: int) -> Load:
    threads = min(THREADS, connections)
    command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout=10s", "-s", str(LUA), url, "--"]
    output, cpu = _run([*command, *arguments])
    encoded = next(line.removeprefix("RESULT ") for line in output.splitlines() if line.startswith("RESULT "))
    result = json.loads(encoded)
    p50, p99 = result["p50"] / 1000, result["p99"] / 1000
    return Load(result["requests"], result["microseconds"] / 1e6, p50, p99, result["errors"], cpu)


def pgbench(url: str, script: Script, connections: int, seconds: int) -> Load:
    """Runs the script with pgbench. Each client has its own connection and prepares its statements once."""
    # The duration given to pgbench includes the time to connect. Add 1 s for it, and if that is too short, 5 s or 25 s.
    for to_connect in (1, 5, 25):
        load = _pgbench(url, script, connections, seconds + to_connect)
        if load and load.seconds >= seconds:
            return load
    raise SystemExit(f"pgbench takes too long to connect {connections} clients for this script:\n{script.text}")


def _pgbench(url: str, script: Script, connections: int, seconds: int) -> Load | None:
    with tempfile.TemporaryDirectory() as place:
        Path(place, "script.sql").write_text(script.text)
        threads = min(THREADS, connections)
        command = [os.environ["PGBENCH"], "-n", "-M", "prepared", f"-c{connections}", f"-j{threads}", f"-T{seconds}"]
        command += [f"-D{name}={value}" for name, value in script.variables.items()]
        output, cpu = _run([*command, "-l", "--log-prefix=log", "-f", "script.sql", url], place)
        # Log lines are "client transaction microseconds …", with "failed" instead of the time after a failure.
        fields = [line.split()[2] for log in Path(place).glob("log*") for line in log.read_text().splitlines()]
    latencies = sorted(int(field) / 1000 for field in fields if field.isdigit())
    if not latencies:
        return None
    rate = next(line.split()[2] for line in output.splitlines() if "without initial connection time" in line)
    p50, p99 = (latencies[int(len(latencies) * share)] for share in (0.5, 0.99))
    errors = len(fields) - len(latencies)
    return Load(len(latencies), len(latencies) / float(rate), p50, p99, errors, cpu)


def _run(command: list[str], place: str | None = None) -> tuple[str, float]:
    """Returns the output and the processor time used."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, cwd=place, stdout=output, stderr=subprocess.STDOUT)
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.terminate()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if status != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{text}")
    return text, used.ru_utime + used.ru_stime
