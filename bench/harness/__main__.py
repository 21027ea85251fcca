"""The command line: `python -m harness COMMAND`, called by scripts/bench.sh."""

import os
import signal
import sys
import time

from harness import data, growth, machine, options, others, report, rounds, sqlite
from harness.database import Database, create
from harness.servers import tasklane
from harness.settings import SECRET_KEY
from harness.tokens import Tokens
from harness.environment import Environment


def run(given: options.Options) -> None:
    database = Database(create(os.environ["TEST_DATABASE_URL"], "bench"))
    print(f"Filling a database with {given.owners} × {given.tasks} tasks", file=sys.stderr)
    start = time.monotonic()
    owners = data.fill(database, given.owners, given.tasks)
    print(f"Filled in {time.monotonic() - start:.0f} s", file=sys.stderr)
    with tasklane(database.url) as server:
        tokens = Tokens(database, SECRET_KEY, server.client().log_in(owners.usernames[0]))
    environment = Environment(database, owners, tokens)
    result = {
        "machine": machine.describe(database),
        "owners": given.owners,
        "tasks": given.tasks,
        "seconds": given.seconds,
        "rounds": given.rounds,
        **rounds.run(environment, given),
        "sqlite": sqlite.run(given) if not given.only or "sqlite" in given.only else [],
        "others": others_of(environment, given),
    }
    options.write(given.result, result)


def others_of(environment: Environment, given: options.Options) -> dict[str, str]:
    measured = {}
    if not given.only or "start" in given.only:
        measured.update(others.start_times(environment))
    if not given.only or "login" in given.only:
        measured.update(others.logins(environment, given.seconds, given.rounds))
    for name, value in measured.items():
        print(f"{name}: {value}", file=sys.stderr)
    return measured


def main() -> None:
    # Stopping the harness stops its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    given = options.read()
    match given.command:
        case "run":
            run(given)
        case "growth":
            growth.run(given)
        case "report":
            report.write(given.result, given.report)


main()
