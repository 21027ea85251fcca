"""`python -m harness COMMAND`; scripts/bench.sh calls it."""

import json
import os
import sys
import time

from harness import data, machine, options, rounds
from harness.database import Database, create
from harness.servers import tasklane
from harness.settings import SECRET_KEY
from harness.subjects import World
from harness.tokens import Tokens


def run(given: options.Options) -> None:
    database = Database(create(os.environ["TEST_DATABASE_URL"], "bench"))
    print(f"Filling a database with {given.owners} × {given.tasks} tasks", file=sys.stderr)
    start = time.monotonic()
    owners = data.fill(database, given.owners, given.tasks)
    print(f"Filled in {time.monotonic() - start:.0f} s", file=sys.stderr)
    with tasklane(database.url) as server:
        tokens = Tokens(database, SECRET_KEY, server.client().log_in(owners.usernames[0]))
    result = {
        "machine": machine.describe(database),
        "owners": given.owners,
        "tasks": given.tasks,
        "seconds": given.seconds,
        "rounds": given.rounds,
        **rounds.run(World(database, owners, tokens), given),
    }
    given.result.parent.mkdir(parents=True, exist_ok=True)
    given.result.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")


def main() -> None:
    given = options.read()
    match given.command:
        case "run":
            run(given)


main()
