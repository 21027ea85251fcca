"""Starts, observes and stops server processes."""

import contextlib
import os
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
MAX_WAIT = 120  # seconds; a generous upper bound


class Process:
    """A process and its descendants."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def cpu_seconds(self) -> float:
        """Processor time since the start, including ended descendants."""
        ticks = 0
        for pid in self._tree():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                # The name in parentheses can contain any text. Fields 11 to 14 after it: utime, stime, cutime, cstime.
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += sum(map(int, fields[11:15]))
        return ticks / TICKS_PER_SECOND

    def reset_peak(self) -> None:
        for pid in self._tree():
            with contextlib.suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5")

    def peak_megabytes(self) -> float:
        """Peak resident memory since `reset_peak`. Shared memory counts for each process."""
        kilobytes = 0
        for pid in self._tree():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                    if line.startswith("VmHWM:"):
                        kilobytes += int(line.split()[1])
        return kilobytes / 1024

    def _tree(self) -> list[int]:
        pids = [self.pid]
        for pid in pids:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    pids += map(int, children.read_text().split())
        return pids


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running(command: list[str], settings: Mapping[str, str], port: int) -> Iterator[Process]:
    """Starts a server with only `settings` in its environment, and waits for its first successful response."""
    environment = {"PATH": os.environ["PATH"], **settings}
    with tempfile.TemporaryDirectory() as place:
        log = Path(place, "log")
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=place, env=environment, stdout=output, stderr=output)
        try:
            _wait_until_ready(process, port, log)
            yield Process(process.pid)
        finally:
            process.terminate()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + MAX_WAIT
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5).close()
            return
        time.sleep(0.002)
    raise SystemExit(f"{process.args!r} did not become ready:\n{log.read_text()}")
