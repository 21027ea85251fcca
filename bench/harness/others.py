"""Measures the start time, the rate of logins, and the effect of logins on other requests."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from harness.load import Load
from harness.operations import OPERATIONS, Operation
from harness.servers import Server, tasklane
from harness.subjects import OverHttp
from harness.environment import Environment

LOGIN = Operation("login", "login", "POST", "/api/v1/auth/login", extra="username")
LIST = next(one for one in OPERATIONS if one.name == "list")
STARTS = 5
LOGINS_AT_ONCE = 64
READERS = 16


def start_times(environment: Environment) -> dict[str, str]:
    taken = []
    for _ in range(STARTS):
        begin = time.monotonic()
        with tasklane(environment.database.url):
            taken.append(time.monotonic() - begin)
    return {"start to first response, schema up to date": f"{1000 * statistics.median(taken):.0f} ms"}


def logins(environment: Environment, seconds: int, rounds: int) -> dict[str, str]:
    """Runs with RATE_LIMIT_ENABLED=false, because one address is limited to 20 logins a minute."""
    quiet, alone, busy = [], [], []
    for _ in range(rounds):
        # Use a new server each time, because the previous one still processes logins whose clients have stopped.
        with tasklane(environment.database.url, RATE_LIMIT_ENABLED="false") as server:
            quiet.append(_read(environment, server, seconds))
            alone.append(OverHttp(environment, server).run(LOGIN, 1, seconds))
            busy.append(_read_while_others_log_in(environment, server, seconds))
    reads, logged_in = [both[0] for both in busy], [both[1] for both in busy]
    return {
        "sequential login (p50)": f"{_median(alone, 'p50'):.0f} ms",
        f"logins by {LOGINS_AT_ONCE} connections": f"{_rate(logged_in):.1f} /s{_refused(logged_in)}",
        f"lists by {READERS} connections, no logins": _both(quiet),
        f"lists by {READERS} connections, {LOGINS_AT_ONCE} connections log in": _both(reads),
    }


def _read(environment: Environment, server: Server, seconds: int) -> Load:
    return OverHttp(environment, server).run(LIST, READERS, seconds)


def _read_while_others_log_in(environment: Environment, server: Server, seconds: int) -> tuple[Load, Load]:
    with ThreadPoolExecutor() as threads:
        # The logins start before the reads and end after them.
        log_ins = threads.submit(OverHttp(environment, server).run, LOGIN, LOGINS_AT_ONCE, seconds + 2)
        time.sleep(1)
        return _read(environment, server, seconds), log_ins.result()


def _both(loads: list[Load]) -> str:
    return f"{_rate(loads):.0f} /s, p99 {_median(loads, 'p99'):.1f} ms{_refused(loads)}"


def _refused(loads: list[Load]) -> str:
    errors = sum(load.errors for load in loads)
    return f", and {errors / sum(load.seconds for load in loads):.1f} /s rejected" if errors else ""


def _rate(loads: list[Load]) -> float:
    return statistics.median(load.requests / load.seconds for load in loads)


def _median(loads: list[Load], name: Literal["p50", "p99"]) -> float:
    return statistics.median(load.p50 if name == "p50" else load.p99 for load in loads)
